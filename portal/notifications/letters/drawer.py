"""What a person is told about the documents they keep; never which document it is. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "document_expires": Letter(
        _l("One of your documents ends soon"),
        (_l("Something you keep in your documents is good for a short time only."),),
        (("ends_on", _l("Its last day is %(ends_on)s.")),),
        (_l("If you have a new one, put it there: your requests then use it."),),
        _l("Open your documents"),
        "/area-personale/documenti",
    ),
}
