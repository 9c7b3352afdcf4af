"""What happens when somebody signs in: areas above hear of it, inside the transaction of the login."""

from __future__ import annotations

from collections.abc import Callable

from portal.platform.actor import Actor

#: Hears who signed in, the guest this browser was until then, and the address they go back to.
Arrival = Callable[[Actor, str, str], None]
_arrivals: list[Arrival] = []


def hears_arrivals(arrival: Arrival) -> Arrival:
    """Register what an area does for a guest who becomes known."""
    if arrival not in _arrivals:
        _arrivals.append(arrival)
    return arrival


def announce(actor: Actor, guest: str, back: str) -> None:
    """Say that a guest signed in, in the order of registration."""
    for arrival in _arrivals:
        arrival(actor, guest, back)


#: Hears who signed in for the first time, by any provider.
Newcomer = Callable[[Actor], None]
_newcomers: list[Newcomer] = []


def hears_newcomers(newcomer: Newcomer) -> Newcomer:
    """Register what an area does when somebody signs in for the first time."""
    if newcomer not in _newcomers:
        _newcomers.append(newcomer)
    return newcomer


def announce_newcomer(actor: Actor) -> None:
    """Say that somebody signed in for the first time, in the order of registration."""
    for newcomer in _newcomers:
        newcomer(actor)
