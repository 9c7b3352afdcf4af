"""Asks the registers what a questionnaire needs to know of a person; nothing here touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.cases.models import Outcome, Register
from portal.catalogue.questionnaire import Questionnaire
from portal.integrations.anpr import (
    Anpr,
    AnprFailed,
    Enquiry,
    PersonUnknown,
    Resident,
)
from portal.integrations.inps import Inps, InpsFailed, Isee, IseeEnquiry, IseeNotFound

#: What each register can tell; a register is asked only where a questionnaire needs one of these.
TOLD_BY: Mapping[Register, frozenset[str]] = {
    Register.ANPR: frozenset(
        {
            "name", "given_name", "family_name", "birth_date", "birth_place", "fiscal_code",
            "address", "province", "household", "permit",
        }
    ),
    Register.INPS: frozenset({"isee", "isee_choice", "isee_number"}),
}  # fmt: skip


@dataclass(frozen=True)
class Registers:
    """The registers this installation may ask; one without an address is not there."""

    anpr: Anpr | None = None
    inps: Inps | None = None
    purpose: str = ""

    def has(self, register: Register) -> bool:
        """Whether there is such a register to ask."""
        return (self.anpr if register is Register.ANPR else self.inps) is not None


@dataclass(frozen=True)
class Whom:
    """The question: about whom, for which service, under which reference, on which day."""

    fiscal_code: str = field(repr=False)
    benefit: str | None
    about: str
    day: date


@dataclass(frozen=True)
class Heard:
    """What one register said, or that it said nothing."""

    register: Register
    outcome: Outcome
    facts: dict[str, Any] = field(default_factory=dict, repr=False)


def needed(questionnaire: Questionnaire) -> tuple[Register, ...]:
    """The registers that can spare the person a question; the others are not asked (GDPR art. 5)."""
    groups = [group for step in questionnaire.steps for group in step.groups]
    prefills = [question.prefill for _step, _group, question in questionnaire.placed()]
    prefills += [group.prefill for group in groups]
    data = {(one or "").removeprefix("subject.") for one in prefills}
    return tuple(register for register in Register if data & TOLD_BY[register])


def ask_all(registers: Registers, wanted: tuple[Register, ...], whom: Whom) -> list[Heard]:
    """Ask these registers, as far as they are there. It takes seconds: never in a transaction."""
    return [
        ask_one(registers, register, whom)
        for register in wanted
        if registers.has(register) and not (register is Register.INPS and whom.benefit is None)
    ]


def ask_one(registers: Registers, register: Register, whom: Whom) -> Heard:
    """Ask one register that is there."""
    if register is Register.ANPR:
        return _ask_anpr(registers, whom)
    return _ask_inps(registers, whom)


def _ask_anpr(registers: Registers, whom: Whom) -> Heard:
    assert registers.anpr is not None  # noqa: S101 - the caller asks only what is there
    enquiry = Enquiry(whom.fiscal_code, registers.purpose, whom.about)
    try:
        found = registers.anpr.look_up(enquiry)
    except PersonUnknown:
        return Heard(Register.ANPR, Outcome.NOTHING)
    except AnprFailed:
        return Heard(Register.ANPR, Outcome.SILENT)
    return Heard(Register.ANPR, Outcome.ANSWERED, facts_of_resident(found))


def _ask_inps(registers: Registers, whom: Whom) -> Heard:
    assert registers.inps is not None  # noqa: S101 - as above
    enquiry = IseeEnquiry(whom.fiscal_code, whom.day, whom.benefit or "", whom.about)
    try:
        found = registers.inps.read_isee(enquiry)
    except IseeNotFound:
        return Heard(Register.INPS, Outcome.NOTHING)
    except InpsFailed:
        return Heard(Register.INPS, Outcome.SILENT)
    return Heard(Register.INPS, Outcome.ANSWERED, facts_of_isee(found))


def facts_of_resident(found: Resident) -> dict[str, Any]:
    """A resident as the answers of a questionnaire, by datum."""
    home = found.address
    return {
        "name": f"{found.given_name} {found.family_name}",
        "given_name": found.given_name,
        "family_name": found.family_name,
        "birth_date": found.birth_date.isoformat(),
        "birth_place": found.birth_place,
        "fiscal_code": found.fiscal_code,
        "address": {
            "street": home.street,
            "number": home.number,
            "postal_code": home.postal_code,
            "municipality": home.municipality,
        },
        "province": home.province,
        "household": [
            {"name": one.name, "birth_year": one.birth_year, "relation": one.relation.value}
            for one in found.household
        ],
        "permit": _permit(found),
    }


def _permit(found: Resident) -> dict[str, Any] | None:
    if found.permit is None:
        return None
    ends = found.permit.expires_on
    return {"kind": found.permit.kind.name.lower(), "expires_on": ends.isoformat() if ends else ""}


def facts_of_isee(found: Isee) -> dict[str, Any]:
    """An ISEE as the answers of a questionnaire, and besides what only the office reads of it."""
    ends = found.valid_until.isoformat()
    return {
        "isee": {"number": found.number, "kind": found.kind.value, "expires_on": ends},
        "isee_choice": "has_it",
        "isee_number": found.number,
        "isee_cents": found.isee_cents,
        "presented_on": found.presented_on.isoformat(),
        "members": len(found.household),
        # Never shown: whoever works there and is among them must not work the case.
        "household_codes": [one.fiscal_code for one in found.household],
        "differences": found.differences,
    }
