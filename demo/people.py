"""The twelve invented people: what the provider says of them, and what the portal must know of staff."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

_FILE = Path(__file__).with_name("people.yaml")
_FISCAL_NUMBER = "https://attributes.eid.gov.it/fiscal_number"
# The levels are SPID's own names, which CIE uses too; methods are those of RFC 8176.
_ACR = {"spid": "https://www.spid.gov.it/SpidL2", "cie": "https://www.spid.gov.it/SpidL3"}
_AMR = {"spid": ["pwd", "otp"], "cie": ["pwd", "otp", "hwk"]}
_SCOPES = {
    "profile": {
        "name", "given_name", "family_name", "birthdate", "gender", "place_of_birth",
        _FISCAL_NUMBER,
    },
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
    "address": {"address"},
}  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """Where somebody was born."""

    locality: str
    country: str


class Address(_Part):
    """Where somebody lives; the region is the province's two letters."""

    street_address: str
    postal_code: str
    locality: str
    region: str


class Relative(_Part):
    """Somebody the person may write about."""

    relation: str
    name: str
    birthdate: dt.date
    fiscal_code: str


class Housemate(_Part):
    """Somebody of the same household; ``relation`` is the civic register's number of kinship."""

    name: str
    birth_year: int
    relation: int


class Permit(_Part):
    """A title to stay, with the civic register's number of its kind."""

    kind: int
    expires_on: dt.date | None = None


class Isee(_Part):
    """The ISEE of the household, in INPS's words; amounts in euros as they are written there."""

    number: str
    presented_on: dt.date
    kind: str
    isee: str
    ise: str
    isr: str
    isp: str
    scale: str


class StaffRole(_Part):
    """What a member of staff does, and where."""

    role: Literal["operator", "officer", "coordinator", "editor", "administrator"]
    body: str
    office: str | None = None
    desk: str | None = None


class Person(_Part):
    """One invented person."""

    id: str
    kind: Literal[
        "citizen", "parent", "guardian", "operator", "officer", "editor", "administrator"
    ]  # fmt: skip
    district: str
    sign_in: Literal["spid", "cie"]
    given_name: str
    family_name: str
    birthdate: dt.date
    gender: Literal["female", "male"]
    place_of_birth: Place
    fiscal_code: str
    email: str | None = None
    uses_io: bool = False
    phone_number: str
    address: Address
    who: str
    try_: str
    roles: tuple[StaffRole, ...] = ()
    family: tuple[Relative, ...] = ()
    household: tuple[Housemate, ...] = ()
    permit: Permit | None = None
    isee: Isee | None = None

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_")
    )

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def subject(self) -> str:
        """The name the provider gives to this person (claim ``sub``)."""
        return f"prova-{self.id}"

    @property
    def acr(self) -> str:
        """The level of the login (claim ``acr``)."""
        return _ACR[self.sign_in]

    @property
    def amr(self) -> list[str]:
        """The methods of the login (claim ``amr``)."""
        return list(_AMR[self.sign_in])

    def claims(self, scope: str) -> dict[str, Any]:
        """What the provider tells about the person, as far as the scope goes."""
        everything: dict[str, Any] = {
            "name": self.name,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birthdate": self.birthdate.isoformat(),
            "gender": self.gender,
            "place_of_birth": self.place_of_birth.model_dump(),
            _FISCAL_NUMBER: f"TINIT-{self.fiscal_code}",
            **({"email": self.email, "email_verified": True} if self.email else {}),
            "phone_number": self.phone_number,
            "phone_number_verified": True,
            "address": self.address.model_dump(),
        }
        asked = set().union(*(_SCOPES.get(word, set()) for word in scope.split()))
        told = {name: value for name, value in everything.items() if name in asked}
        return {"sub": self.subject, **told}


def read_people(file: Path = _FILE) -> dict[str, Person]:
    """Read the people by their id.

    Raises:
        ValueError: the file is not what it must be, or two people have the same id or fiscal code.
    """
    found = TypeAdapter(list[Person]).validate_python(yaml.safe_load(file.read_text("utf-8")))
    people = {person.id: person for person in found}
    if len(people) != len(found) or len({p.fiscal_code for p in found}) != len(found):
        raise ValueError(f"{file.name}: two people have the same id or fiscal code.")
    return people


def staff_entries(people: dict[str, Person]) -> list[dict[str, Any]]:
    """The members of staff in the form that ``flask identity import`` reads."""
    return [
        {
            "fiscal_code": person.fiscal_code,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
            "roles": [role.model_dump(exclude_none=True) for role in person.roles],
        }
        for person in people.values()
        if person.roles
    ]
