"""A civic register that behaves like one, bad days included; for tests and for the demo."""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import StrEnum

from portal.integrations.anpr.types import (
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    PersonUnknown,
    Resident,
)


class Mood(StrEnum):
    """What kind of day the register has."""

    WELL = "well"
    SLOW = "slow"
    DOWN = "down"
    REFUSES = "refuses"
    NONSENSE = "nonsense"


class FakeAnpr:
    """Knows these residents, by fiscal code; ``asked`` is the ledger of who was looked up and why."""

    def __init__(self, residents: Mapping[str, Resident], *, delay: float = 3.0) -> None:
        self.mood = Mood.WELL
        self.asked: list[Enquiry] = []
        self._residents = dict(residents)
        self._delay = delay

    def know(self, resident: Resident) -> None:
        """Somebody moved in, or their data changed."""
        self._residents[resident.fiscal_code] = resident

    def look_up(self, enquiry: Enquiry) -> Resident:
        """Look a person up as the register would today; see ``Anpr.look_up``."""
        self.asked.append(enquiry)
        if self.mood is Mood.DOWN:
            raise AnprUnavailable("the fake register is down")
        if self.mood is Mood.REFUSES:
            raise AnprRefused("the fake register lets nobody in today")
        if self.mood is Mood.NONSENSE:
            raise AnprNonsense("the fake register talks nonsense")
        if self.mood is Mood.SLOW:
            time.sleep(self._delay)
        try:
            return self._residents[enquiry.fiscal_code]
        except KeyError:
            raise PersonUnknown from None
