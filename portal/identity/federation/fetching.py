"""Reading from other members: through a function that is handed in, within a budget.

Whoever resolves a trust chain follows addresses that others wrote. So there is an end to how many, how
long and how much, and nobody is followed elsewhere (seccons_bcps: depth, hints, time, size).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from portal.identity.federation.addresses import is_address
from portal.identity.federation.refusing import About, Cause, Refused


class Unreachable(Exception):
    """Raised by the function that fetches: no answer, or not in time, or too long."""


@dataclass(frozen=True)
class Answered:
    """What came back; ``body`` may be cut where it is longer than was asked for."""

    status: int
    content_type: str
    body: bytes

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0].strip().casefold()


class Fetch(Protocol):
    """The way to the network: certificates checked, **no redirect followed**."""

    def __call__(self, address: str, *, seconds: float, most: int) -> Answered:
        """GET an address within some seconds, reading at most ``most`` + 1 bytes.

        Raises:
            Unreachable: see there.
        """
        ...


@dataclass(frozen=True)
class Limits:
    """What one resolving may cost."""

    requests: int = 12
    each: int = 200_000
    seconds: float = 30
    each_seconds: float = 8
    loopback: bool = False


class Reader:
    """Fetches within its limits; made anew for each chain."""

    def __init__(
        self,
        fetch: Fetch,
        limits: Limits = Limits(),
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._limits = limits
        self._ticks = ticks
        self._left = limits.requests
        self._until = ticks() + limits.seconds

    def read(self, address: object, about: About, kinds: tuple[str, ...]) -> str:
        """The text at an address, if it is of one of these content types.

        Raises:
            Refused: the budget is used up, the address is none to visit, nobody answers, or what comes
                is not a plain 200 of that kind and size.
        """
        if not isinstance(address, str) or not is_address(address, loopback=self._limits.loopback):
            raise Refused(about, Cause.ADDRESS)
        remaining = self._until - self._ticks()
        if self._left <= 0 or remaining <= 0:
            raise Refused(about, Cause.BUDGET)
        self._left -= 1
        seconds = min(remaining, self._limits.each_seconds)
        try:
            found = self._fetch(address, seconds=seconds, most=self._limits.each)
        except Unreachable as problem:
            raise Refused(about, Cause.UNREACHABLE) from problem
        if 300 <= found.status < 400:
            raise Refused(about, Cause.REDIRECTED)
        if found.status != 200:
            raise Refused(about, Cause.STATUS)
        if found.kind not in kinds:
            raise Refused(about, Cause.CONTENT_TYPE)
        if len(found.body) > self._limits.each:
            raise Refused(about, Cause.TOO_LARGE)
        try:
            return found.body.decode("utf-8").strip()
        except UnicodeDecodeError as problem:
            raise Refused(about, Cause.FORM) from problem
