"""The hours in which nobody's phone rings for us; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.platform import clock
from portal.platform.clock import ROME


class HoursUnclear(ValueError):
    """The setting is not of the form ``21-8``."""


@dataclass(frozen=True)
class QuietHours:
    """From an hour to an hour of Rome's clock, over midnight or not."""

    begins: int
    ends: int

    @classmethod
    def read(cls, text: str) -> QuietHours | None:
        """The hours of a setting (``21-8``); an empty one means that no hour is quiet.

        Raises:
            HoursUnclear: see there.
        """
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text, re.ASCII)
        if found is None or max(int(found[1]), int(found[2])) > 23 or found[1] == found[2]:
            raise HoursUnclear(text)
        return cls(int(found[1]), int(found[2]))

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet of a moment ends; nothing if it is not quiet then."""
        here = clock.rome_time(moment)
        is_late = here.hour >= self.begins
        is_early = here.hour < self.ends
        is_quiet = (is_late or is_early) if self.begins > self.ends else (is_late and is_early)
        if not is_quiet:
            return None
        is_tomorrow = is_late and self.begins > self.ends
        day = here.date() + timedelta(days=1 if is_tomorrow else 0)
        return datetime(day.year, day.month, day.day, self.ends, tzinfo=ROME)


def is_urgent(due_on: date | None, moment: datetime) -> bool:
    """Whether a person's own day (an appointment, the last day of an answer) is today or tomorrow."""
    if due_on is None:
        return False
    today = clock.rome_day(moment)
    return today <= due_on <= today + timedelta(days=1)
