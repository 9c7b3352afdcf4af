"""What the office reads besides the case itself: how it was filed, what was seen, what the outbox holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as choose
from sqlalchemy import func, select

from portal.cases import inbox
from portal.cases import queries as cases
from portal.cases.models import Author, Case, Happening, Message
from portal.cases.timeline import CaseStatus
from portal.cases.working import open_proposal
from portal.notifications.models import Notification
from portal.notifications.queries import UNREACHED
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.jobs import Job, JobStatus

#: How long a missed telling stays on the board.
RECENT_DAYS = 30


@dataclass(frozen=True)
class Filing:
    """How a case was sent: by whose hand, proved how, at which desk.

    ``seen_by_operator`` is what an operator went by: ``document``, ``expired_document``, ``known``.
    """

    at: datetime
    author: Author
    person_id: int | None
    method: str | None
    level: int | None
    desk: str | None
    seen_by_operator: str | None


@dataclass(frozen=True)
class Errand:
    """One job of the outbox as the board shows it; the reference only where the case is the officer's."""

    id: int
    kind: str
    is_given_up: bool
    attempts: int
    created_at: datetime
    run_at: datetime
    trouble: str | None
    reference: str | None


@dataclass(frozen=True)
class Unreached:
    """Something a person should have been told by the portal and was not."""

    event: str
    at: datetime
    reference: str


def filing_of(case: Case) -> Filing:
    """How a case already loaded through the actor was sent, as the audit trail recorded it.

    Raises:
        NotThere: it was never sent.
    """
    sent = db.session.scalar(
        select(Happening)
        .where(Happening.case_id == case.id, Happening.status == CaseStatus.SENT)
        .order_by(Happening.id)
        .limit(1)
    )
    if sent is None:
        raise NotThere
    entry = db.session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.object_id == case.id,
            AuditEntry.kind == "case",
            AuditEntry.event == "case.sent",
        )
        .limit(1)
    )
    return Filing(
        at=sent.at,
        author=sent.author,
        person_id=sent.person_id,
        method=entry.method if entry else None,
        level=entry.level if entry else None,
        desk=entry.desk if entry else None,
        seen_by_operator=_seen_in(entry.visit_id) if entry and entry.visit_id else None,
    )


def _seen_in(visit_id: int) -> str | None:
    """What the operator of a visit went by to know the person, as one closed word."""
    query = select(AuditEntry.purpose).where(
        AuditEntry.object_id == visit_id,
        AuditEntry.kind == "visit",
        AuditEntry.event == "visit.identified",
    )
    return db.session.scalar(query.limit(1))


def mark_of(case: Case) -> str:
    """What the case looks like now, as a short word: its last step and its last message."""
    step = db.session.scalar(select(func.max(Happening.id)).where(Happening.case_id == case.id))
    message = db.session.scalar(select(func.max(Message.id)).where(Message.case_id == case.id))
    return f"{step or 0}-{message or 0}"


def proposal_waiting(case: Case) -> int | None:
    """The number of the decision that waits for a second pair of eyes."""
    waiting = open_proposal(case)
    return waiting.id if waiting else None


def list_errands(actor: Actor, limit: int = 100) -> list[Errand]:
    """What the outbox has not done: what was given up first, then what is tried next."""
    given_up_first = choose((Job.status == JobStatus.GIVEN_UP, 0), else_=1)
    query = (
        select(Job)
        .where(Job.status != JobStatus.DONE)
        .order_by(given_up_first, Job.run_at, Job.id)
        .limit(limit)
    )
    rows = db.session.scalars(query).all()
    about = _cases_of(rows)
    references = _references(actor, about.values())
    return [
        Errand(
            id=row.id,
            kind=row.kind,
            is_given_up=row.status is JobStatus.GIVEN_UP,
            attempts=row.attempts,
            created_at=row.created_at,
            run_at=row.run_at,
            trouble=row.trouble,
            reference=references.get(about.get(row.id, 0)),
        )
        for row in rows
    ]


def _cases_of(rows: Sequence[Job]) -> dict[int, int]:
    """The case each job is about, by the number of the job."""
    told = [row.facts["notification_id"] for row in rows if "notification_id" in row.facts]
    query = select(Notification.id, Notification.case_id).where(Notification.id.in_(told))
    of_telling = dict(db.session.execute(query).all())
    found = {}
    for row in rows:
        case_id = row.facts.get("case_id") or of_telling.get(row.facts.get("notification_id", 0))
        if case_id:
            found[row.id] = case_id
    return found


def _references(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """The references of those cases that are the officer's to open."""
    found = db.session.scalars(select(Case).where(Case.id.in_(set(ids))))
    return {case.id: case.reference for case in found if cases.can_work(actor, case)}


def list_not_reached(actor: Actor, limit: int = 50) -> list[Unreached]:
    """Who could not be told something in the last 30 days, newest first: someone must call."""
    query = (
        select(Notification.event, Notification.created_at, Case.reference)
        .join(Case, Case.id == Notification.case_id)
        .where(
            Notification.status.in_(UNREACHED),
            Notification.created_at > clock.after(days=-RECENT_DAYS),
            Notification.event.startswith("case_"),
            *inbox.reached(actor),
        )
        .order_by(Notification.id.desc())
        .limit(limit)
    )
    return [Unreached(*row) for row in db.session.execute(query)]


def get_errand(number: int) -> Job:
    """One job of the outbox.

    Raises:
        NotThere: there is no such job.
    """
    job = db.session.get(Job, number)
    if job is None:
        raise NotThere
    return job
