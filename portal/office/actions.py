"""What an officer does from a page: only while the case is as it was seen, and by the acts of the case."""

from __future__ import annotations

from portal.cases import queries as cases
from portal.cases import term
from portal.cases.actions import handling
from portal.cases.events import NotNow
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
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
    if duties.is_open(act, case.status, term.clock_of(case), clock.today()):
        raise SeenOlder
    raise NotNow


def take(keyring: Keyring, actor: Actor, reference: str) -> Case:
    """Take charge of a new case, or go on without an answer whose last day is over.

    Raises:
        NotThere, NotNow.
    """
    case = cases.get_office_case(actor, reference)
    today = clock.today()
    is_new = case.status in {CaseStatus.SENT, CaseStatus.IN_CHARGE}
    if not is_new and not duties.is_open(Act.GO_ON, case.status, term.clock_of(case), today):
        raise NotNow
    return handling.take_charge(keyring, actor, reference)


def ask(keyring: Keyring, actor: Actor, reference: str, seen: str, text: str, days: int) -> Case:
    """Ask the person for something; the clock stands.

    Raises:
        NotThere, SeenOlder, NotNow, ClockStands.
    """
    _look_again(actor, reference, Act.ASK, seen)
    return handling.ask_for_something(keyring, actor, reference, text, days)


def write(keyring: Keyring, actor: Actor, reference: str, text: str) -> Case:
    """Write to the person; a message decides nothing, so what was seen does not matter.

    Raises:
        NotThere.
    """
    return handling.write_to_citizen(keyring, actor, reference, text)


_DECISIONS = {
    Act.ACCEPT: handling.accept,
    Act.ANNOUNCE: handling.announce_refusal,
    Act.REFUSE: handling.refuse,
}


def decide(
    keyring: Keyring, actor: Actor, reference: str, act: Act, seen: str, reasons: str
) -> Case:
    """Accept, announce a refusal, or refuse.

    Raises:
        NotThere, SeenOlder, NotNow, NoticeFirst, ClockStands.
    """
    _look_again(actor, reference, act, seen)
    return _DECISIONS[act](keyring, actor, reference, reasons)


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
