"""A national system that behaves like one, bad days included; for tests."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum

from portal.integrations.sgd.types import (
    NationalMandate,
    SgdNonsense,
    SgdRefused,
    SgdUnavailable,
)


class Mood(StrEnum):
    """What kind of day it has."""

    WELL = "well"
    SLOW = "slow"
    DOWN = "down"
    REFUSES = "refuses"
    NONSENSE = "nonsense"


_TROUBLES = {
    Mood.DOWN: SgdUnavailable,
    Mood.REFUSES: SgdRefused,
    Mood.NONSENSE: SgdNonsense,
}


class FakeSgd:
    """Knows who holds which mandates, by fiscal code; ``asked`` counts the questions."""

    def __init__(self, *, delay: float = 1.0) -> None:
        self.mood = Mood.WELL
        self.asked = 0
        self._delay = delay
        self._held: dict[str, list[NationalMandate]] = {}

    def give(self, holder: str, mandate: NationalMandate) -> None:
        """Somebody gave a mandate to the person with this fiscal code."""
        self._held.setdefault(holder, []).append(mandate)

    def take_back(self, holder: str, reference: str) -> None:
        """It was taken back there."""
        kept = [one for one in self._held.get(holder, ()) if one.reference != reference]
        self._held[holder] = kept

    def held_by(self, fiscal_code: str) -> Sequence[NationalMandate]:
        """See ``Sgd.held_by``."""
        self.asked += 1
        if self.mood is Mood.SLOW:
            time.sleep(self._delay)
        trouble = _TROUBLES.get(self.mood)
        if trouble is not None:
            raise trouble(self.mood)
        return tuple(self._held.get(fiscal_code, ()))
