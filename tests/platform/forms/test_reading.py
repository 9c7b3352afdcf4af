"""What people type, read: amounts and days in every writing we meet."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.platform import identifiers
from portal.platform.forms import codes
from portal.platform.forms.reading import (
    PartProblem,
    read_amount,
    read_day,
    read_iso_day,
    searchable,
    tidy_line,
    tidy_paragraphs,
    write_amount,
)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.234,50", 123450),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("12.345", 1234500),
        ("1.50", 150),
        ("1,5", 150),
        ("0,07", 7),
        ("EUR 12", 1200),
        ("12 euro", 1200),
        ("1'234,50", 123450),
        ("1 234,50 €", 123450),
        ("99.999.999,99", 99_999_999_99),
    ],
)
def test_an_amount_is_read_in_cents(typed: str, cents: int) -> None:
    assert read_amount(typed) == cents


@pytest.mark.parametrize("typed", ["1,234", "1.23.4", "12,345,6", "abc", "1e3", "-5", "1.2345"])
def test_an_amount_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_amount(typed)


@given(st.integers(min_value=0, max_value=99_999_999_99))
def test_every_amount_is_read_back_as_it_was_written(cents: int) -> None:
    assert read_amount(write_amount(cents)) == cents


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_back_as_it_was_written(day: date) -> None:
    assert read_iso_day(day.isoformat()) == day
    assert read_day(str(day.day), str(day.month), str(day.year)) == day


@pytest.mark.parametrize(
    ("month", "number"),
    [("marzo", 3), ("Mar", 3), ("March", 3), ("März", 3), ("marzec", None), ("août", 8)],
)
def test_a_month_may_be_written_in_words(month: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(PartProblem) as problem:
            read_day("1", month, "2026")
        assert problem.value.parts == ("month",)
    else:
        assert read_day("1", month, "2026").month == number


@pytest.mark.parametrize(
    ("day", "month", "year", "part"),
    [
        ("31", "4", "2026", "day"),
        ("29", "2", "2025", "day"),
        ("0", "1", "2026", "day"),
        ("1", "0", "2026", "month"),
        ("1", "1", "1726", "year"),
        ("1", "1", "", "year"),
        ("x", "1", "2026", "day"),
    ],
)
def test_a_day_that_is_wrong_says_in_which_box(day: str, month: str, year: str, part: str) -> None:
    with pytest.raises(PartProblem) as problem:
        read_day(day, month, year)
    assert problem.value.parts == (part,)


def test_text_loses_only_what_nobody_meant() -> None:
    assert tidy_line(" D\u2019Amico\u00a0 Nicolo\u0300\n") == "D\u2019Amico Nicolò"
    assert tidy_paragraphs("a\r\n\r\n\r\n\r\nb \x00c") == "a\n\nb c"
    assert searchable("  San  GERMANO-Chisòne ") == "san germano chisone"


FIELDS = {
    "fiscal_code": codes.FiscalCodeField,
    "iban": codes.IbanField,
    "phone": codes.PhoneField,
    "email": codes.EmailField,
    "dsu_number": codes.IseeNumberField,
}


def test_every_reason_a_code_can_be_refused_for_has_its_words(forms_app: Flask) -> None:
    assert set(FIELDS) == set(identifiers.CODES)
    for kind, reasons in identifiers.CODES.items():
        assert reasons <= set(FIELDS[kind].reasons), f"{kind}: give words to every reason."
