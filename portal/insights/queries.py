"""Counting from the trail, which knows how each request was sent and when each visit began and ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median

from sqlalchemy import select

from portal.cases.autonomy import beside_then_alone
from portal.cases.models import Case
from portal.catalogue import serving
from portal.identity.queries import bodies_of
from portal.insights.hiding import FEWEST, hidden, told
from portal.platform import audit, clock, queues
from portal.platform.actor import AT_MACHINE, Actor, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import db

#: How a request was sent; in this order they are shown.
CHANNELS = ("alone", "guest", "machine", "beside", "power")


@dataclass(frozen=True)
class Figures:
    """One month of some bodies; None where the number is too small to be told."""

    month: date
    sent: dict[str, int | None]
    assisted_percent: int | None
    visits: int | None
    minutes: int | None
    numbers: int | None
    until_called: int | None
    until_done: int | None
    unsigned: int | None
    helped_twice: int | None
    then_alone: int | None


def coordinated_bodies(actor: Actor) -> frozenset[str]:
    """The bodies whose figures this person reads."""
    held = [grant for grant in actor.grants if grant.role is Role.COORDINATOR]
    return frozenset[str]().union(*(bodies_of(grant) for grant in held))


def figures_of(bodies: frozenset[str], month: date) -> Figures:
    """What happened in a month (its first day is given) in these bodies."""
    rows = rows_of(month, ["case.sent", "case.draft_unsigned", "visit.opened", "visit.ended"])
    sent = _of_bodies([one for one in rows if one.event == "case.sent"], bodies)
    counts = Counter(channel_of(one) for one in sent)
    parts = {name: counts[name] for name in CHANNELS}
    lasted = minutes_of([one for one in rows if _is_at(one, bodies)])
    waited = queues.waits(bodies, month, next_month(month))
    people = {one.subject_id for one in sent if one.subject_id is not None}
    helped, alone = beside_then_alone(people)
    total, shown = sum(parts.values()), hidden(parts)
    # A share of the whole gives a hidden part back.
    is_told = total >= FEWEST and shown["beside"] is not None
    return Figures(
        month=month,
        sent=shown,
        assisted_percent=round(100 * parts["beside"] / total) if is_told else None,
        visits=told(len(lasted)),
        minutes=half_of(lasted),
        numbers=told(waited.numbers),
        until_called=half_of(waited.until_called),
        until_done=half_of(waited.until_done),
        unsigned=told(
            sum(one.event == "case.draft_unsigned" and _is_at(one, bodies) for one in rows)
        ),
        helped_twice=told(helped),
        then_alone=told(alone) if helped >= FEWEST else None,
    )


def channel_of(entry: AuditEntry) -> str:
    """Beside an operator, by who acts for the person, at a public machine, without a login, or alone
    with one."""
    if entry.visit_id is not None:
        return "beside"
    if entry.mandate_id is not None:
        return "power"
    if entry.purpose == AT_MACHINE:
        return "machine"
    return "guest" if entry.method == "guest" else "alone"


def rows_of(month: date, events: list[str]) -> list[AuditEntry]:
    """Everything of some kinds in a month, oldest first."""
    begins, ends = _midnight(month), _midnight(next_month(month))
    return [one for one in audit.since(begins, events) if one.at < ends]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return clock.rome_moment(day, time(0)) or datetime.combine(day, time(0), UTC)


def _of_bodies(rows: list[AuditEntry], bodies: frozenset[str]) -> list[AuditEntry]:
    ids = [one.object_id for one in rows if one.object_id is not None]
    query = select(Case.id).where(Case.id.in_(ids), Case.body.in_(bodies))
    ours = set(db.session.scalars(query))
    return [one for one in rows if one.object_id in ours]


def _is_at(entry: AuditEntry, bodies: frozenset[str]) -> bool:
    desk = serving.snapshot().desk(entry.desk) if entry.desk else None
    return desk is not None and desk.body in bodies


def minutes_of(rows: list[AuditEntry]) -> list[float]:
    """How long each visit of the month lasted that has ended."""
    opened = {one.visit_id: one.at for one in rows if one.event == "visit.opened"}
    return [
        (one.at - opened[one.visit_id]).total_seconds() / 60
        for one in rows
        if one.event == "visit.ended" and one.visit_id in opened
    ]


def half_of(times: Sequence[float]) -> int | None:
    """Half of them take no longer; nothing where they are too few to be told."""
    return round(median(times)) if len(times) >= FEWEST else None


def month_before(month: date) -> date:
    """The first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
