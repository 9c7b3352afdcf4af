"""What an ISEE is: its kinds, and until when each is good (DPCM 159/2013, art. 9 and 10). Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class IseeKind(StrEnum):
    """The kinds of indicator an ISEE may carry; ``UNKNOWN`` is for who cannot tell."""

    ORDINARY = "ordinario"
    MINORS = "minorenni"
    CARE = "sociosanitario"
    RESIDENTIAL_CARE = "sociosanitario-residenze"
    CURRENT = "corrente"
    UNIVERSITY = "universitario"
    UNKNOWN = "non-so"


def year_of(number: str) -> int:
    """The year of a declaration, from its number in normal form ("INPS-ISEE-2026-…")."""
    return int(number.split("-")[2])


def last_day(number: str, kind: IseeKind, written: date | None = None) -> date | None:
    """The last day an ISEE is good: 31 December of the year of its declaration.

    A current one lasts six months from a day that only its paper tells: ``written`` there, or unknown.
    """
    end_of_year = date(year_of(number), 12, 31)
    return written if kind is IseeKind.CURRENT else end_of_year
