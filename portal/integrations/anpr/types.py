"""What the civic register is asked, what it answers, and the four ways it can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol


class Relation(StrEnum):
    """What a member of the household is to the person asked about, as far as a form needs it."""

    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    RELATIVE = "relative"
    OTHER = "other"


class Stay(IntEnum):
    """The kinds of title to stay, with the register's own numbers (ANPR, table *tipo soggiorno*)."""

    PERMIT = 1
    LONG_TERM_CARD = 2
    PERMANENT_ATTESTATION = 3
    ATTESTATION = 4
    RECEIPT = 5
    RENEWAL_UNDER_WAY = 6
    NONE = 7
    OTHER = 8
    UNKNOWN = 9


@dataclass(frozen=True)
class Enquiry:
    """Whom to look up and why. ``purpose`` is the number of the purpose agreed with the register;
    ``about`` is our reference for this question, which the register writes into its own trail."""

    fiscal_code: str = field(repr=False)
    purpose: str
    about: str


@dataclass(frozen=True)
class Address:
    """Where somebody is resident; ``province`` is its two letters."""

    street: str
    number: str
    postal_code: str
    municipality: str
    province: str


@dataclass(frozen=True)
class Member:
    """Somebody of the same household. Only the year of birth is told: a form needs no more."""

    name: str = field(repr=False)
    birth_year: int
    relation: Relation


@dataclass(frozen=True)
class Permit:
    """The title to stay and its last day; a receipt and a renewal under way have none."""

    kind: Stay
    expires_on: date | None


@dataclass(frozen=True)
class Resident:
    """What the register knows of one person."""

    fiscal_code: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    birth_place: str = field(repr=False)
    address: Address = field(repr=False)
    household: tuple[Member, ...] = field(repr=False)
    permit: Permit | None = field(repr=False)


class AnprFailed(Exception):
    """The register did not answer the question; ``may_retry`` says whether asking again can help."""

    may_retry = True


class PersonUnknown(AnprFailed):
    """Nobody with this fiscal code is resident in Italy, as far as the register knows."""

    may_retry = False


class AnprUnavailable(AnprFailed):
    """Down, slow or overloaded."""


class AnprRefused(AnprFailed):
    """It does not let us ask this: token or purpose are wrong, and a person must look."""

    may_retry = False


class AnprNonsense(AnprFailed):
    """The answer is none, or speaks of somebody else."""


class Anpr(Protocol):
    """Whatever can look a person up: the client, or the fake."""

    def look_up(self, enquiry: Enquiry) -> Resident:
        """What the register knows of a person.

        Raises:
            PersonUnknown, AnprUnavailable, AnprRefused, AnprNonsense: all ``AnprFailed``.
        """
        ...
