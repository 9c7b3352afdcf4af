"""What happens to roles of staff: areas above hear of it, inside the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Happened(StrEnum):
    """What there is to tell."""

    REVIEW_BEGUN = "review_begun"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class Tiding:
    """Something about the roles of a body. ``person_id``: whose role it was; ``key``: a name of what
    happened, the same if it is told twice; ``until``: the last day to do something."""

    happened: Happened
    body: str
    key: str
    person_id: int | None = None
    until: date | None = None


Listener = Callable[[Tiding], None]
_listeners: list[Listener] = []


def hears_of_roles(listener: Listener) -> Listener:
    """Register what an area does when something happens to a role."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(tiding: Tiding) -> None:
    """Say what happened, in the order of registration."""
    for listener in _listeners:
        listener(tiding)
