"""Fields for the codes of Italian paperwork, and for phone and e-mail; the words for what is wrong.

What makes a code valid is said by ``portal.platform.identifiers``; here it only gets its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from portal.platform import identifiers
from portal.platform.forms.fields import TextField
from portal.platform.forms.reading import Words, tidy_line
from portal.platform.i18n import lazy_gettext as _l


class CodeField(TextField):
    """A code that exists in one form only; each kind says how it is read and what can be wrong."""

    is_code = True
    #: One sentence for each reason of ``identifiers.CODES``, with its parameters.
    reasons: ClassVar[Mapping[str, Words]]

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        raise NotImplementedError

    def read(self, typed: list[Any]) -> str | None:
        """The code in its normal form."""
        text = tidy_line(typed[0]) if typed else ""
        if not text:
            return None
        try:
            return self.parse(text)
        except identifiers.IdentifierInvalid as problem:
            words = self.reasons[problem.code]
            raise ValueError(words % problem.params if problem.params else words) from problem


class FiscalCodeField(CodeField):
    """A fiscal code, or what stands for one: provisional, STP, ENI."""

    default_missing = _l("Write the fiscal code. It is on the health card.")
    default_hint = _l("16 letters and digits, on the health card.")
    default_autocomplete = "off"
    reasons: ClassVar[Mapping[str, Words]] = {
        "length": _l("The fiscal code has 16 letters and digits: you wrote %(given)d. Check it."),
        "form": _l("A letter or a digit of the fiscal code is in the wrong place. Check it."),
        "date": _l("The birth date in the fiscal code does not exist. Check the digits."),
        "check": _l("A letter or a digit of the fiscal code is wrong. Compare it with the card."),
    }

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        return identifiers.parse_fiscal_code(text)


class IbanField(CodeField):
    """The account to pay to; ``data`` has no spaces."""

    default_missing = _l("Write the IBAN. It is on the bank statement.")
    default_hint = _l("An Italian IBAN has 27 letters and digits. Spaces do not matter.")
    default_autocomplete = "off"
    reasons: ClassVar[Mapping[str, Words]] = {
        "length": _l("An Italian IBAN has 27 letters and digits: you wrote %(given)d. Check it."),
        "form": _l("This does not look like an IBAN. It begins with two letters, for example IT."),
        "country": _l("We cannot pay into an account of this country. Write another IBAN."),
        "check": _l("A letter or a digit of the IBAN is wrong. Compare it with the statement."),
    }

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        return identifiers.parse_iban(text)

    def write(self, value: Any) -> str:
        """Groups of four, as banks print it."""
        return identifiers.format_iban(value) if value else ""


class PhoneField(CodeField):
    """A phone number, Italian unless it begins with + and another country's prefix."""

    default_missing = _l("Write the phone number.")
    default_autocomplete = "tel"
    input_type = "tel"
    input_mode = "tel"
    reasons: ClassVar[Mapping[str, Words]] = {
        "form": _l("A phone number has only digits, spaces and a + at the beginning. Check it."),
        "length": _l("The phone number is too short or too long. Check its digits."),
    }

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        return identifiers.parse_phone(text)

    def write(self, value: Any) -> str:
        """The number as people read it."""
        return identifiers.format_phone(value) if value else ""


class EmailField(CodeField):
    """An e-mail address."""

    default_missing = _l("Write the e-mail address.")
    default_autocomplete = "email"
    input_type = "email"
    input_mode = "email"
    reasons: ClassVar[Mapping[str, Words]] = {
        "form": _l("This is not an e-mail address. Write it whole, for example anna@example.org."),
    }

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        return identifiers.parse_email(text)


class IseeNumberField(CodeField):
    """The number of an ISEE declaration (DSU), as INPS gives it."""

    default_missing = _l("Write the number of the DSU. It is on the ISEE, at the top.")
    default_hint = _l("For example INPS-ISEE-2026-12345678A-00, at the top of the ISEE.")
    default_autocomplete = "off"
    reasons: ClassVar[Mapping[str, Words]] = {
        "prefix": _l("The number of the DSU begins with INPS-ISEE and the year. Check it."),
        "digits": _l("The number of the DSU has a digit too many or too few. Check it."),
        "letter": _l("The number of the DSU lacks the letter after the digits. Check it."),
        "form": _l("This is not the number of a DSU. Copy it from the top of the ISEE."),
    }

    def parse(self, text: str) -> str:
        """The normal form, or ``IdentifierInvalid``."""
        return identifiers.parse_dsu_number(text)
