"""Which days do not count as a last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.holidays import HolidayRule, national_holidays


def test_holidays_know_easter_monday_and_the_fourth_of_october():
    assert date(2026, 4, 6) in national_holidays(2026)
    assert date(2026, 10, 4) in national_holidays(2026)
    assert date(2025, 10, 4) not in national_holidays(2025)


@pytest.mark.parametrize("patron", ["8-26", "13-01", "02-30", "patron"])
def test_a_patrons_day_that_is_no_day_is_refused(patron):
    with pytest.raises(ValueError):
        HolidayRule(patron)


def test_the_rule_is_stored_with_the_case():
    rule = HolidayRule("08-26", moves_office=True)
    assert HolidayRule.from_data(rule.as_data()) == rule


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_a_last_day_is_never_a_holiday(any_day):
    rule = HolidayRule("08-26")
    assert not rule.is_holiday(rule.citizen_day(any_day))
    assert any_day <= rule.citizen_day(any_day) <= any_day + timedelta(days=4)


WORKING = HolidayRule(counts_working_days=True, saturday_works=False)


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2026-03-02", 5, "2026-03-09"),  # over one weekend
        ("2026-04-01", 5, "2026-04-09"),  # Easter Monday is none
        ("2026-10-01", 2, "2026-10-05"),  # Friday, then over Saint Francis on a Sunday
        ("2027-10-01", 1, "2027-10-05"),  # Saint Francis on a Monday
        ("2026-03-07", 1, "2026-03-09"),  # received on a Saturday
        ("2026-03-02", 0, "2026-03-02"),
    ],
)
def test_a_body_may_promise_working_days(received, term, due):
    assert WORKING.last_day(date.fromisoformat(received), term) == date.fromisoformat(due)


def test_saturday_works_unless_the_body_says_otherwise():
    saturday = date(2026, 3, 7)
    assert HolidayRule(counts_working_days=True).last_day(date(2026, 3, 6), 1) == saturday
    assert WORKING.last_day(date(2026, 3, 6), 1) == date(2026, 3, 9)


def test_a_rule_stored_before_there_were_working_days_reads_as_it_was():
    assert HolidayRule.from_data({"patron": "08-26"}) == HolidayRule("08-26")


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 60), st.booleans())
def test_counting_forward_and_back_gives_the_same_days(start, count, working):
    rule = HolidayRule("08-26", counts_working_days=working)
    end = rule.advance(start, count)
    assert rule.counted(start + timedelta(days=1), end + timedelta(days=1)) == count
