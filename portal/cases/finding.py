"""Finding a case by a whole value, without opening any: number, reference, or a keyed hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, select, union
from sqlalchemy.orm import InstrumentedAttribute

from portal.cases import inbox
from portal.cases import reference as references
from portal.cases.models import IN_LISTS, Case, CaseLookup, Whole
from portal.identity.models import Person
from portal.identity.profile import Profile
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.identifiers import normalise_email, normalise_fiscal_code, normalise_phone

MOST_FOUND = 50
_DAY = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$|(\d{4})-(\d{2})-(\d{2})$")
_FISCAL_CODE = re.compile(r"[A-Z0-9]{16}|[0-9]{11}")
_OF_PERSON: dict[Whole, InstrumentedAttribute[str | None]] = {
    Whole.FISCAL_CODE: Person.fiscal_code_hash,
    Whole.NAME_BIRTH: Person.name_birth_hash,
    Whole.PHONE: Person.phone_hash,
    Whole.EMAIL: Person.email_hash,
}


def find_cases(keyring: Keyring, actor: Actor, text: str) -> Sequence[Case]:
    """The cases of the officer's offices that hold this whole value, newest first: reference, protocol
    number, fiscal code, phone, e-mail, or surname and birth date; what guests and others said too."""
    by_number = [select(Case.id).where(Case.protocol_number == text)]
    if references.is_valid(text):
        by_number.append(select(Case.id).where(Case.reference == references.parse(text)))
    by_value = [
        part
        for kind, normal in whole_values(text)
        for part in _with(kind, keyring.lookup(kind.value, normal))
    ]
    slim = select(Case).options(*IN_LISTS)
    query = slim.where(*inbox.reached(actor), Case.id.in_(union(*by_number, *by_value)))
    return db.session.scalars(query.order_by(Case.id.desc()).limit(MOST_FOUND)).all()


def _with(kind: Whole, hashed: str) -> Iterator[Select[int]]:
    yield select(CaseLookup.case_id).where(CaseLookup.kind == kind, CaseLookup.hash == hashed)
    people = select(Person.id).where(_OF_PERSON[kind] == hashed)
    yield select(Case.id).where(Case.subject_id.in_(people))


def whole_values(text: str) -> Iterator[tuple[Whole, str]]:
    """What a text may be, each in the normal form that was hashed: "Rossi 3/4/1970" is a surname with
    a birth date."""
    code = normalise_fiscal_code(text)
    if _FISCAL_CODE.fullmatch(code):
        yield Whole.FISCAL_CODE, code
    if normalise_phone(text):
        yield Whole.PHONE, normalise_phone(text)
    if normalise_email(text):
        yield Whole.EMAIL, normalise_email(text)
    found = _DAY.search(text)
    day = _day(found) if found else None
    if found and day:
        surname = text[: found.start()].strip(" ,;|")
        whole = Profile(family_name=surname, birth_date=day.isoformat()).name_and_birth()
        if whole:
            yield Whole.NAME_BIRTH, whole


def _day(found: re.Match[str]) -> date | None:
    numbers = [int(one) for one in found.groups() if one is not None]
    year, month, day = numbers if found[4] else numbers[::-1]
    try:
        return date(year, month, day)
    except ValueError:
        return None
