"""When a desk is open: weekly hours, monthly visits, holidays of Italy and of its town. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.catalogue.definitions import Desk, Weekday
from portal.catalogue.holidays import is_public_holiday

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: A fifth Wednesday may be three months away, and fall on a holiday then.
_LOOK_AHEAD = timedelta(days=200)


@dataclass(frozen=True)
class Opening:
    """One opening of a desk, in Italian wall time."""

    day: date
    opens: time
    closes: time


def openings_on(desk: Desk, day: date, patron: str | None = None) -> list[Opening]:
    """The openings of a desk on a day, earliest first."""
    if day in desk.closed_on or is_public_holiday(day, patron):
        return []
    name = _DAYS[day.weekday()]
    hours = list(desk.hours.get(name, ()))
    week = (day.day - 1) // 7 + 1
    hours += [one.hours for one in desk.monthly if one.day == name and one.week == week]
    return [_opening(day, text) for text in sorted(hours)]


def _opening(day: date, text: str) -> Opening:
    opens, _dash, closes = text.partition("-")
    return Opening(day, time.fromisoformat(opens), time.fromisoformat(closes))


def open_now(desk: Desk, at: datetime, patron: str | None = None) -> Opening | None:
    """The opening that is under way at a moment of Italian wall time, if any."""
    for one in openings_on(desk, at.date(), patron):
        if one.opens <= at.time() < one.closes:
            return one
    return None


def next_opening(desk: Desk, at: datetime, patron: str | None = None) -> Opening | None:
    """The next opening that has not begun yet, within half a year."""
    for one in _coming(desk, at.date(), patron):
        if one.day > at.date() or one.opens > at.time():
            return one
    return None


def _coming(desk: Desk, day: date, patron: str | None) -> Iterator[Opening]:
    last = day + _LOOK_AHEAD
    while day <= last:
        yield from openings_on(desk, day, patron)
        day += timedelta(days=1)
