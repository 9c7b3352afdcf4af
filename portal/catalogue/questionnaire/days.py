"""Days as Italians or as browsers write them, or in three fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from portal.catalogue.questionnaire.invalid import InvalidAnswer

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


def read_date(raw: object) -> date:
    """The day meant.

    Raises:
        InvalidAnswer: ``not_a_date`` or ``date_too_far``.
    """
    if isinstance(raw, date):
        return _within(raw)
    if isinstance(raw, Mapping):
        parts = [str(raw.get(part) or "").strip() for part in ("year", "month", "day")]
        raw = "-".join(parts)
    if not isinstance(raw, str):
        raise InvalidAnswer("not_text")
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", raw)
    if found:
        year, month, day = (int(part) for part in found.groups())
    else:
        found = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", raw)
        if not found:
            raise InvalidAnswer("not_a_date")
        day, month, year = (int(part) for part in found.groups())
    try:
        return _within(date(year, month, day))
    except InvalidAnswer:
        raise
    except ValueError as problem:
        raise InvalidAnswer("not_a_date") from problem


def _within(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise InvalidAnswer("date_too_far")
    return day
