"""Asks the civic register over REST, and believes only an answer about the person it asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.integrations.anpr.types import (
    Address,
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    Member,
    Permit,
    PersonUnknown,
    Relation,
    Resident,
    Stay,
)
from portal.integrations.wire import Header, NoAnswer, ask

_LONGEST_WORDS = 200
_LARGEST_HOUSEHOLD = 40
_OLDEST = 1880
#: The register's numbers of kinship (table *relazione parentela*); whoever is not here is "other".
_RELATIONS: Mapping[int, Relation] = {
    2: Relation.PARTNER,
    23: Relation.PARTNER,
    28: Relation.PARTNER,
    3: Relation.CHILD,
    14: Relation.CHILD,
    80: Relation.CHILD,
    6: Relation.PARENT,
    15: Relation.PARENT,
    **dict.fromkeys((4, 5, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 81), Relation.RELATIVE),
}  # fmt: skip


class HttpAnpr:
    """The register behind ``POST {url}/residents``; ``timeout`` is seconds for the whole answer.

    A fiscal code travels only in the body, and only to this address.
    """

    def __init__(self, url: str, token: str, timeout: float = 2) -> None:
        self._address = f"{url.rstrip('/')}/residents"
        self._bearer = Header("Authorization", f"Bearer {token}")
        self._timeout = timeout

    def look_up(self, enquiry: Enquiry) -> Resident:
        """Look a person up; see ``Anpr.look_up`` for what may be raised."""
        said = {
            "fiscal_code": enquiry.fiscal_code,
            "purpose": enquiry.purpose,
            "about": enquiry.about,
        }
        try:
            answer = ask(self._address, said, self._bearer, self._timeout)
        except NoAnswer as trouble:
            raise AnprUnavailable(str(trouble)) from trouble
        if answer.status == 200:
            return read_resident(answer.facts(), enquiry.fiscal_code)
        if answer.status == 404:
            # A wrong address answers 404 too: only the register's own word means "unknown".
            if answer.facts().get("outcome") == "PERSON_UNKNOWN":
                raise PersonUnknown
            raise AnprUnavailable("HTTP 404")
        if answer.status in {400, 401, 403, 422}:
            raise AnprRefused(f"HTTP {answer.status}")
        raise AnprUnavailable(f"HTTP {answer.status}")


def read_resident(found: Mapping[str, Any], fiscal_code: str) -> Resident:
    """Read an answer.

    Raises:
        AnprNonsense: something is missing, or it is about somebody else.
    """
    try:
        resident = Resident(
            fiscal_code=_words(found["fiscal_code"]),
            given_name=_words(found["given_name"]),
            family_name=_words(found["family_name"]),
            birth_date=date.fromisoformat(_words(found["birth_date"])),
            birth_place=_words(found["birth_place"]),
            address=Address(**{name: _words(found["address"][name]) for name in _ADDRESS}),
            household=tuple(_member(one) for one in found["household"][:_LARGEST_HOUSEHOLD]),
            permit=_permit(found.get("permit")),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise AnprNonsense(type(problem).__name__) from None
    if resident.fiscal_code != fiscal_code:
        raise AnprNonsense("another person")
    return resident


_ADDRESS = ("street", "number", "postal_code", "municipality", "province")


def _words(found: object) -> str:
    if not isinstance(found, str) or len(found) > _LONGEST_WORDS:
        raise TypeError
    return " ".join(found.split())


def _member(found: Mapping[str, Any]) -> Member:
    year, relation = found["birth_year"], found["relation"]
    if type(year) is not int or type(relation) is not int or year < _OLDEST:
        raise TypeError
    return Member(_words(found["name"]), year, _RELATIONS.get(relation, Relation.OTHER))


def _permit(found: Mapping[str, Any] | None) -> Permit | None:
    if found is None:
        return None
    ends = found.get("expires_on")
    return Permit(Stay(found["kind"]), date.fromisoformat(_words(ends)) if ends else None)
