"""Which days do not count as a last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.holidays import HolidayRule, national_holidays


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
