"""The words for what the pure modules only name: states, milestones, tasks, changes of the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.cases.deadlines import Line
from portal.cases.models import Author, Means, Relation
from portal.cases.timeline import CaseStatus, Milestone, Task
from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _

STATUS = {
    CaseStatus.DRAFT: _l("Not sent yet"),
    CaseStatus.SENT: _l("Sent: you have the receipt"),
    CaseStatus.IN_CHARGE: _l("The office is looking at it"),
    CaseStatus.NEEDS_SOMETHING: _l("We need something from you"),
    CaseStatus.WAITING_OTHER_BODY: _l("Waiting for another office"),
    CaseStatus.ASSESSMENT: _l("Assessment under way"),
    CaseStatus.REFUSAL_NOTICE: _l("It may be no: you can answer"),
    CaseStatus.RANKING: _l("In the ranking or waiting list"),
    CaseStatus.ACCEPTED: _l("Accepted"),
    CaseStatus.REFUSED: _l("Not accepted"),
    CaseStatus.ACTIVE: _l("The service is active"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.WITHDRAWN: _l("Withdrawn by you"),
}

MILESTONE = {
    Milestone.SENDING: _l("You send the request"),
    Milestone.TAKING_CHARGE: _l("The office takes charge of it"),
    Milestone.YOUR_ANSWER: _l("You answer the office"),
    Milestone.ASSESSMENT: _l("The office assesses the request"),
    Milestone.DECISION: _l("The office decides and tells you"),
    Milestone.START: _l("The office tells you how it starts"),
}

TASK = {
    Task.FINISH_AND_SEND: _l("Finish and send"),
    Task.GIVE_WHAT_IS_MISSING: _l("Answer the office"),
    Task.ANSWER_THE_NOTICE: _l("Answer before the office decides"),
}

AUTHOR = {
    Author.CITIZEN: _l("You"),
    Author.OPERATOR: _l("The operator, for you"),
    Author.OFFICE: _l("The office"),
    Author.SYSTEM: _l("The portal"),
}

MEANS = {
    Means.ONLINE: _l("declared online by the person"),
    Means.OWN_PHONE: _l("declared by the person on their own phone"),
    Means.PAPER: _l("declared by the person on signed paper"),
}

RELATION = {
    Relation.ADDS: _l("The person wanted to add to it."),
    Relation.OTHER_PERSON: _l("The person says this one is for somebody else."),
    Relation.NEW_NEED: _l("The person says this is a new request."),
    Relation.UNSAID: _l("The person did not say how the two belong together."),
}

#: Silence of an office is neither yes nor no (L. 241/1990 art. 2 c. 9-bis; c.p.a. art. 31).
SILENCE = _l(
    "If nobody answers by that day, it is neither a yes nor a no. You can write to the person who "
    "may decide instead of the office. You can also go to court within a year."
)
REMEDIES = (
    _l("You can ask the office to look at the decision again."),
    _l("You can appeal to the regional court (TAR) within 60 days."),
    _l("Or you can appeal to the President of the Republic within 120 days."),
)


def clock_sentence(line: Line) -> str:
    """One change of the deadline, explained in one sentence."""
    words = {
        "received": _("We received your request. Last day for the answer: %(due)s."),
        "suspended": _(
            "The office asked you for something: the count stops. New last day: %(due)s."
        ),
        "resumed": _("Your answer arrived: the count goes on. Last day: %(due)s."),
        "notice": _("The office announced a possible no: the count stops. New last day: %(due)s."),
        "observations": _("You answered the announcement. New last day: %(due)s."),
    }
    sentence = words.get(
        line.code, _("This came after the last day and does not move it: %(due)s.")
    )
    return sentence % {"due": format_day(line.due_on)}
