"""What happens to roles of staff: areas above hear of it, inside the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.identity.reach import Place
from portal.platform.actor import Role


class Happened(StrEnum):
    """What there is to tell."""

    REVIEW_BEGUN = "review_begun"
    GIVEN = "given"
    PAUSED = "paused"
    LIFTED = "lifted"
    ENDED = "ended"


#: After these a role gives nothing.
LOST = (Happened.PAUSED, Happened.ENDED)


@dataclass(frozen=True)
class Concerned:
    """Whose role it is, which, and where; ``number`` is that of the role, ``reason`` a closed word for a
    pause."""

    person_id: int
    number: int
    role: Role
    place: Place
    reason: str = ""


@dataclass(frozen=True)
class Tiding:
    """Something about the roles of a body. ``key``: a name of what happened, the same if it is told
    twice; ``until``: the last day to do something."""

    happened: Happened
    body: str
    key: str
    concerned: Concerned | None = None
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
