"""A login that only answers who somebody is: no session is opened, and the provider's own is ended at once.

Areas above ask for it by name and number; identity knows neither what they ask it for nor what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.identity.directory import WayIn
from portal.identity.login import Identified
from portal.platform.errors import NotThere


@dataclass(frozen=True)
class Errand:
    """What an area does. ``check`` raises ``NotThere`` where whoever is at the keyboard may not ask;
    ``answer`` takes who came back, and by which way in, in a transaction of its own; ``back`` is the
    address of the page that waits; ``after`` where the provider leads once its session is ended."""

    check: Callable[[int], None]
    answer: Callable[[int, Identified, WayIn], None]
    back: Callable[[int], str]
    after: str


_errands: dict[str, Errand] = {}
_NAME = re.compile(r"([a-z]+)-([0-9]{1,9})")


def register(name: str, errand: Errand) -> None:
    """Offer an errand; ``name`` stands in addresses."""
    _errands[name] = errand


def get(text: str) -> tuple[Errand, int]:
    """The errand an address names, with its number.

    Raises:
        NotThere: there is none.
    """
    found = _NAME.fullmatch(text)
    if found is None or found[1] not in _errands:
        raise NotThere
    return _errands[found[1]], int(found[2])
