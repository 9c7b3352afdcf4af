"""Codes people read out at a desk: fiscal code, IBAN, phone, e-mail, ISEE number.

``parse_…`` give the normal form or raise ``IdentifierInvalid``; ``normalise_…`` never raise, for
looking a value up. Who shows an error finds the words for its code.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from codicefiscale import codicefiscale
from stdnum import iban
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.it import codicefiscale as stdnum_fiscal_code


class IdentifierInvalid(ValueError):
    """Not the code it should be; ``code`` says why in one word of ``CODES``."""

    kind = "identifier"

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(f"{self.kind}: {code}")
        self.code = code
        self.params = params


class InvalidFiscalCode(IdentifierInvalid):
    """Not a fiscal code: ``length``, ``form``, ``date`` or ``check`` (the last letter is wrong)."""

    kind = "fiscal_code"


class InvalidIban(IdentifierInvalid):
    """Not an IBAN we can pay to: ``length``, ``form``, ``country`` (outside SEPA) or ``check``."""

    kind = "iban"


class InvalidPhone(IdentifierInvalid):
    """Not a phone number: ``form`` or ``length``."""

    kind = "phone"


class InvalidEmail(IdentifierInvalid):
    """Not an e-mail address: ``form``."""

    kind = "email"


class InvalidDsuNumber(IdentifierInvalid):
    """Not the number of an ISEE declaration: ``digits``, ``letter`` or ``form``."""

    kind = "dsu_number"


#: Every reason a check can give, by kind, so that a test can ask for words for each.
CODES = {
    "fiscal_code": frozenset({"length", "form", "date", "check"}),
    "iban": frozenset({"length", "form", "country", "check"}),
    "phone": frozenset({"form", "length"}),
    "email": frozenset({"form"}),
    "dsu_number": frozenset({"digits", "letter", "form"}),
}


class PersonCode(StrEnum):
    """The codes a person may have: who has none at all goes on without."""

    FISCAL = "fiscal"
    #: Eleven digits, given while the definitive code is on its way; an operator looks at it.
    PROVISIONAL = "provisional"
    #: Health codes of foreigners without a residence permit (STP) or not enrolled (ENI).
    STP = "stp"
    ENI = "eni"


class Doubt(StrEnum):
    """What to point out without refusing."""

    UNKNOWN_PLACE = "unknown_place"
    NEEDS_OPERATOR = "needs_operator"
    NOT_A_FISCAL_CODE = "not_a_fiscal_code"
    CENTURY = "century"


@dataclass(frozen=True)
class FiscalCode:
    """What a code says of a person; only a fiscal code says birth date, sex and place."""

    value: str
    kind: PersonCode
    birth_date: date | None = None
    sex: str | None = None
    place: str | None = None
    doubts: tuple[Doubt, ...] = ()

    def disagrees_with(self, birth_date: date | None = None, sex: str | None = None) -> bool:
        """Whether it says another birth date or sex: to point out, never to refuse."""
        if self.kind is not PersonCode.FISCAL:
            return False
        days = _birth_dates(self.value)
        return (birth_date is not None and birth_date not in days) or (
            sex is not None and sex != self.sex
        )


_FISCAL_CODE = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]"
)
_HEALTH_CODE = re.compile(r"(STP|ENI)[0-9]{13}")
_DIGITS_OF_LETTERS = str.maketrans("LMNPQRSTUV", "0123456789")
_MONTHS = "ABCDEHLMPRST"
_OLDEST = 115

_PHONE = re.compile(r"[( ]*\+?[0-9 ()./-]+")
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_DSU = re.compile(r"(?:INPS-?ISEE-?)?(20[0-9]{2})-?([0-9]+)([A-Z]?)-?([0-9]{2})")

#: Countries of the Single Euro Payments Area, as an IBAN names them.
SEPA = frozenset({
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI",
    "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL",
    "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
})  # fmt: skip


def normalise_fiscal_code(text: str) -> str:
    """Capital letters and digits only, however it was typed; no check."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def parse_fiscal_code(text: str) -> str:
    """The normal form of a fiscal code, or of what stands for one; raises ``InvalidFiscalCode``.

    Omocodia (digits replaced by letters so that two people differ) is understood.
    """
    value = normalise_fiscal_code(text)
    if _kind_of(value) is PersonCode.FISCAL:
        if len(value) != 16:
            raise InvalidFiscalCode("length", given=len(value), wanted=16)
        if not _FISCAL_CODE.fullmatch(value):
            raise InvalidFiscalCode("form")
        if not _birth_dates(value):
            raise InvalidFiscalCode("date")
        if stdnum_fiscal_code.calc_check_digit(value[:-1]) != value[-1]:
            raise InvalidFiscalCode("check")
    return value


def read_fiscal_code(text: str, today: date) -> FiscalCode:
    """Everything a code says; ``today`` decides the century. Raises ``InvalidFiscalCode``.

    A good check letter with an unknown place is a doubt, not an error: no list of places is complete.
    """
    value = parse_fiscal_code(text)
    kind = _kind_of(value)
    if kind is not PersonCode.FISCAL:
        provisional = kind is PersonCode.PROVISIONAL
        doubt = Doubt.NEEDS_OPERATOR if provisional else Doubt.NOT_A_FISCAL_CODE
        return FiscalCode(value, kind, doubts=(doubt,))
    born = [day for day in _birth_dates(value) if day <= today]
    if not born:
        raise InvalidFiscalCode("date")
    place = _place_of(value)
    doubts = [] if place else [Doubt.UNKNOWN_PLACE]
    if len(born) > 1 and today.year - born[1].year <= _OLDEST:
        doubts.append(Doubt.CENTURY)
    sex = "F" if _day_of(value) > 40 else "M"
    return FiscalCode(value, kind, born[0], sex, place, tuple(doubts))


def _kind_of(value: str) -> PersonCode:
    if re.fullmatch(r"[0-9]{11}", value):
        return PersonCode.PROVISIONAL
    health = _HEALTH_CODE.fullmatch(value)
    return PersonCode(health.group(1).lower()) if health else PersonCode.FISCAL


def _day_of(value: str) -> int:
    """The day of birth, plus 40 for women."""
    return int(value[9:11].translate(_DIGITS_OF_LETTERS))


def _birth_dates(value: str) -> list[date]:
    """The days of birth it can mean, the latest first: the year has two digits only."""
    year = int(value[6:8].translate(_DIGITS_OF_LETTERS))
    day = _day_of(value)
    if 31 < day < 41 or day > 71:
        return []
    found = []
    for century in (2000, 1900):
        try:
            found.append(date(century + year, _MONTHS.index(value[8]) + 1, day % 40))
        except ValueError:
            continue
    return found


def _place_of(value: str) -> str | None:
    """The name of the municipality or country of birth; ``None`` when the lists do not know it."""
    try:
        return str(codicefiscale.decode(value)["birthplace"]["name"])
    except ValueError:
        return None


def parse_iban(text: str) -> str:
    """The normal form of an IBAN of any SEPA country; raises ``InvalidIban``.

    Refusing an account because it is in another SEPA country is forbidden (Reg. EU 260/2012, art. 9).
    """
    value = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]*", value):
        raise InvalidIban("form")
    if value[:2] not in SEPA:
        raise InvalidIban("country", country=value[:2])
    if value.startswith("IT") and len(value) != 27:
        raise InvalidIban("length", given=len(value), wanted=27)
    try:
        return str(iban.validate(value))
    except InvalidChecksum as problem:
        raise InvalidIban("check") from problem
    except ValidationError as problem:
        raise InvalidIban("form") from problem


def format_iban(value: str) -> str:
    """An IBAN in groups of four, as paper shows it."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))


def parse_phone(text: str) -> str:
    """A phone number as "+" and digits (E.164); without a prefix it is Italian. Raises ``InvalidPhone``."""
    tidy = unicodedata.normalize("NFKC", text).strip()
    if not _PHONE.fullmatch(tidy):
        raise InvalidPhone("form")
    digits = re.sub(r"[^0-9]", "", tidy)
    if "+" not in tidy:
        # No country begins with 0: "0039…" names a country, "000…" is a national number.
        abroad = digits.startswith("00") and not digits.startswith("000")
        digits = digits[2:] if abroad else f"39{digits}"
    if not 7 <= len(digits) <= 15:
        raise InvalidPhone("length", given=len(digits))
    return f"+{digits}"


def normalise_phone(text: str) -> str:
    """The normal form to look a number up by; empty when it is none."""
    try:
        return parse_phone(text)
    except InvalidPhone:
        return ""


def format_phone(value: str) -> str:
    """A number as people read it: "+39 000 1234567"; foreign ones stay in one piece."""
    if not value.startswith("+39"):
        return value
    return f"+39 {value[3:6]} {value[6:]}".strip()


def parse_email(text: str) -> str:
    """An address in small letters; raises ``InvalidEmail``."""
    value = unicodedata.normalize("NFKC", text).strip().lower()
    if len(value) > 254 or not _EMAIL.fullmatch(value) or ".." in value:
        raise InvalidEmail("form")
    return value


def normalise_email(text: str) -> str:
    """The normal form to look an address up by; empty when it is none."""
    try:
        return parse_email(text)
    except InvalidEmail:
        return ""


def parse_dsu_number(text: str) -> str:
    """The number of an ISEE declaration, "INPS-ISEE-2020-00597381W-00"; raises ``InvalidDsuNumber``.

    Only the form is checked: INPS does not publish how the letter is made.
    """
    value = re.sub(r"[\s._–—]+", "", text.upper().replace("–", "-").replace("—", "-"))
    found = _DSU.fullmatch(value)
    if not found:
        raise InvalidDsuNumber("form")
    year, digits, letter, part = found.groups()
    if len(digits) != 8:
        raise InvalidDsuNumber("digits", given=len(digits), wanted=8)
    if not letter:
        raise InvalidDsuNumber("letter")
    return f"INPS-ISEE-{year}-{digits}{letter}-{part}"
