"""Which of the free hours a page shows: those of a few days, and where the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_skeleton

from portal.platform import clock
from portal.platform.i18n import current_language

_DAYS = 3


@dataclass(frozen=True)
class Window:
    """The hours of a few days; ``earlier`` and ``later`` are the first days of the pages beside."""

    moments: tuple[datetime, ...]
    earlier: date | None
    later: date | None
    months: tuple[tuple[str, date], ...]

    @property
    def first(self) -> date | None:
        """The first day shown."""
        return clock.rome_day(self.moments[0]) if self.moments else None


def shown_from(asked: str, chosen: datetime | None) -> date:
    """The first day to show: that of the address, that of the hour chosen, or today."""
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return clock.rome_day(chosen) if chosen else clock.today()


def window(free: Sequence[datetime], first: date) -> Window:
    """The hours of the first days with something free, from a day on; the last ones if none is later."""
    days = list(dict.fromkeys(clock.rome_day(moment) for moment in free))
    start = next((i for i, day in enumerate(days) if day >= first), max(0, len(days) - _DAYS))
    shown = days[start : start + _DAYS]
    months: dict[str, date] = {}
    for day in days:
        months.setdefault(format_skeleton("yMMMM", day, locale=current_language().code), day)
    return Window(
        moments=tuple(one for one in free if clock.rome_day(one) in shown),
        earlier=days[max(0, start - _DAYS)] if start > 0 else None,
        later=days[start + _DAYS] if start + _DAYS < len(days) else None,
        months=tuple(months.items()),
    )
