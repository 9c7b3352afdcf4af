"""Known data an answer can start from: once given or certified, never asked empty again (C.SE.1.5). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from portal.identity.profile import Profile

_FIELDS: Mapping[str, str] = {
    "given_name": "given_name",
    "family_name": "family_name",
    "birth_date": "birth_date",
    "fiscal_code": "fiscal_code",
    "email": "email",
    "phone": "phone",
}


def known_value(profile: Profile, datum: str) -> tuple[object, str] | None:
    """The value of one datum and its source, or nothing; ``datum`` as in the questionnaire."""
    if datum == "name":
        return (profile.name, _source(profile, "family_name")) if profile.name else None
    if datum == "address":
        return _address(profile)
    field = _FIELDS.get(datum)
    value = getattr(profile, field) if field else ""
    return (value, _source(profile, field)) if field and value else None


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


def _source(profile: Profile, field: str) -> str:
    return str(profile.sources.get(field, "said"))
