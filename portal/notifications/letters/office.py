"""What an office is told about the cases it works."""

from __future__ import annotations

from portal.notifications.letters.letter import NEWS as _NEWS
from portal.notifications.letters.letter import OF_OFFICE, Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "office_new_case": Letter(
        _l("Case %(spoken_reference)s: to be taken in charge"),
        (_l("A new case has arrived for your office."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
    "office_answer": Letter(
        _NEWS,
        (_l("The person did something on this case: read what is new."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
}
