"""What somebody must look at before people cannot sign in any more: areas above hear of it and tell them.

Marks and statements come from superiors and end; nothing here can renew them (trust_marks, entity_statement).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.membership.standings import KeptStanding
from portal.platform import clock

#: A new mark takes a registration; a statement that is renewed by itself never comes so near its end.
_MARK, _STATEMENT = timedelta(days=30), timedelta(days=7)
#: Who renews by itself does so at least daily.
_RENEWED = timedelta(hours=36)
#: So long an anchor may be silent before somebody is told.
_SILENT = timedelta(days=1)


class Ending(StrEnum):
    """What is about to end, or has."""

    MARK = "mark"
    STATEMENT = "statement"
    KEY = "key"
    SILENCE = "silence"


@dataclass(frozen=True)
class Alarm:
    """One thing to look at; ``key`` is the same while it is the same thing; ``until``: the last day."""

    ending: Ending
    key: str
    until: date


Listener = Callable[[Alarm], None]
_listeners: list[Listener] = []


def hears_of_federations(listener: Listener) -> Listener:
    """Register what an area does when something of our membership is about to end."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(alarm: Alarm) -> None:
    """Say it, in the order of registration, inside the caller's transaction."""
    for listener in _listeners:
        listener(alarm)


def alarms_after(
    name: str, keys: Keys, before: KeptStanding | None, now: KeptStanding | None
) -> Iterator[Alarm]:
    """What a look at an anchor tells us to be afraid of.

    Args:
        name: of the anchor, in the settings.
        before: how we stood at the look before; ``None`` where we never did.
        now: how we stand, or ``None`` where the look failed.
    """
    today = clock.today()
    if now is None:
        if before is not None and before.expires_at <= clock.now() + _SILENT:
            ends = clock.rome_day(before.expires_at)
            yield _alarm(Ending.SILENCE, name, ends.isoformat(), ends)
        return
    for mark in now.marks:
        if mark.expires_at is not None and mark.ends_within(_MARK):
            ends = clock.rome_day(mark.expires_at)
            yield _alarm(Ending.MARK, name, f"{mark.kind} {ends}", ends)
    is_standing_still = now.since + _RENEWED <= clock.now()
    if is_standing_still and now.expires_at <= clock.now() + _STATEMENT:
        ends = clock.rome_day(now.expires_at)
        yield _alarm(Ending.STATEMENT, name, ends.isoformat(), ends)
    shown = {Purpose.FEDERATION: now.federation_keys, Purpose.SIGNATURE: now.login_keys}
    for purpose, kids in shown.items():
        if (kid := _used(keys, purpose)) and kid not in kids:
            yield _alarm(Ending.KEY, name, kid, today)


def _used(keys: Keys, purpose: Purpose) -> str:
    try:
        return keys.active(purpose).kid
    except Refused:
        return ""


def _alarm(ending: Ending, name: str, what: str, until: date) -> Alarm:
    digest = hashlib.sha256(f"{name} {what}".encode()).hexdigest()[:16]
    return Alarm(ending, f"federation:{ending}:{digest}", until)
