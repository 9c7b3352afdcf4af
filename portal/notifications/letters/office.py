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
    "office_help_wanted": Letter(
        _l("Case %(spoken_reference)s: the person asks for help"),
        (
            _l(
                "The person asks for help with a document you asked for. Call them, or get it for them."
            ),
        ),
        (("asks_until", _l("They have time until %(asks_until)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
    "office_amended": Letter(
        _NEWS,
        (_l("The person corrected some answers: the case shows what changed."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
    "office_review": Letter(
        _l("Case %(spoken_reference)s: a review is asked for"),
        (
            _l(
                "The person asks you to look at a decision again. Who decided it does not decide again."
            ),
        ),
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
