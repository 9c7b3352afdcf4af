"""What an office is told about the cases it works. Pure."""

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
    "office_unanswered": Letter(
        _NEWS,
        (_l("The person did not answer in time. The case is yours again."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
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
    "office_deadline_near": Letter(
        _l("Case %(spoken_reference)s: the last day is near"),
        (_l("This case still waits for an answer."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        (_l("If you cannot answer in time, speak with who coordinates the office today."),),
        _l("Open the case in the office's area"),
        OF_OFFICE,
    ),
    "coordinator_deadline_near": Letter(
        _l("Case %(spoken_reference)s: a few days are left"),
        (_l("A case of your office still waits for an answer. Who works it was warned already."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        (_l("See that somebody decides it, or give it to somebody who can."),),
        _l("Open the case in the office's area"),
        OF_OFFICE,
    ),
    "substitute_deadline_passed": Letter(
        _l("Case %(spoken_reference)s: the last day is over"),
        (_l("The office did not answer in time. You hold the power to decide instead of it."),),
        (("due_on", _l("The last day was %(due_on)s.")),),
        (
            _l("The person may now ask you to decide. You then have half of the first term."),
            _l("Ask the office for the case, or see that it answers at once."),
        ),
        _l("Open the case in the office's area"),
        OF_OFFICE,
    ),
    "office_file_infected": Letter(
        _NEWS,
        (_l("A file of this case holds a virus. Nobody can open it: ask the person for another."),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
    "office_digest": Letter(
        _l("Your office today, %(day_on)s"),
        (_l("This is what waits for your office."),),
        (
            ("new", _l("New cases: %(new)s.")),
            ("answers", _l("People did something: %(answers)s.")),
            ("others", _l("Other news: %(others)s.")),
            ("due_today", _l("Due today: %(due_today)s.")),
            ("late", _l("Late: %(late)s.")),
            ("to_post", _l("Letters to post: %(to_post)s.")),
            ("unanswered", _l("Messages that wait too long for an answer: %(unanswered)s.")),
        ),
        action=_l("Open the inbox"),
        place="/ufficio",
    ),
    "office_problems": Letter(
        _l("Something did not go out, %(day_on)s"),
        (_l("The board shows what needs somebody. Please look at it today."),),
        (
            ("given_up", _l("Deliveries given up: %(given_up)s.")),
            ("unreached", _l("People not reached: %(unreached)s.")),
            ("unanswered", _l("Messages that wait too long for an answer: %(unanswered)s.")),
        ),
        action=_l("Open the board"),
        place="/ufficio/bacheca",
    ),
    "office_answer": Letter(
        _NEWS,
        (_l("The person did something on this case: read what is new."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
}
