"""Turns what people type into values: tidy text, days, amounts. Pure: no database, no page."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import get_month_names

from portal.platform.i18n import lazy_gettext as _l

#: A str, or a lazy translation that becomes one when it is shown.
Words = Any

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_AMOUNT = 99_999_999_99

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")
_CURRENCY = re.compile(r"€|\beuro?\b|['’\s]", re.IGNORECASE)
_ITALIAN_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,(\d{1,2}))?")
_ENGLISH_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+\.(\d{1,2})")
_PLAIN = re.compile(r"\d+(?:[.,](\d{1,2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class PartProblem(ValueError):
    """One of the boxes of an answer is wrong; ``parts`` names which."""

    def __init__(self, message: Words, parts: Sequence[str]) -> None:
        super().__init__(message)
        self.parts = tuple(parts)


def tidy_line(text: str) -> str:
    """One line as people meant it: composed characters, single spaces, nothing invisible."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(_CONTROLS.sub(" ", composed).split())


def tidy_paragraphs(text: str) -> str:
    """Text over several lines: line breaks are kept, at most one empty line between paragraphs."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [tidy_line(line) for line in composed.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def searchable(text: str) -> str:
    """Text without case, accents and punctuation, to compare what was typed with a list."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def read_amount(text: str) -> int:
    """Euro as people write them, in cents: "1.234,50", "1234.5" and "€ 1.234" are understood.

    Raises:
        ValueError: with the sentence to show.
    """
    bare = _CURRENCY.sub("", tidy_line(text))
    if bare.startswith("-"):
        raise ValueError(
            _l("The amount cannot be less than zero. Write it without the minus sign.")
        )
    for form in (_ITALIAN_GROUPS, _ENGLISH_GROUPS, _PLAIN):
        found = form.fullmatch(bare)
        if found:
            cents = (found[1] or "").ljust(2, "0")
            whole = bare[: found.start(1) - 1] if found[1] else bare
            amount = int(re.sub(r"\D", "", whole)) * 100 + int(cents)
            if amount > LARGEST_AMOUNT:
                raise ValueError(_l("The amount is too large. Check the number of digits."))
            return amount
    raise ValueError(
        _l("We cannot read this amount. Write only digits, for example 1.234,50 or 1234,50.")
    )


_MOST_DIGITS = 18


def read_number(text: str, smallest: int, largest: int) -> int:
    """A whole number between two limits, both allowed.

    Raises:
        ValueError: with the sentence to show.
    """
    bare = text.replace(" ", "")
    # Python itself refuses to read thousands of digits, in words of its own.
    is_number = bare.isdecimal() and len(bare) <= _MOST_DIGITS
    if not is_number or not smallest <= int(bare) <= largest:
        raise ValueError(
            _l(
                "Write a whole number from %(smallest)d to %(largest)d, in digits.",
                smallest=smallest,
                largest=largest,
            )
        )
    return int(bare)


def write_amount(cents: int) -> str:
    """An amount as Italian paper writes it: 123450 is "1.234,50"."""
    whole = f"{cents // 100:,}".replace(",", ".")
    return f"{whole},{cents % 100:02d}"


def read_day(day: str, month: str, year: str) -> date:
    """A day from its three boxes; the month may also be a name, in any language we can read.

    Raises:
        PartProblem: with the sentence to show and the boxes that are wrong.
    """
    typed = {"day": tidy_line(day), "month": tidy_line(month), "year": tidy_line(year)}
    empty = [part for part, text in typed.items() if not text]
    if empty:
        raise PartProblem(_l("The date is not complete. Write day, month and year."), empty)
    numbers = {
        "day": _number(typed["day"]),
        "month": _month(typed["month"]),
        "year": _number(typed["year"]),
    }
    unread = [part for part, number in numbers.items() if number is None]
    if unread:
        raise PartProblem(_l("Write the date in digits, for example 27 3 1985."), unread)
    return _real_day(numbers["day"] or 0, numbers["month"] or 0, numbers["year"] or 0)


def read_iso_day(text: str) -> date:
    """A day written as 1985-03-27; the same problems as ``read_day``."""
    found = _ISO.fullmatch(tidy_line(text))
    if not found:
        raise PartProblem(
            _l("Write the date in digits, for example 27 3 1985."), ("day", "month", "year")
        )
    return read_day(found[3], found[2], found[1])


def _number(text: str) -> int | None:
    # isdecimal also takes Arabic digits, and int() reads them.
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _month(text: str) -> int | None:
    if text.isdecimal():
        return _number(text)
    return _month_names().get(searchable(text))


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("it", "en", "fr", "de", "es", "ro", "sq"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names.setdefault(searchable(name), number)
    return names


def _real_day(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise PartProblem(_l("The month is a number from 1 to 12. Check it."), ("month",))
    if year < 100:
        raise PartProblem(_l("Write the year with four digits, for example 1985."), ("year",))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PartProblem(_l("The year does not look right. Check its four digits."), ("year",))
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise PartProblem(
            _l(
                "This day does not exist: month %(month)d of %(year)d has %(days)d days.",
                month=month,
                year=year,
                days=days,
            ),
            ("day",),
        )
    return date(year, month, day)
