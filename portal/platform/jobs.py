"""The outbox: what must happen outside is one row in the transaction of the change, done by a worker."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.platform import clock, logs
from portal.platform.database import Model, Moment, db, word, writing

#: Waits between tries; after the last one the job is given up, loudly, to the board.
DELAYS = (
    timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10),
    timedelta(hours=1), timedelta(hours=6), timedelta(hours=24),
)  # fmt: skip
_LEASE = timedelta(minutes=2)


class JobStatus(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"


class TryLater(Exception):
    """The neighbour does not answer now; its word is stored, never its text.

    ``after``: the neighbour asked not to be asked again before.
    """

    def __init__(self, word: str, after: timedelta | None = None) -> None:
        super().__init__(word)
        self.after = after or timedelta(0)


class NotYet(Exception):
    """This is not the moment, ``until`` is; it does not count as a try."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not_yet")
        self.until = until


class GiveUp(Exception):
    """Trying again would not help: a person must look at it."""


class Job(Model):
    """One thing to do; ``facts`` holds ids and closed words only."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    dedup_key: Mapped[str] = mapped_column(String(120), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[JobStatus] = mapped_column(
        word(JobStatus, 20), default=JobStatus.WAITING, index=True
    )
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    run_at: Mapped[datetime] = mapped_column(Moment, index=True)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str | None] = mapped_column(String(60))


Work = Callable[[dict[str, Any]], None]
Farewell = Callable[[dict[str, Any], str], None]
_works: dict[str, Work] = {}
_farewells: dict[str, Farewell] = {}


def performs(kind: str, *, given_up: Farewell | None = None) -> Callable[[Work], Work]:
    """Register the function that does a kind of job; it opens its own ``writing()`` at its end.

    ``given_up`` hears the facts and the word of trouble, inside the transaction that gives up.
    """

    def register(work: Work) -> Work:
        _works[kind] = work
        if given_up is not None:
            _farewells[kind] = given_up
        return work

    return register


Round = Callable[[Session], object]
_rounds: list[tuple[timedelta, Round]] = []
_reading: set[Round] = set()


def regularly(every: timedelta, *, writes: bool = True) -> Callable[[Round], Round]:
    """Register something the worker does again and again, each time in its own transaction.

    One that does not write may take its time: nobody waits for it.
    """

    def register(work: Round) -> Round:
        _rounds.append((every, work))
        if not writes:
            _reading.add(work)
        return work

    return register


def make_rounds(last: dict[Round, datetime]) -> None:
    """Do the regular things that are due; ``last`` remembers when each was done."""
    for every, work in _rounds:
        if work in last and last[work] + every > clock.now():
            continue
        last[work] = clock.now()
        if work in _reading:
            work(db.session)
            db.session.rollback()
            continue
        with writing() as session:
            work(session)


def enqueue(kind: str, dedup_key: str, *, delay: timedelta | None = None, **facts: Any) -> None:
    """Add a job to the current write transaction; the same key twice stays one job."""
    if db.session.scalar(select(Job.id).where(Job.dedup_key == dedup_key)) is not None:
        return
    run_at = clock.now() + (delay or timedelta(0))
    db.session.add(
        Job(kind=kind, dedup_key=dedup_key, facts=facts, created_at=clock.now(), run_at=run_at)
    )


def _claim() -> Job | None:
    now = clock.now()
    lease = secrets.token_hex(16)
    with writing() as session:
        ready = (
            select(Job.id)
            .where(
                Job.status == JobStatus.WAITING,
                Job.run_at <= now,
                or_(Job.leased_until.is_(None), Job.leased_until < now),
            )
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        number = session.scalar(ready)
        if number is None:
            return None
        session.execute(
            update(Job).where(Job.id == number).values(lease=lease, leased_until=now + _LEASE)
        )
    job = db.session.get_one(Job, number)
    db.session.expunge(job)
    db.session.rollback()
    return job


def run_one() -> bool:
    """Claim one job that is due and do it; whether there was one."""
    job = _claim()
    if job is None:
        return False
    work = _works.get(job.kind)
    try:
        if work is None:
            raise GiveUp("unknown_kind")
        work(job.facts)
    except NotYet as later:
        _write(job, run_at=later.until, leased_until=None)
    except TryLater as trouble:
        _postpone(job, str(trouble), trouble.after)
    except GiveUp as trouble:
        _finish(job, JobStatus.GIVEN_UP, str(trouble))
    except Exception as error:
        db.session.rollback()
        logs.failure("job.failed", error, job=job.id, kind=job.kind)
        _postpone(job, type(error).__name__)
    else:
        _finish(job, JobStatus.DONE, None)
    return True


def _postpone(job: Job, trouble: str, after: timedelta = timedelta(0)) -> None:
    if job.attempts >= len(DELAYS):
        _finish(job, JobStatus.GIVEN_UP, trouble)
        return
    wait = max(DELAYS[job.attempts], after)
    values = {"attempts": job.attempts + 1, "run_at": clock.now() + wait}
    _write(job, trouble=trouble[:60], leased_until=None, **values)
    logs.event("job.postponed", job=job.id, kind=job.kind, attempts=job.attempts + 1)


def _finish(job: Job, status: JobStatus, trouble: str | None) -> None:
    _write(job, status=status, trouble=trouble[:60] if trouble else None, leased_until=None)
    logs.event(f"job.{status.value}", job=job.id, kind=job.kind)


def _write(job: Job, **values: Any) -> None:
    # Only the holder of the lease may say how it ended: a slow worker never undoes a later one.
    with writing() as session:
        held = (Job.id == job.id, Job.lease == job.lease)
        written = session.scalar(update(Job).where(*held).values(**values).returning(Job.id))
        farewell = _farewells.get(job.kind)
        if values.get("status") is JobStatus.GIVEN_UP and farewell and written:
            farewell(job.facts, str(values["trouble"]))


def retry(session: Session, number: int) -> None:
    """Put a job that was given up back into the queue, from its first try."""
    session.execute(
        update(Job)
        .where(Job.id == number, Job.status == JobStatus.GIVEN_UP)
        .values(status=JobStatus.WAITING, attempts=0, run_at=clock.now(), leased_until=None)
    )


def drain(limit: int = 1000) -> int:
    """Do everything that is due; how many jobs it was. For tests, drills and the demo."""
    done = 0
    while done < limit and run_one():
        done += 1
    return done


def count_by_status() -> dict[str, int]:
    """How many jobs stand where, for the health page and the board."""
    rows = db.session.execute(select(Job.status, func.count()).group_by(Job.status))
    return {str(status): number for status, number in rows}
