"""Which days do not count as a last day, as a rule that is stored with the case. Pure."""

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
    """The national holidays of Italy in a year, besides Sundays; 4 October is one since 2026."""
    return frozenset(holidays.country_holidays("IT", years=year))


@dataclass(frozen=True)
class HolidayRule:
    """How a body treats a last day on a holiday.

    Until a body says otherwise a citizen's last day moves to the next working day and an office's does
    not. Saturdays are working days. ``patron`` is the body's own holiday, "MM-DD".
    """

    patron: str | None = None
    moves_citizen: bool = True
    moves_office: bool = False

    def __post_init__(self) -> None:
        if self.patron is not None:
            if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", self.patron):
                raise ValueError(f"a patron's day is MM-DD, not {self.patron!r}")
            date.fromisoformat(f"2024-{self.patron}")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> HolidayRule:
        """The rule as it was stored with a case."""
        return cls(**data)

    def as_data(self) -> dict[str, Any]:
        """The rule to store with a case."""
        return asdict(self)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a Sunday, a national holiday or the patron's day."""
        return (
            day.weekday() == 6
            or day in national_holidays(day.year)
            or f"{day:%m-%d}" == self.patron
        )

    def next_working_day(self, day: date) -> date:
        """The day itself, or the first one after it that is no holiday."""
        while self.is_holiday(day):
            day += timedelta(days=1)
        return day

    def citizen_day(self, day: date) -> date:
        """A citizen's last day, moved where the rule moves it."""
        return self.next_working_day(day) if self.moves_citizen else day

    def office_day(self, day: date) -> date:
        """An office's last day, moved where the rule moves it."""
        return self.next_working_day(day) if self.moves_office else day
