"""The words for what the pure modules only name: states, milestones, tasks, changes of the clock."""

from __future__ import annotations

from datetime import date

from portal.cases.legal_clock.deadlines import Line
from portal.cases.models import Author, Case, Impediment, Means, Relation, Reply, Scan, Tie
from portal.cases.pinned import who_of
from portal.cases.timeline import Assessment, CaseStatus, Choice, Milestone, Queue, Task
from portal.platform import clock
from portal.platform.i18n import fill, format_day
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

#: A status alone, for filters and short lists; ``state_of`` says it with its day and its names.
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
    CaseStatus.REFUSED: _l("Not accepted: here is why, and what you can do"),
    CaseStatus.ACTIVE: _l("The service is active"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.WITHDRAWN: _l("Withdrawn by you"),
}

#: What comes next in each status, in one sentence; ``due`` is the office's last day.
_NEXT = {
    CaseStatus.DRAFT: _l("Nothing happens until you send it."),
    CaseStatus.SENT: _l("The office takes charge of it. It answers by %(due)s."),
    CaseStatus.IN_CHARGE: _l("The office assesses it and answers by %(due)s."),
    CaseStatus.NEEDS_SOMETHING: _l("When you have answered, the office goes on."),
    CaseStatus.WAITING_OTHER_BODY: _l("Then our office goes on. It answers by %(due)s."),
    CaseStatus.ASSESSMENT: _l("Then the office decides, by %(due)s."),
    CaseStatus.REFUSAL_NOTICE: _l("The office reads your answer, then decides."),
    CaseStatus.RANKING: _l("When it is your turn, the office writes to you."),
    CaseStatus.ACCEPTED: _l("The office tells you how and when it starts."),
    CaseStatus.REFUSED: _l("You decide: the page says what you can do, and by when."),
    CaseStatus.ACTIVE: _l("If something changes, write or call the office."),
    CaseStatus.CLOSED: _l("Nothing more. You can ask again whenever you want."),
    CaseStatus.WITHDRAWN: _l("Nothing more. You can ask again whenever you want."),
}

CHOICE = {
    Choice.WRITE: _l("Write to the office"),
    Choice.READ_THE_DECISION: _l("Read the decision"),
    Choice.ASK_AGAIN: _l("Ask again"),
}

REPLY = {
    Reply.HERE_IT_IS: _l("Here it is"),
    Reply.HELP_ME: _l("Help me get it"),
    Reply.CANNOT: _l("I cannot get it"),
    Reply.NOT_FOR_ME: _l("It does not apply to me"),
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

#: What a rating may be about: of one to three stars, of four or five (national model, C.SE.1.7).
ASPECTS: dict[str, dict[str, object]] = {
    "low": {
        "unclear": _l("Sometimes the instructions were not clear"),
        "incomplete": _l("Sometimes the instructions were not complete"),
        "unsure": _l("Sometimes I could not tell whether I was going on correctly"),
        "technical": _l("I had technical problems"),
        "other": _l("Other"),
    },
    "high": {
        "clear": _l("The instructions were clear"),
        "complete": _l("The instructions were complete"),
        "sure": _l("I could always tell that I was going on correctly"),
        "smooth": _l("I had no technical problems"),
        "other": _l("Other"),
    },
}

AUTHOR = {
    Author.CITIZEN: _l("You"),
    Author.OPERATOR: _l("The operator, for you"),
    Author.OFFICE: _l("The office"),
    Author.SYSTEM: _l("The portal"),
}

MEANS = {
    Means.ONLINE: _l("declared online by the person"),
    Means.HOLDER: _l("declared online by who acts for the person"),
    Means.OWN_PHONE: _l("declared by the person on their own phone"),
    Means.PAPER: _l("declared by the person on signed paper"),
    Means.PHONE_CODE: _l("declared by the person with a code on their own phone"),
    Means.OFFICIAL: _l("declared by the person aloud, before a public official"),
}

#: What keeps somebody from signing; never why.
IMPEDIMENTS = {
    Impediment.SIGN: _l("sign, or does not know how"),
    Impediment.READ: _l("read the text: it was read to them"),
}

RELATION = {
    Relation.ADDS: _l("The person wanted to add to it."),
    Relation.OTHER_PERSON: _l("The person says this one is for somebody else."),
    Relation.NEW_NEED: _l("The person says this is a new request."),
    Relation.UNSAID: _l("The person did not say how the two belong together."),
}

#: What is known of viruses in a file.
SCAN = {
    Scan.WAITING: _l("Not scanned for viruses yet"),
    Scan.CLEAN: _l("No virus found"),
    Scan.INFECTED: _l("It holds a virus: nobody can open it"),
    Scan.UNSCANNED: _l("Not scanned for viruses"),
}


#: What binds who works here to a person, in their own mouth.
TIE = {
    Tie.HOUSEHOLD: _l("We live together"),
    Tie.RELATIVE: _l("We are relatives"),
    Tie.FRIEND: _l("I know this person well"),
    Tie.DISPUTE: _l("We have a quarrel or a lawsuit"),
    Tie.INTEREST: _l("I have an interest of my own in it"),
}


def state_of(case: Case) -> str:
    """The status of a case in the person's words, with its day and its names."""
    return say_state(case.status, case.state_day, case.state_detail, who_of(case).office.name)


def say_state(
    status: CaseStatus, day: date | None = None, detail: str | None = None, office: str = ""
) -> str:
    """A status in the person's words. ``day``: the person's last day, or from when a service is
    active. ``detail``: another body's name, or the closed word of an assessment or a queue."""
    if status is CaseStatus.IN_CHARGE and office:
        return _("%(office)s is looking at it", office=office)
    if status is CaseStatus.NEEDS_SOMETHING and day:
        return _("We need something from you by %(day)s", day=format_day(day))
    if status is CaseStatus.REFUSAL_NOTICE and day:
        return _("It may be no: you can answer by %(day)s", day=format_day(day))
    if status is CaseStatus.ACTIVE and day:
        begun = _("The service is active from %(day)s")
        to_come = _("The service will be active from %(day)s")
        return fill(begun if day <= clock.today() else to_come, {"day": format_day(day)})
    if detail:
        return _with_detail(status, detail)
    return str(STATUS[status])


def _with_detail(status: CaseStatus, detail: str) -> str:
    if status is CaseStatus.WAITING_OTHER_BODY:
        return _("We are waiting for the answer of %(body)s", body=detail)
    return str(_DETAIL.get(detail, STATUS[status]))


_DETAIL: dict[str, object] = {
    Assessment.SOCIAL_WORKER: _l("Assessment with the social worker"),
    Assessment.UNIT: _l("Assessment with several professionals (UVM)"),
    Queue.RANKING: _l("In the ranking"),
    Queue.WAITING_LIST: _l("On the waiting list"),
}


def next_of(case: Case) -> str:
    """What comes next, in one sentence with its day."""
    return fill(_NEXT[case.status], {"due": format_day(case.due_on)})


def clock_sentence(line: Line) -> str:
    """One change of the deadline, explained in one sentence."""
    words = {
        "received": _("We received your request. Last day for the answer: %(due)s."),
        "review": _("The office looks at its decision again, with a new term. Last day: %(due)s."),
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
    return fill(sentence, {"due": format_day(line.due_on)})


#: A draft that was written at a desk and waits for the hand of who declares.
TO_SIGN = _l("To be signed")
SIGN_IT = _l("Read it and declare: then it can be sent.")
