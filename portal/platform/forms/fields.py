"""Fields answered in one box: text, numbers, amounts."""

from __future__ import annotations

from typing import Any

from portal.platform.forms.component import ComponentField
from portal.platform.forms.reading import (
    Words,
    read_amount,
    read_number,
    tidy_line,
    tidy_paragraphs,
    write_amount,
)
from portal.platform.forms.validators import LengthUntil
from portal.platform.i18n import lazy_gettext as _l

LINE_LENGTH = 200
PARAGRAPHS_LENGTH = 2000


class TextField(ComponentField):
    """One line of text, tidied; ``max_length`` counts characters. ``focus``: typing begins here when the
    page opens, for what is typed by a reader of cards."""

    component = "components/fields/text.html"

    def __init__(
        self,
        label: Words,
        *,
        max_length: int = LINE_LENGTH,
        input_mode: str = "",
        language: str = "",
        focus: bool = False,
        **options: Any,
    ) -> None:
        validators = [*options.pop("validators", ()), LengthUntil(max_length)]
        super().__init__(label, validators=validators, **options)
        self.focus = focus
        self.max_length = max_length
        self.mode = input_mode or self.input_mode
        self.language = language

    def read(self, typed: list[Any]) -> str | None:
        """The line without what nobody meant to type."""
        return tidy_line(typed[0]) if typed else None


class LongTextField(ComponentField):
    """Several lines of text; says how long it may be, and never cuts what was typed."""

    component = "components/fields/long_text.html"

    def __init__(
        self,
        label: Words,
        *,
        max_length: int = PARAGRAPHS_LENGTH,
        rows: int = 5,
        language: str = "",
        **options: Any,
    ) -> None:
        hint = options.pop("hint", None)
        length = _l("At most %(count)d characters.", count=max_length)
        validators = [*options.pop("validators", ()), LengthUntil(max_length)]
        super().__init__(label, hint=hint or length, validators=validators, **options)
        self.length_hint = length if hint else ""
        self.max_length = max_length
        self.rows = rows
        self.language = language

    def read(self, typed: list[Any]) -> str | None:
        """The text with its line breaks, all of one kind."""
        return tidy_paragraphs(typed[0]) if typed else None


class HiddenField(ComponentField):
    """A value that travels with the form and is never shown."""

    component = "components/fields/hidden.html"

    def __init__(self, **options: Any) -> None:
        super().__init__("", required=options.pop("required", False), **options)


class MoneyField(TextField):
    """An amount in euro; ``data`` is whole cents."""

    default_missing = _l("Write the amount, for example 1.234,50. Write 0 if there is none.")
    default_hint = _l("In euro, for example 1.234,50.")
    input_mode = "decimal"
    is_code = True

    def __init__(self, label: Words, **options: Any) -> None:
        super().__init__(label, **options)
        # The limit of length is for text; an amount has its own.
        self.validators = [rule for rule in self.validators if not isinstance(rule, LengthUntil)]

    def read(self, typed: list[Any]) -> Any:
        """Cents, from Italian or English writing."""
        text = tidy_line(typed[0]) if typed else ""
        return read_amount(text) if text else None

    def write(self, value: Any) -> str:
        """The amount as Italian paper writes it."""
        return "" if value is None else write_amount(value)


class NumberField(TextField):
    """A whole number between two limits, both allowed; ``data`` is an int."""

    default_missing = _l("Write the number in digits.")
    input_mode = "numeric"
    is_code = True

    def __init__(
        self, label: Words, *, smallest: int = 0, largest: int = 999_999, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.smallest = smallest
        self.largest = largest
        self.validators = [rule for rule in self.validators if not isinstance(rule, LengthUntil)]

    def read(self, typed: list[Any]) -> Any:
        """The number, if it is within the limits."""
        text = tidy_line(typed[0]) if typed else ""
        return read_number(text, self.smallest, self.largest) if text else None
