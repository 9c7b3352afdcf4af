"""How a body counts days and which ones do not count as a last day, as data stored with a case. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays


@cache
def national_holidays(year: int) -> frozenset[date]:
    """The national holidays of Italy in a year (art. 2 L. 260/1949); 4 October is one since 2026."""
    return frozenset(holidays.country_holidays("IT", years=year))


def is_public_holiday(day: date, patron: str | None) -> bool:
    """Whether it is a national holiday or the patron's day (``MM-DD``); a Sunday alone is none."""
    return day in national_holidays(day.year) or f"{day:%m-%d}" == patron


@dataclass(frozen=True)
class HolidayRule:
    """How a body counts the days of its term, and treats a last day on a holiday.

    Until a body says otherwise days are calendar days, a citizen's last day moves to the next working
    day and an office's does not (docs/decisions/0007). ``patron`` is the body's own holiday, "MM-DD".
    ``counts_working_days`` is for bodies whose charter promises working days; ``saturday_works`` says
    whether Saturday is one of them.
    """

    patron: str | None = None
    moves_citizen: bool = True
    moves_office: bool = False
    counts_working_days: bool = False
    saturday_works: bool = True

    def __post_init__(self) -> None:
        if self.patron is not None:
            if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", self.patron):
                raise ValueError(f"a patron's day is MM-DD, not {self.patron!r}")
            date.fromisoformat(f"2024-{self.patron}")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> HolidayRule:
        """The rule as it was stored with a case; what the rule did not know then is as it was then."""
        return cls(**data)

    def as_data(self) -> dict[str, Any]:
        """The rule to store with a case."""
        return asdict(self)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a Sunday, a Saturday where none works, a national holiday or the patron's day."""
        return (
            day.weekday() == 6
            or (day.weekday() == 5 and not self.saturday_works)
            or is_public_holiday(day, self.patron)
        )

    def next_working_day(self, day: date) -> date:
        """The day itself, or the first one after it that is no holiday."""
        while self.is_holiday(day):
            day += timedelta(days=1)
        return day

    def working_days(self, after: date, last: date) -> int:
        """How many working days lie after a day, up to the last, which is one of them."""
        length = max(0, (last - after).days)
        return sum(not self.is_holiday(after + timedelta(days=one + 1)) for one in range(length))

    def citizen_day(self, day: date) -> date:
        """A citizen's last day, moved where the rule moves it."""
        return self.next_working_day(day) if self.moves_citizen else day

    def office_day(self, day: date) -> date:
        """An office's last day, moved where the rule moves it."""
        return self.next_working_day(day) if self.moves_office else day

    def last_day(self, received_on: date, term_days: int) -> date:
        """The office's last day of a term that nothing stops; the day of receipt is not counted."""
        return self.office_day(self.advance(received_on, term_days))

    def advance(self, day: date, count: int) -> date:
        """The day that lies so many counted days after ``day``."""
        if not self.counts_working_days:
            return day + timedelta(days=count)
        for _counted in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def counted(self, start: date, end: date) -> int:
        """How many counted days there are from ``start`` up to ``end``, which is not one of them."""
        length = max(0, (end - start).days)
        if not self.counts_working_days:
            return length
        return sum(not self.is_holiday(start + timedelta(days=one)) for one in range(length))
