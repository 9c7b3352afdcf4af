"""Which hours can be booked at a desk: from its hours, its holidays and what is taken. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.catalogue.definitions import Booking, Desk
from portal.catalogue.opening import openings_on
from portal.platform import clock


@dataclass(frozen=True)
class Taken:
    """A seat that somebody has: from when, for how many minutes, which of the desk's seats."""

    starts_at: datetime
    minutes: int
    seat: int

    def overlaps(self, starts_at: datetime, minutes: int) -> bool:
        """Whether it lies, even in part, in these minutes."""
        ends_at = self.starts_at + timedelta(minutes=self.minutes)
        return self.starts_at < starts_at + timedelta(minutes=minutes) and starts_at < ends_at


def slots_on(desk: Desk, day: date, patron: str | None = None) -> list[datetime]:
    """The moments (UTC) at which an appointment may begin on a day, taken or not.

    Each one ends before the desk closes. Hours are those of Italian clocks: an hour that summer time
    skips is none, and each slot has its own moment on the day the clocks change.
    """
    booking = desk.appointments
    if booking is None:
        return []
    hours = booking.hours or None
    asked = desk if hours is None else desk.model_copy(update={"hours": hours, "monthly": ()})
    step = timedelta(minutes=booking.minutes)
    found = []
    for opening in openings_on(asked, day, patron):
        begins = datetime.combine(day, opening.opens)
        while begins + step <= datetime.combine(day, opening.closes):
            moment = clock.rome_moment(day, begins.time())
            if moment is not None:
                found.append(moment)
            begins += step
    return found


def free_seats(booking: Booking, starts_at: datetime, taken: Sequence[Taken]) -> list[int]:
    """The seats nobody has in the minutes that begin there, lowest first."""
    used = {one.seat for one in taken if one.overlaps(starts_at, booking.minutes)}
    return [seat for seat in range(booking.capacity) if seat not in used]


def free_slots(
    desk: Desk,
    patron: str | None,
    now: datetime,
    closed: Collection[date] = (),
    taken: Sequence[Taken] = (),
) -> list[datetime]:
    """The moments (UTC) that can be booked now, earliest first.

    ``closed`` are days on which the desk sees nobody, beside its holidays.
    """
    booking = desk.appointments
    if booking is None:
        return []
    first = now + timedelta(hours=booking.notice_hours)
    return [
        moment
        for day in _days(clock.rome_day(now), booking.days_ahead)
        if day not in closed
        for moment in slots_on(desk, day, patron)
        if moment >= first and free_seats(booking, moment, taken)
    ]


def _days(today: date, ahead: int) -> Iterator[date]:
    for number in range(ahead + 1):
        yield today + timedelta(days=number)
