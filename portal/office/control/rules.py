"""When somebody’s work raises a question: too much in an hour, or at an hour when the desk is shut. Pure.

Nothing here judges a person: one rule, one count, one moment. A full waiting room, a day of itinerant work
or a closing campaign raise a signal too, and the coordinator says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

#: So long is counted together.
HOUR = timedelta(hours=1)
#: Before a desk opens and after it closes there is still work at it.
MARGIN = timedelta(hours=1)


class Watched(StrEnum):
    """What is counted: files opened outside a visit, visits opened, mandates recorded."""

    FILES = "files"
    VISITS = "visits"
    MANDATES = "mandates"


@dataclass(frozen=True)
class Act:
    """One act of somebody who works here; ``about`` is the file, visit or mandate: twice is once."""

    person_id: int
    watched: Watched
    at: datetime
    about: int
    place: str


@dataclass(frozen=True)
class Burst:
    """So many acts of one person within an hour, the first of them at ``began_at``."""

    person_id: int
    watched: Watched
    place: str
    began_at: datetime
    count: int


def bursts(acts: Iterable[Act], most: dict[Watched, int]) -> Iterator[Burst]:
    """Each person's fullest hour of each kind, where it holds more than ``most`` different things; a kind
    without a limit (0) raises nothing."""
    by_person: dict[tuple[int, Watched], dict[int, Act]] = defaultdict(dict)
    for act in sorted(acts, key=lambda one: one.at):
        by_person[act.person_id, act.watched].setdefault(act.about, act)
    for (person_id, watched), found in by_person.items():
        limit = most.get(watched, 0)
        first, count = _fullest_hour(list(found.values()))
        if limit and count > limit:
            yield Burst(person_id, watched, first.place, first.at, count)


def _fullest_hour(acts: list[Act]) -> tuple[Act, int]:
    """The first act of the hour that holds the most, and how many it holds; ``acts`` in their order."""
    best, most, end = acts[0], 0, 0
    for start, act in enumerate(acts):
        while end < len(acts) and acts[end].at < act.at + HOUR:
            end += 1
        if end - start > most:
            best, most = act, end - start
    return best, most


#: The openings of a desk on a day, as Italian wall time: from, to.
Openings = Callable[[str, date], list[tuple[time, time]] | None]


def out_of_hours(
    acts: Iterable[Act], local: Callable[[datetime], datetime], openings: Openings
) -> list[Act]:
    """Acts at a desk while it was shut. ``openings`` says nothing (None) of a desk without hours: whoever
    goes from house to house has none."""
    return [
        act for act in acts if _is_out(local(act.at), openings(act.place, local(act.at).date()))
    ]


def _is_out(at: datetime, hours: list[tuple[time, time]] | None) -> bool:
    if hours is None:
        return False
    return not any(
        datetime.combine(at.date(), opens) - MARGIN
        <= at.replace(tzinfo=None)
        <= datetime.combine(at.date(), closes) + MARGIN
        for opens, closes in hours
    )
