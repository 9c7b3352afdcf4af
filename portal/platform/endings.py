"""What happens when a login session is ended: areas above hear of it, inside the transaction that ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: Hears whose session it was (nobody's, for a guest) and what it held.
Ending = Callable[[int | None, Mapping[str, Any]], None]
_endings: list[Ending] = []


def hears_endings(ending: Ending) -> Ending:
    """Register what an area does when somebody signs out."""
    if ending not in _endings:
        _endings.append(ending)
    return ending


def announce(person_id: int | None, facts: Mapping[str, Any]) -> None:
    """Say that a session ends, in the order of registration."""
    for ending in _endings:
        ending(person_id, facts)
