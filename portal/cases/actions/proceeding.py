"""How the office moves a case on between taking charge and deciding, and what follows a yes.

None of these steps stops the clock: waiting for another body does not lengthen the term towards the
person (L. 241/1990 art. 2 c. 7 and art. 16 to 17-bis; see docs/decisions).
"""

from __future__ import annotations

from datetime import date

from portal.cases import queries
from portal.cases.actions.locking import lock_for_office, lock_to_decide
from portal.cases.actions.telling import tell_subject
from portal.cases.events import NotNow, move
from portal.cases.following import wants_only_help
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case
from portal.cases.pinned import pin_remedies
from portal.cases.timeline import Assessment, CaseStatus, Queue
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class WordsNeeded(Situation):
    """The person is owed the reason of this step, in words."""

    status = 422
    title = _l("Some words are missing")
    words = _l("Write who must answer, or why the case is closed: the person reads it.")


class DayTooEarly(Situation):
    """A service cannot have begun before it was asked for."""

    status = 422
    title = _l("That day is too early")
    words = _l("The service cannot begin before the day of the request.")


def wait_for_other_body(
    keyring: Keyring, actor: Actor, case_reference: str, body: str, words: str = ""
) -> Case:
    """Wait for the answer of another body, whose ``body`` is its name as the person reads it; what
    was asked of it in ``words``. The term runs on.

    Raises:
        NotThere, NotNow, WordsNeeded.
    """
    if not body.strip():
        raise WordsNeeded
    case = lock_for_office(actor, case_reference)
    status, name = CaseStatus.WAITING_OTHER_BODY, body.strip()[:120]
    move(keyring, actor, case, status, Author.OFFICE, words, detail=name)
    tell_subject(keyring, case, "case_waiting")
    return case


def go_on(keyring: Keyring, actor: Actor, case_reference: str) -> Case:
    """Work on: the other body answered; or the person's last day is over, or they asked for help with
    everything that is still missing, so that the office gets it (L. 241/1990 art. 18 c. 2).

    Raises:
        NotThere.
        NotNow: the person may still answer.
    """
    case = lock_for_office(actor, case_reference)
    today = clock.today()
    if case.status is CaseStatus.NEEDS_SOMETHING:
        if term.clock_of(case).citizen_last_day(today) is not None and not wants_only_help(case):
            raise NotNow
        _stop_asking(case, today)
    elif case.status is not CaseStatus.WAITING_OTHER_BODY:
        raise NotNow
    move(keyring, actor, case, CaseStatus.IN_CHARGE, Author.OFFICE)
    if case.officer_id is None:
        case.officer_id = actor.person_id
    tell_subject(keyring, case, "case_goes_on")
    return case


def _stop_asking(case: Case, today: date) -> None:
    question = queries.open_question(case)
    if question is not None:
        question.answered_at = clock.now()
    term.resume(case, today)


def start_assessment(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    kind: Assessment = Assessment.SOCIAL_WORKER,
    words: str = "",
) -> Case:
    """Begin the assessment, by a social worker or by the unit of several professionals.

    Raises:
        NotThere, NotNow.
    """
    case = lock_for_office(actor, case_reference)
    move(keyring, actor, case, CaseStatus.ASSESSMENT, Author.OFFICE, words, detail=Assessment(kind))
    tell_subject(keyring, case, "case_assessment")
    return case


def put_in_ranking(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    kind: Queue = Queue.RANKING,
    words: str = "",
) -> Case:
    """Put the case in a ranking or on a waiting list.

    Raises:
        NotThere, NotNow.
    """
    case = lock_for_office(actor, case_reference)
    move(keyring, actor, case, CaseStatus.RANKING, Author.OFFICE, words, detail=Queue(kind))
    tell_subject(keyring, case, "case_ranking")
    return case


def activate(
    keyring: Keyring, actor: Actor, case_reference: str, from_day: date, words: str = ""
) -> Case:
    """The service of an accepted case begins on a day, past or to come; how, in ``words``.

    Raises:
        NotThere, NotNow.
        DayTooEarly: before the day the case was received.
    """
    case = lock_for_office(actor, case_reference)
    if case.received_on is not None and from_day < case.received_on:
        raise DayTooEarly
    move(keyring, actor, case, CaseStatus.ACTIVE, Author.OFFICE, words, day=from_day)
    tell_subject(keyring, case, "case_active")
    return case


def close(keyring: Keyring, actor: Actor, case_reference: str, words: str) -> Case:
    """Close a case that needs no decision, or whose service is over, and say why.

    Raises:
        NotThere, NotNow.
        WordsNeeded: a case is never closed without a reason (L. 241/1990 art. 2 c. 1, art. 3).
        SomebodyElse: a review is asked of this officer's own decision.
    """
    if not words.strip():
        raise WordsNeeded
    case = lock_to_decide(actor, case_reference)
    pin_remedies(case)
    move(keyring, actor, case, CaseStatus.CLOSED, Author.OFFICE, words)
    tell_subject(keyring, case, "case_closed")
    return case
