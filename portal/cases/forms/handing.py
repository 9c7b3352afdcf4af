"""The forms of handing over: a code that is typed, one document from a phone."""

from __future__ import annotations

from portal.platform.forms import FilesField, Form, TextField
from portal.platform.i18n import lazy_gettext as _l


class HandoverCodeForm(Form):
    """The code on the other screen."""

    code = TextField(
        _l("Code"),
        hint=_l("Eight letters and digits, for example 7K4F-9MXT."),
        autocomplete="off",
        max_length=20,
        missing=_l("Write the code: it stands below the square to scan."),
    )


class PhotoForm(Form):
    """Exactly one document."""

    files = FilesField(
        _l("Photo or PDF"), max_files=1, missing=_l("Take the photo, or choose a file.")
    )
