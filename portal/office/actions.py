"""What an officer does from a page: only while the case is as it was seen, and by the acts of the case."""

from __future__ import annotations

from collections.abc import Callable

from portal.cases import queries as cases
from portal.cases.actions import asking, handling, locking, proceeding, proposing, reviewing
from portal.cases.events import NotNow
from portal.cases.following import wants_only_help
from portal.cases.legal_clock import term
from portal.cases.models import Case, Proposed
from portal.cases.timeline import CaseStatus
from portal.cases.working import open_proposal
from portal.office import duties, queries
from portal.office.duties import Act
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.jobs import JobStatus


class SeenOlder(Exception):
    """The act is still possible, but the officer decided on an older state of the case."""


def _look_again(actor: Actor, reference: str, act: Act, seen: str) -> None:
    """Lock the case and compare it with what the officer saw.

    Raises:
        NotThere: not this office's.
        SeenOlder, NotNow: it changed; the act is still possible, or no longer.
    """
    case = cases.get_office_case(actor, reference)
    db.session.refresh(case, with_for_update=True)
    if queries.mark_of(case) == seen:
        return
    wants_help = wants_only_help(case)
    moved, today = term.clock_of(case), clock.today()
    if duties.is_open(act, case.status, moved, today, wants_help=wants_help):
        raise SeenOlder
    raise NotNow


def take(keyring: Keyring, actor: Actor, reference: str) -> Act:
    """Take charge of a new case, or go on with one that waits: for another body, or for an answer whose
    last day is over or that the office is asked to get itself. Which of the two it was.

    Raises:
        NotThere, NotNow.
    """
    # Held before it is looked at: a colleague may be asking the person for something just now.
    case = locking.lock_for_office(actor, reference)
    if case.status in {CaseStatus.SENT, CaseStatus.IN_CHARGE}:
        handling.take_charge(keyring, actor, reference)
        return Act.TAKE
    proceeding.go_on(keyring, actor, reference)
    return Act.GO_ON


_STEPS: dict[Act, Callable[..., Case]] = {
    Act.ASK: handling.ask_for_something,
    Act.DOCUMENTS: asking.ask_for_documents,
    Act.WAIT: proceeding.wait_for_other_body,
    Act.ASSESS: proceeding.start_assessment,
    Act.RANK: proceeding.put_in_ranking,
    Act.ANNOUNCE: handling.announce_refusal,
    Act.ACTIVATE: proceeding.activate,
    Act.CLOSE: proceeding.close,
    Act.REOPEN: reviewing.reopen,
    Act.WRITE: handling.write_to_citizen,
}


def proceed(
    keyring: Keyring, actor: Actor, reference: str, act: Act, seen: str, *given: object
) -> Case:
    """Move a case on by one act; ``given`` is what that act of the case needs.

    A message decides nothing, so what was seen does not matter for it.

    Raises:
        NotThere, SeenOlder, NotNow, and what the act itself may raise.
    """
    if act is not Act.WRITE:
        _look_again(actor, reference, act, seen)
    return _STEPS[act](keyring, actor, reference, *given)


_DECISIONS = {
    Act.ACCEPT: (Proposed.ACCEPT, handling.accept),
    Act.REFUSE: (Proposed.REFUSE, handling.refuse),
}


def decide(
    keyring: Keyring, actor: Actor, reference: str, act: Act, seen: str, reasons: str
) -> bool:
    """Accept or refuse; where the service wants a second pair of eyes, propose it. Whether it is decided.

    Raises:
        NotThere, SeenOlder, NotNow, NoticeFirst, SomebodyElse.
    """
    _look_again(actor, reference, act, seen)
    proposed, decision = _DECISIONS[act]
    if proposing.wants_four_eyes(cases.get_office_case(actor, reference)):
        proposing.propose(keyring, actor, reference, proposed, reasons)
        return False
    decision(keyring, actor, reference, reasons)
    return True


_BACK_TO_ACT = {Proposed.ACCEPT: Act.ACCEPT, Proposed.REFUSE: Act.REFUSE}


def confirm(keyring: Keyring, actor: Actor, reference: str, number: int, seen: str) -> Case:
    """Agree with what a colleague proposed; now it is decided.

    Raises:
        NotThere, SeenOlder, NotNow, SomebodyElse.
    """
    case = cases.get_office_case(actor, reference)
    waiting = open_proposal(case)
    if waiting is None:
        raise NotNow
    _look_again(actor, reference, _BACK_TO_ACT[waiting.act], seen)
    return proposing.confirm(keyring, actor, reference, number)


def retry_errand(actor: Actor, number: int) -> bool:
    """Try a job again that was given up; whether it was still waiting for that.

    Raises:
        NotThere: there is no such job.
    """
    job = queries.get_errand(number)
    if job.status is not JobStatus.GIVEN_UP:
        return False
    jobs.retry(db.session, number)
    audit.record(actor, "office.job_retried", "job", number, subject_id=None)
    return True
