"""The only "now" of the house, and the only place where a moment becomes a legal day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

_frozen: ContextVar[datetime | None] = ContextVar("accanto_frozen_clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The legal day it is now, in Italy."""
    return rome_day(now())


def rome_day(moment: datetime) -> date:
    """The legal day of a moment: 22:30 UTC on 31 March is already 1 April in Italy."""
    return moment.astimezone(ROME).date()


def rome_time(moment: datetime) -> datetime:
    """The moment as a clock on an Italian wall shows it."""
    return moment.astimezone(ROME)


def rome_moment(day: date, hour: time) -> datetime | None:
    """The moment when Italian clocks show this hour of a day; nothing for an hour that summer time skips."""
    there = datetime.combine(day, hour, ROME)
    moment = there.astimezone(UTC)
    return moment if rome_time(moment).time() == hour else None


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment; for tests and drills."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def after(**duration: float) -> datetime:
    """The moment that lies this far ahead, for instance ``after(minutes=15)``."""
    return now() + timedelta(**duration)
