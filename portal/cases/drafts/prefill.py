"""What an answer starts from: never asked empty again once it is known (C.SE.1.5). Pure.

The first source that knows a datum counts: a public register, then what the person keeps in their
drawer or chose for their profile, then their identity provider, a document, what they once said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from portal.identity.profile import Profile

#: What the person may keep for themselves from an answer; who they are comes only from others.
KEEPABLE = frozenset(
    {
        "address", "birth_place", "cadastre", "company", "email", "household", "iban", "isee",
        "isee_number", "pec", "permit", "phone", "province", "vehicle_plate",
    }
)  # fmt: skip
#: The sources that only they themselves correct: their data are shown, not typed.
REGISTERS = frozenset({"anpr", "inps"})
#: Where an answer comes from that the person keeps in their drawer.
KEPT = "kept"
#: An answer with which the person contradicts a register, for this request only.
CONTESTED = "contested"
#: An answer that differs from what was known, and is not to be kept.
ONCE = "once"

_FIELDS: Mapping[str, str] = {
    "given_name": "given_name",
    "family_name": "family_name",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
    "fiscal_code": "fiscal_code",
    "email": "email",
    "phone": "phone",
    "province": "province",
}


class Found(NamedTuple):
    """A value, where it comes from, and the day it was learnt where that is known."""

    value: object
    source: str
    day: date | None = None


@dataclass(frozen=True)
class Sources:
    """All that is known of one person: by register (with the day it said so), kept, in the profile.

    ``outcomes`` says by register what became of the question, where one was asked. ``closed``: the data
    that whoever looks does not learn from here.
    """

    profile: Profile
    registers: Mapping[str, tuple[Mapping[str, Any], date]] = field(default_factory=dict)
    kept: Mapping[str, tuple[object, date]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()

    def find(self, datum: str) -> Found | None:
        """The value of one datum, or nothing; ``datum`` as in the questionnaire."""
        if datum in self.closed:
            return None
        for source, (facts, day) in self.registers.items():
            if facts.get(datum):
                value = self._dated(facts[datum]) if datum == "household" else facts[datum]
                return Found(value, source, day)
        if datum in self.kept:
            value, day = self.kept[datum]
            return Found(value, KEPT, day)
        found = known_value(self.profile, datum)
        return None if found is None else Found(*found)

    def _dated(self, members: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The register tells only the year of birth; the day is the one the person kept, if it fits."""
        kept: Any = self.kept.get("household", ([], None))[0]
        days = {one.get("name"): str(one.get("birth_date") or "") for one in kept}
        return [
            {**one, "birth_date": day}
            if (day := days.get(one["name"], "")).startswith(str(one["birth_year"]))
            else one
            for one in members
        ]


def known_value(profile: Profile, datum: str) -> tuple[object, str] | None:
    """The value of one datum of a profile and its source, or nothing."""
    if datum == "name":
        return (profile.name, _source(profile, "family_name")) if profile.name else None
    if datum == "address":
        return _address(profile)
    name = _FIELDS.get(datum)
    value = getattr(profile, name) if name else ""
    return (value, _source(profile, name)) if name and value else None


def _address(profile: Profile) -> tuple[object, str] | None:
    if not (profile.street and profile.locality):
        return None
    street, _space, number = profile.street.rpartition(" ")
    has_number = bool(street) and number[:1].isdigit()
    value = {
        "street": street if has_number else profile.street,
        "number": number if has_number else "",
        "postal_code": profile.postal_code,
        "municipality": profile.locality,
    }
    return value, _source(profile, "street")


def _source(profile: Profile, name: str) -> str:
    return str(profile.sources.get(name, "said"))
