"""What the national system of mandates is asked, what it says, and the ways it can fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class NationalMandate:
    """One mandate in force: who gave it, and the last day it holds (none: until it is taken back)."""

    reference: str
    fiscal_code: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    until: date | None = None


class SgdFailed(Exception):
    """Nothing was learnt."""


class SgdUnavailable(SgdFailed):
    """Down or slow: ask again later."""


class SgdRefused(SgdFailed):
    """It does not let us in."""


class SgdNonsense(SgdFailed):
    """It answers what nobody can read."""


class Sgd(Protocol):
    """Whatever can be asked for mandates: a client, or the fake."""

    def held_by(self, fiscal_code: str) -> Sequence[NationalMandate]:
        """The mandates that somebody holds today.

        Raises:
            SgdUnavailable, SgdRefused, SgdNonsense: all ``SgdFailed``.
        """
        ...
