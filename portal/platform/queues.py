"""How long people waited for their turn: one area knows it, another tells it, and neither knows the other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waits:
    """The numbers drawn in some days: how many, and the minutes of each until it was called, and from
    there until its person was done."""

    numbers: int = 0
    until_called: tuple[float, ...] = ()
    until_done: tuple[float, ...] = ()


#: Of the desks of some bodies, from a day on, before another.
Measure = Callable[[Collection[str], date, date], Waits]
_measures: list[Measure] = []


def measures_waits(measure: Measure) -> Measure:
    """Register who knows how long people waited."""
    if measure not in _measures:
        _measures.append(measure)
    return measure


def waits(bodies: Collection[str], begins: date, ends: date) -> Waits:
    """All that is known of it."""
    found = [measure(bodies, begins, ends) for measure in _measures]
    return Waits(
        sum(one.numbers for one in found),
        tuple(time for one in found for time in one.until_called),
        tuple(time for one in found for time in one.until_done),
    )
