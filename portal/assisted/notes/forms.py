"""The form of a note: short, and with the words that keep it from being a file."""

from __future__ import annotations

from portal.platform.forms import Form, LongTextField
from portal.platform.i18n import lazy_gettext as _l

LONGEST = 300


class DeskNoteForm(Form):
    """A few words for the next operator."""

    text = LongTextField(
        _l("Note"),
        hint=_l(
            "Only what helps the next time: the best hour to call, the language, which paper they bring. "
            "Nothing about health, family or money, and no opinion about the person."
        ),
        missing=_l("Write the note."),
        max_length=LONGEST,
        rows=3,
        autocomplete="off",
    )
