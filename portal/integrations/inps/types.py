"""What INPS is asked about an ISEE, its answer, and the four ways it can fail (DPCM 159/2013, art. 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from portal.platform.isee import IseeKind

#: The code of a social benefit in the national list (SIUSS): A1.01 to Z9.99.
_BENEFIT = re.compile(r"[A-Z][1-9]\.\d{2}", re.ASCII)


class BenefitState(StrEnum):
    """Whether the benefit the ISEE is read for is still to be given, in INPS's own words."""

    TO_GIVE = "Da Erogare"
    GIVEN = "Erogata"


@dataclass(frozen=True)
class IseeEnquiry:
    """Whose ISEE, on which day, for which benefit.

    ``benefit`` is the code of the service in the national list; ``about`` is the body's protocol
    number of the request, or its reference while there is no number.

    Raises:
        ValueError: the benefit has no code of the list; the law wants one for each question.
    """

    fiscal_code: str = field(repr=False)
    valid_on: date
    benefit: str
    about: str
    state: BenefitState = BenefitState.TO_GIVE

    def __post_init__(self) -> None:
        if _BENEFIT.fullmatch(self.benefit) is None:
            raise ValueError(f"{self.benefit!r} is no benefit code")


@dataclass(frozen=True)
class IseeRow:
    """A member of the household the ISEE counts; ``relation`` is to who made the declaration."""

    fiscal_code: str = field(repr=False)
    relation: str = field(repr=False)


@dataclass(frozen=True)
class Isee:
    """An ISEE as INPS has it; amounts in cents.

    ``differences`` says that INPS found omissions: nothing is refused for them (DPCM 159/2013,
    art. 11 c. 5), the office asks.
    """

    number: str
    presented_on: date
    valid_until: date
    kind: IseeKind
    isee_cents: int = field(repr=False)
    ise_cents: int = field(repr=False)
    isr_cents: int = field(repr=False)
    isp_cents: int = field(repr=False)
    scale: Decimal = field(repr=False)
    household: tuple[IseeRow, ...] = field(repr=False)
    differences: bool


class InpsFailed(Exception):
    """INPS did not answer the question; ``may_retry`` says whether asking again can help."""

    may_retry = True


class IseeNotFound(InpsFailed):
    """INPS has no valid ISEE of this person (*DATI_NON_TROVATI*)."""

    may_retry = False


class InpsUnavailable(InpsFailed):
    """Down, slow, or in trouble of its own (*ERRORE_INTERNO*, *DATABASE_OFFLINE*)."""


class InpsRefused(InpsFailed):
    """It does not let us ask this, and a person must look."""

    may_retry = False


class InpsNonsense(InpsFailed):
    """The answer is none, or contradicts itself or the question."""


class Inps(Protocol):
    """Whatever can read an ISEE: the client, or the fake."""

    def read_isee(self, enquiry: IseeEnquiry) -> Isee:
        """The ISEE of the person's household.

        Raises:
            IseeNotFound, InpsUnavailable, InpsRefused, InpsNonsense: all ``InpsFailed``.
        """
        ...
