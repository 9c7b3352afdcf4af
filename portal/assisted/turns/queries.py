"""Reading the numbers of a desk: who waits, whom I called, how long it takes today. Never a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func, select

from portal.assisted.models import Turn, TurnEnded
from portal.assisted.queries import desks_of
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.queues import Waits


@dataclass(frozen=True)
class Pace:
    """How a desk gets on today: half of the people waited, and were seen, no longer than this (whole
    minutes); nothing where nobody was seen yet."""

    served: int
    wait: int | None
    service: int | None


def _today_at(desk: str | None) -> list[ColumnElement[bool]]:
    return [Turn.desk == desk, Turn.day == clock.today()]


def waiting_at(desk: str | None) -> Sequence[Turn]:
    """The numbers of today that nobody called yet, first come first."""
    query = select(Turn).where(*_today_at(desk), Turn.called_at.is_(None), Turn.ended_at.is_(None))
    return db.session.scalars(query.order_by(Turn.number)).all()


def count_before(turn: Turn) -> int:
    """How many people are called before this number."""
    query = select(func.count()).where(
        *_today_at(turn.desk),
        Turn.called_at.is_(None),
        Turn.ended_at.is_(None),
        Turn.number < turn.number,
    )
    return db.session.scalar(query) or 0


def called_by(actor: Actor) -> Sequence[Turn]:
    """The numbers this operator called today whose people are not done yet."""
    query = select(Turn).where(
        *_today_at(actor.desk), Turn.called_by == actor.person_id, Turn.ended_at.is_(None)
    )
    return db.session.scalars(query.order_by(Turn.number)).all()


def get_drawn(desk: str, number: int) -> Turn:
    """A number of today, for who holds it at a public machine of the desk.

    Raises:
        NotThere: it was not drawn here today.
    """
    row = db.session.scalar(select(Turn).where(*_today_at(desk), Turn.number == number))
    if row is None:
        raise NotThere
    return row


def get_mine(actor: Actor, turn_id: int, *, lock: bool = False) -> Turn:
    """A number this operator called at the desk where they are, and whose person is not done yet.

    Raises:
        NotThere: no such number, another desk's, a colleague's, or over.
    """
    row = db.session.get(Turn, turn_id, with_for_update=lock or None)
    is_mine = row is not None and row.desk == actor.desk and row.called_by == actor.person_id
    if row is None or actor.desk is None or not is_mine or row.ended_at is not None:
        raise NotThere
    return row


def pace_of(desk: str | None) -> Pace:
    """How long people of today waited, and how long they were seen."""
    query = select(Turn).where(*_today_at(desk), Turn.ended_how == TurnEnded.SERVED)
    rows = db.session.scalars(query).all()
    return Pace(
        len(rows),
        _minutes(one.called_at - one.drawn_at for one in rows if one.called_at),
        _minutes(one.ended_at - one.called_at for one in rows if one.called_at and one.ended_at),
    )


def waits_of(bodies: Collection[str], begins: date, ends: date) -> Waits:
    """The numbers of the desks of these bodies in some days; who did not come waited too."""
    desks = desks_of(bodies)
    query = select(Turn.drawn_at, Turn.called_at, Turn.ended_at, Turn.ended_how)
    query = query.where(Turn.desk.in_(desks), Turn.day >= begins, Turn.day < ends)
    rows = db.session.execute(query).all()
    called = [one for one in rows if one.called_at is not None]
    return Waits(
        len(rows),
        tuple((one.called_at - one.drawn_at).total_seconds() / 60 for one in called),
        tuple(
            (one.ended_at - one.called_at).total_seconds() / 60
            for one in called
            if one.ended_how is TurnEnded.SERVED and one.ended_at is not None
        ),
    )


def _minutes(times: Iterable[timedelta]) -> int | None:
    seconds = [one.total_seconds() for one in times]
    return round(median(seconds) / 60) if seconds else None
