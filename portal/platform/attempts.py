"""Counted attempts on secrets that can be guessed: codes, PINs, links; all processes count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.platform import clock, jobs
from portal.platform.database import Model, Moment, aside
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class TooManyAttempts(Situation):
    """So many attempts were made that more would be guessing; the window closes until it ends."""

    status = 429
    title = _l("Too many attempts")
    words = _l(
        "Wait an hour, then try again. If you need help now, call the office or go to a desk."
    )


class Attempts(Model):
    """How often something was tried in one window of time; ``source`` is a keyed hash, never an address."""

    __tablename__ = "attempts"

    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Moment, primary_key=True, index=True)
    tries: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts of a purpose and source in each window."""

    purpose: str
    most: int
    window: timedelta = timedelta(hours=1)

    def ends_at(self, moment: datetime) -> datetime:
        """The end of the window a moment lies in."""
        length = int(self.window.total_seconds())
        return datetime.fromtimestamp((int(moment.timestamp()) // length + 1) * length, UTC)


def count(limit: Limit, source: str) -> int:
    """Count an attempt before it is made, in a transaction of its own, and close nothing: how many it
    makes in this window. ``source`` is a keyed hash."""
    with aside() as session:
        return _add_one(session, limit.purpose, source, limit.ends_at(clock.now()))


def spend(limit: Limit, source: str) -> int:
    """The same, where one attempt too many is refused.

    Raises:
        TooManyAttempts: the window is closed.
    """
    tries = count(limit, source)
    if tries > limit.most:
        raise TooManyAttempts
    return tries


def give_back(limit: Limit, source: str) -> None:
    """An attempt that was right is not counted: many people may share an address."""
    with aside() as session:
        session.execute(
            update(Attempts)
            .where(
                Attempts.purpose == limit.purpose,
                Attempts.source == source,
                Attempts.ends_at == limit.ends_at(clock.now()),
                Attempts.tries > 0,
            )
            .values(tries=Attempts.tries - 1)
        )


def _add_one(session: Session, purpose: str, source: str, ends_at: datetime) -> int:
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    first = insert(Attempts).values(purpose=purpose, source=source, ends_at=ends_at, tries=1)
    statement = first.on_conflict_do_update(
        index_elements=["purpose", "source", "ends_at"], set_={"tries": Attempts.tries + 1}
    ).returning(Attempts.tries)
    return int(session.execute(statement).scalar_one())


@jobs.regularly(timedelta(hours=1))
def forget_attempts(session: Session) -> None:
    """Erase the windows that ended."""
    session.execute(delete(Attempts).where(Attempts.ends_at < clock.now()))
