"""The words an officer reads: the person is "the person", the deadline is the office's own."""

from __future__ import annotations

from datetime import date

from portal.cases.inbox import Due
from portal.cases.legal_clock.deadlines import Line
from portal.cases.models import Author, HoldReason
from portal.cases.timeline import CaseStatus, Milestone
from portal.cases.trails.purposes import Purpose
from portal.cases.words import TIE as TIE
from portal.office.chain import Reached, Station
from portal.office.duties import Act
from portal.platform.i18n import fill, format_day, ngettext
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

STATUS = {
    CaseStatus.SENT: _l("To be taken in charge"),
    CaseStatus.IN_CHARGE: _l("In charge"),
    CaseStatus.NEEDS_SOMETHING: _l("Waiting for the person"),
    CaseStatus.WAITING_OTHER_BODY: _l("Waiting for another office"),
    CaseStatus.ASSESSMENT: _l("Assessment under way"),
    CaseStatus.REFUSAL_NOTICE: _l("Refusal announced"),
    CaseStatus.RANKING: _l("In the ranking or waiting list"),
    CaseStatus.ACCEPTED: _l("Accepted"),
    CaseStatus.REFUSED: _l("Not accepted"),
    CaseStatus.ACTIVE: _l("The service is active"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.WITHDRAWN: _l("Withdrawn by the person"),
}

#: The same as steps of the way behind.
STEP = {
    **STATUS,
    CaseStatus.SENT: _l("Received"),
    CaseStatus.IN_CHARGE: _l("With the office"),
    CaseStatus.NEEDS_SOMETHING: _l("Something was asked for"),
}

DUE = {
    Due.LATE: _l("Late"),
    Due.TODAY: _l("Due today"),
    Due.WEEK: _l("Due within a week"),
}

MILESTONE = {
    Milestone.TAKING_CHARGE: _l("An officer takes charge of it"),
    Milestone.YOUR_ANSWER: _l("The person answers"),
    Milestone.ASSESSMENT: _l("The office assesses the request"),
    Milestone.DECISION: _l("The office decides and tells the person"),
    Milestone.START: _l("The office says how it starts"),
}

AUTHOR = {
    Author.CITIZEN: _l("The person"),
    Author.OPERATOR: _l("The operator, for the person"),
    Author.OFFICE: _l("The office"),
    Author.SYSTEM: _l("The portal"),
}

ACT = {
    Act.TAKE: _l("Take charge"),
    Act.GO_ON: _l("Go on with the case"),
    Act.ASK: _l("Ask for something that is missing"),
    Act.DOCUMENTS: _l("Ask for documents, one by one"),
    Act.WAIT: _l("Wait for another body"),
    Act.ASSESS: _l("Begin the assessment"),
    Act.RANK: _l("Put it in a ranking or on a waiting list"),
    Act.ACCEPT: _l("Accept the request"),
    Act.ANNOUNCE: _l("Announce a refusal"),
    Act.REFUSE: _l("Refuse the request"),
    Act.ACTIVATE: _l("Say from when the service is active"),
    Act.CLOSE: _l("Close the case"),
    Act.REOPEN: _l("Look at the decision again"),
    Act.WRITE: _l("Write to the person"),
}

DONE = {
    Act.TAKE: _l("The case is yours. The person has been told."),
    Act.GO_ON: _l("You go on with the case. The person has been told."),
    Act.ASK: _l("Your question is with the person. The clock stands until they answer."),
    Act.DOCUMENTS: _l("Your question is with the person. The clock stands until they answer."),
    Act.WAIT: _l("The case waits for the other body. The person has been told."),
    Act.ASSESS: _l("The assessment has begun. The person has been told."),
    Act.RANK: _l("The request waits for its turn. The person has been told."),
    Act.ACCEPT: _l("The request is accepted. The person has been told."),
    Act.ANNOUNCE: _l("The refusal is announced. The person has 10 days to answer."),
    Act.REFUSE: _l("The request is refused. The person has been told."),
    Act.ACTIVATE: _l("The service is active. The person has been told."),
    Act.CLOSE: _l("The case is closed. The person has been told."),
    Act.REOPEN: _l("The decision is looked at again, with a new term. The person has been told."),
    Act.WRITE: _l("Your message is with the person."),
}

#: What follows from an act, read before it is done.
ABOUT = {
    Act.ASK: _l(
        "The clock stops until the person answers: once only, at most 30 days (L. 241/1990, art. 2 c. 7)."
    ),
    Act.DOCUMENTS: _l(
        "The person answers for each document: here it is, help me, I cannot, it is not for me. The "
        "clock stops until then: once only, at most 30 days."
    ),
    Act.WAIT: _l("The clock towards the person runs on (L. 241/1990, art. 16 to 17-bis)."),
    Act.ASSESS: _l("The clock runs on. The person reads who assesses."),
    Act.RANK: _l("The person reads that the request waits for its turn."),
    Act.ACCEPT: _l("The person reads the yes with what you write here."),
    Act.ANNOUNCE: _l(
        "Before a refusal the person reads why it may be no, and has 10 days to answer. The clock "
        "stands meanwhile (L. 241/1990, art. 10-bis)."
    ),
    Act.REFUSE: _l("With your reasons the person reads what they can do against the decision:"),
    Act.ACTIVATE: _l("The person reads the day, and how the service begins."),
    Act.CLOSE: _l("The person reads why. A closed case does not open again."),
    Act.REOPEN: _l("The case is yours again, with a new term (L. 241/1990, art. 21-nonies)."),
    Act.WRITE: _l("A message asks for nothing and does not stop the clock."),
}

#: One act on several cases.
BULK = {
    "take": _l("Take charge of the chosen ones"),
    "assign": _l("Give them to a colleague"),
    "write": _l("Write to each person"),
    "close": _l("Close the chosen ones"),
}

PROPOSED = _l("Your proposal waits for a colleague. The person reads nothing yet.")

#: How an operator came to know who was in front of them; none of these is a login.
SEEN_AT_DESK = {
    "document": _l("The operator saw the person's identity document. The person did not log in."),
    "expired_document": _l(
        "The operator saw an identity document that had expired. The person did not log in."
    ),
    "known": _l("The operator knows the person and saw no document. The person did not log in."),
}

#: What the outbox does, by the word of the job.
JOB = {
    "cases.register": _l("Enter a case in the protocol register"),
    "cases.expire": _l("Archive and erase a case whose time is over"),
    "notifications.deliver": _l("Tell somebody what happened"),
}

#: What a person was not told, by the event.
TOLD = {
    "case_sent": _l("the receipt"),
    "case_taken": _l("that the office took charge"),
    "case_goes_on": _l("that the office goes on"),
    "case_asks": _l("that something is missing"),
    "case_message": _l("that there is a message"),
    "case_refusal_notice": _l("that a refusal is announced"),
    "case_accepted": _l("that there is a decision"),
    "case_refused": _l("that there is a decision"),
    "case_waiting": _l("that another body must answer"),
    "case_assessment": _l("that the assessment began"),
    "case_ranking": _l("that the request waits for its turn"),
    "case_active": _l("from when the service is active"),
    "case_closed": _l("that the case is closed"),
    "case_unanswered": _l("that the day to answer is over"),
    "case_review": _l("that the decision is looked at again"),
    "case_withdrawn": _l("that the request is withdrawn"),
}

#: Where a sent case has to come by, and whether it did.
STATION = {
    Station.RECEIVED: _l("received"),
    Station.STORED: _l("stored"),
    Station.RECEIPT: _l("receipt given"),
    Station.PROTOCOL: _l("in the register"),
    Station.OFFICE: _l("office told"),
    Station.TOLD: _l("person told"),
}
REACHED = {
    Reached.DONE: _l("done"),
    Reached.WAITING: _l("waiting"),
    Reached.FAILED: _l("failed"),
}

#: Why a case that a colleague works is opened, and the words of the address.
PURPOSE = {
    Purpose.SUBSTITUTION: _l("My colleague is away"),
    Purpose.COORDINATION: _l("I coordinate the work"),
    Purpose.PERSON_ASKS: _l("The person asks me about it"),
    Purpose.SECOND_EYES: _l("I check a decision of a colleague"),
    Purpose.INSPECTION: _l("A check that the law asks for"),
    Purpose.OTHER: _l("Another reason: I write it"),
}
PURPOSE_WORDS = {
    Purpose.SUBSTITUTION: "sostituzione",
    Purpose.COORDINATION: "coordinamento",
    Purpose.PERSON_ASKS: "richiesta",
    Purpose.SECOND_EYES: "conferma",
    Purpose.INSPECTION: "controllo",
    Purpose.OTHER: "altro",
}

#: Why the papers of a case must stay, whatever their class says.
HOLD = {
    HoldReason.COURT: _l("A court asks for them"),
    HoldReason.APPEAL: _l("There is an appeal against the decision"),
    HoldReason.INSPECTION: _l("An inspection or an audit is under way"),
    HoldReason.ACCESS_REQUEST: _l("Somebody asked to see the papers"),
}

#: Why a job did not go through, by the word that was stored.
TROUBLE = {
    "register_unavailable": _l("The protocol register does not answer."),
    "register_nonsense": _l("The protocol register answered something we cannot read."),
    "register_refused": _l("The protocol register refused the entry. Ask who keeps it why."),
    "register_unknown": _l(
        "The body names a register we do not know. Tell the people who run the portal."
    ),
    "no_archive": _l("No archive is set. Tell the people who run the portal."),
    "archive_unavailable": _l("The archive does not take the papers."),
    "mail_unavailable": _l("The mail server does not answer."),
    "mail_refused": _l("The mail server refused the letter: the address may be wrong."),
    "sms_unavailable": _l("The gateway for text messages does not answer."),
    "sms_refused": _l("The gateway refused the text message: the number may be wrong."),
    "no_gateway": _l("No gateway for text messages is set."),
    "app_unavailable": _l("App IO does not answer."),
    "app_refused": _l("App IO refused the message. Tell the people who run the portal."),
    "app_not_open": _l("The person does not read our messages in App IO."),
    "app_unsure": _l("The message to App IO may have arrived: it gave no answer."),
    "no_app": _l("App IO is not set."),
    "no_address": _l("The address the message should go to is not there any more."),
    "mail_bounced": _l("The letter came back: the address may be wrong."),
    "letter_not_posted": _l("The letter could not be posted: the address may be wrong."),
    "no_mail_server": _l("No mail server is set. Tell the people who run the portal."),
    "cannot_open": _l(
        "The words of the letter cannot be opened. Tell the people who run the portal."
    ),
    "unknown_kind": _l("No program of ours knows this job. Tell the people who run the portal."),
}


def days_left(due_on: date | None, today: date) -> str:
    """How many days are left, or late, in words; today's own sentence."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days == 0:
        return _("today is the last day")
    if days < 0:
        return str(ngettext("%(num)d day late", "%(num)d days late", -days))
    return str(ngettext("%(num)d day left", "%(num)d days left", days))


def clock_sentence(line: Line) -> str:
    """One change of the deadline, explained in one sentence to the office."""
    words = {
        "received": _("The request arrived. Last day for the answer: %(due)s."),
        "review": _("The decision is looked at again, with a new term. Last day: %(due)s."),
        "suspended": _("The office asked for something: the count stops. Last day: %(due)s."),
        "resumed": _("The person answered: the count goes on. Last day: %(due)s."),
        "notice": _("The refusal was announced: the count stops. Last day: %(due)s."),
        "observations": _("The person answered the announcement. Last day: %(due)s."),
    }
    late = _("This came after the last day and does not move it: %(due)s.")
    return fill(words.get(line.code, late), {"due": format_day(line.due_on)})


def seen_at_desk(word: str | None) -> str:
    """How an operator came to know who the person is."""
    unknown = _("It is not recorded how the operator came to know the person.")
    return str(SEEN_AT_DESK.get(word or "", unknown))


def job(kind: str) -> str:
    """What a job does; its own word where nobody gave it another."""
    return str(JOB.get(kind, kind))


def told(event: str) -> str:
    """What a person should have been told; the event's own word where nobody gave it another."""
    return str(TOLD.get(event, event))


def trouble(word: str | None) -> str:
    """Why a job waits, for somebody who did not write the program."""
    if not word:
        return ""
    known = TROUBLE.get(word)
    return (
        str(known) if known else _("It failed in a way we did not foresee (%(word)s).", word=word)
    )
