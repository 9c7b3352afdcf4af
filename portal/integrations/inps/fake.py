"""An INPS that behaves like one, bad days included; for tests and for the demo."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from portal.integrations.inps.types import (
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    Isee,
    IseeEnquiry,
    IseeNotFound,
)


class Mood(StrEnum):
    """What kind of day INPS has."""

    WELL = "well"
    SLOW = "slow"
    DOWN = "down"
    REFUSES = "refuses"
    NONSENSE = "nonsense"
    DIFFERENCES = "differences"


class FakeInps:
    """Knows the ISEE of these people, by fiscal code; ``asked`` is the ledger of every question."""

    def __init__(self, isees: Mapping[str, Isee], *, delay: float = 3.0) -> None:
        self.mood = Mood.WELL
        self.asked: list[IseeEnquiry] = []
        self._isees = dict(isees)
        self._delay = delay

    def know(self, fiscal_code: str, isee: Isee) -> None:
        """Somebody's household has an ISEE now."""
        self._isees[fiscal_code] = isee

    def read_isee(self, enquiry: IseeEnquiry) -> Isee:
        """Read an ISEE as INPS would today; see ``Inps.read_isee``."""
        self.asked.append(enquiry)
        if self.mood is Mood.DOWN:
            raise InpsUnavailable("DATABASE_OFFLINE")
        if self.mood is Mood.REFUSES:
            raise InpsRefused("the fake INPS lets nobody in today")
        if self.mood is Mood.NONSENSE:
            raise InpsNonsense("the fake INPS talks nonsense")
        if self.mood is Mood.SLOW:
            time.sleep(self._delay)
        found = self._isees.get(enquiry.fiscal_code)
        if found is None or found.valid_until < enquiry.valid_on:
            raise IseeNotFound
        return replace(found, differences=True) if self.mood is Mood.DIFFERENCES else found
