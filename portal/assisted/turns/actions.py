"""Changing the numbers of a desk: draw one, call the next, note that nobody came, be done.

Nothing of this is about a person we know, so the trail has no line for it: the rows say all there is.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.assisted.models import Turn, TurnEnded
from portal.assisted.turns import queries
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: Others who draw in the same moment; more than so many is something else.
_TRIES = 20


class NobodyWaits(Situation):
    """There is no number to call."""

    title = _l("Nobody is waiting")
    words = _l("All the numbers of today were called.")


def draw_number(desk: str) -> Turn:
    """The next number of today at a desk; two who draw in one moment get two numbers."""
    for _try in range(_TRIES):
        row = Turn(desk=desk, day=clock.today(), number=_last(desk) + 1, drawn_at=clock.now())
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            continue
        return row
    raise RuntimeError("No number was free.")


def _last(desk: str) -> int:
    query = select(func.max(Turn.number)).where(Turn.desk == desk, Turn.day == clock.today())
    return db.session.scalar(query) or 0


def call_next(actor: Actor, place: str | None = None) -> Turn:
    """Call the first who waits, to a table where one is said; two operators who call in one moment call
    two people.

    Raises:
        NotThere: the operator sits at no desk.
        NobodyWaits.
    """
    if actor.desk is None or actor.person_id is None:
        raise NotThere
    query = (
        select(Turn)
        .where(
            Turn.desk == actor.desk,
            Turn.day == clock.today(),
            Turn.called_at.is_(None),
            Turn.ended_at.is_(None),
        )
        .order_by(Turn.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = db.session.scalar(query)
    if row is None:
        raise NobodyWaits
    row.called_at, row.called_by, row.place = clock.now(), actor.person_id, place
    return row


def note_absent(actor: Actor, turn_id: int) -> None:
    """Nobody came when the number was called.

    Raises:
        NotThere: see ``queries.get_mine``.
    """
    end(queries.get_mine(actor, turn_id, lock=True), TurnEnded.ABSENT)


def end(turn: Turn, how: TurnEnded) -> None:
    """Write into a number that it is over."""
    turn.ended_at, turn.ended_how = clock.now(), how


def end_served(session: Session, turn_id: int | None) -> None:
    """The person of a number was seen: its visit is over."""
    row = session.get(Turn, turn_id) if turn_id is not None else None
    if row is not None and row.ended_at is None:
        end(row, TurnEnded.SERVED)
