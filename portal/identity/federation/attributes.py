"""Who somebody is, from what a provider signed about them.

Rules: attributi_utente of the SPID/CIE rules. The fiscal code is the account: ``sub`` differs for each
provider, and nobody is ever found by an e-mail address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.identity.federation.refusing import About, Cause, Refused
from portal.platform import clock
from portal.platform.identifiers import IdentifierInvalid, PersonCode, read_fiscal_code

_PREFIX = "https://attributes.eid.gov.it/"
FISCAL_NUMBER = f"{_PREFIX}fiscal_number"
#: What no login goes without.
ALWAYS_ASKED = (FISCAL_NUMBER, "given_name", "family_name", "birthdate")
#: An Italian fiscal code; other countries' numbers begin with another two letters.
_ITALIAN = "TINIT-"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_LETTERS = 200
_TEXTS = ("given_name", "family_name", "gender", "email", "phone_number")
_GROUPS = {
    "place_of_birth": ("locality", "region"),
    "address": ("street_address", "postal_code", "locality", "region", "country_code"),
}


@dataclass(frozen=True)
class Attributes:
    """What is known of a person by a provider; empty where it did not say.

    E-mail and phone are what the provider has; SPID verifies neither for us.
    """

    fiscal_code: str
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    others: Mapping[str, Any] = field(default_factory=dict)

    def claims(self) -> dict[str, Any]:
        """The same under the names of the rules, well-formed ones only."""
        found: dict[str, Any] = {**self.others, FISCAL_NUMBER: self.fiscal_code}
        found.update(given_name=self.given_name, family_name=self.family_name)
        if self.birth_date:
            found["birthdate"] = self.birth_date.isoformat()
        return {name: value for name, value in found.items() if value}


def read_attributes(
    claims: Mapping[str, Any], essential: Collection[str] = ALWAYS_ASKED
) -> Attributes:
    """The person, if everything essential is there and what is there can be true.

    Raises:
        Refused: something essential is missing (``detail`` names it), or the fiscal code or the birth
            date cannot be right. An unknown place of birth is no reason.
    """
    texts = {name: _text(claims.get(name)) for name in _TEXTS}
    groups = {name: _group(claims.get(name), parts) for name, parts in _GROUPS.items()}
    birth_date = _birth_date(claims.get("birthdate"))
    known: dict[str, Any] = {**texts, **groups, "birthdate": birth_date}
    for name in essential:
        value = known[name] if name in known else claims.get(name)
        if value in (None, "", {}, []):
            raise Refused(About.ATTRIBUTES, Cause.MISSING, name.removeprefix(_PREFIX))
    others = {name: known[name] for name in ("gender", "email", "phone_number", *_GROUPS)}
    return Attributes(
        fiscal_code=_fiscal_code(claims.get(FISCAL_NUMBER)),
        given_name=texts["given_name"],
        family_name=texts["family_name"],
        birth_date=birth_date,
        others={name: value for name, value in others.items() if value},
    )


def _fiscal_code(found: object) -> str:
    if not isinstance(found, str) or not found.strip():
        raise Refused(About.ATTRIBUTES, Cause.MISSING, "fiscal_number")
    number = found.strip().upper().removeprefix(_ITALIAN)
    if not number.isalnum():
        raise Refused(About.ATTRIBUTES, Cause.FISCAL_CODE)
    try:
        code = read_fiscal_code(number, clock.today())
    except IdentifierInvalid as problem:
        raise Refused(About.ATTRIBUTES, Cause.FISCAL_CODE) from problem
    if code.kind is not PersonCode.FISCAL:
        raise Refused(About.ATTRIBUTES, Cause.FISCAL_CODE)
    return code.value


def _birth_date(found: object) -> date | None:
    if found in (None, ""):
        return None
    if not isinstance(found, str) or not _DAY.fullmatch(found):
        raise Refused(About.ATTRIBUTES, Cause.BIRTH_DATE)
    try:
        day = date.fromisoformat(found)
    except ValueError as problem:
        raise Refused(About.ATTRIBUTES, Cause.BIRTH_DATE) from problem
    if day > clock.today():
        raise Refused(About.ATTRIBUTES, Cause.BIRTH_DATE)
    return day


def _text(found: object) -> str:
    """A text on one line; nothing where it is none, or longer than anybody's."""
    if not isinstance(found, str):
        return ""
    line = " ".join(found.split())
    return line if line.isprintable() and len(line) <= _MOST_LETTERS else ""


def _group(found: object, parts: Collection[str]) -> dict[str, str]:
    if not isinstance(found, Mapping):
        return {}
    texts = {name: _text(found.get(name)) for name in parts}
    return {name: text for name, text in texts.items() if text}
