"""A desk says truly whether it is open, and when it opens next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal.catalogue.definitions import Desk
from portal.catalogue.holidays import is_public_holiday
from portal.catalogue.opening import Opening, next_opening, open_now, openings_on
from portal.platform.clock import ROME, rome_time


def desk(**changes: object) -> Desk:
    """A desk open on Monday morning and on Thursday, morning and afternoon."""
    facts: dict[str, object] = {
        "id": "costa",
        "name": "Sportello di Costa",
        "body": "comune-costa",
        "municipality": "999001",
        "address": "Via di Prova 1",
        "phone": "+39 000 0000000",
        "email": "sportello@prova.invalid",
        "hours": {"mon": ["09:00-12:30"], "thu": ["09:00-12:00", "15:00-17:30"]},
    }
    return Desk.model_validate(facts | changes)


def at(text: str) -> datetime:
    """A moment on an Italian clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME)


WEDNESDAYS = desk(hours={}, monthly=[{"week": 1, "day": "wed", "hours": "10:00-12:00"}])


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        (at("2026-11-23 08:59:59"), None),
        (at("2026-11-23 09:00"), time(12, 30)),
        (at("2026-11-23 12:29:59"), time(12, 30)),
        (at("2026-11-23 12:30"), None),
        (at("2026-11-24 10:00"), None),
        (at("2026-11-26 13:00"), None),
        (at("2026-11-26 17:00"), time(17, 30)),
    ],
)
def test_a_desk_is_open_from_its_first_minute_and_closed_from_its_last(
    moment: datetime, closes: time | None
) -> None:
    opening = open_now(desk(), moment)
    assert (opening.closes if opening else None) == closes


def test_the_hour_that_counts_is_that_of_italian_clocks_in_winter_and_in_summer() -> None:
    in_winter = rome_time(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    in_summer = rome_time(datetime(2026, 7, 20, 7, 0, tzinfo=UTC))
    assert open_now(desk(), in_winter) == Opening(date(2026, 11, 23), time(9), time(12, 30))
    assert open_now(desk(), in_summer) == Opening(date(2026, 7, 20), time(9), time(12, 30))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 6), True),  # Easter Monday
        (date(2026, 10, 4), True),  # Saint Francis, a holiday since 2026
        (date(2025, 10, 4), False),
        (date(2026, 12, 25), True),
        (date(2026, 11, 23), False),
    ],
)
def test_national_holidays_are_those_of_the_year(day: date, expected: bool) -> None:
    assert is_public_holiday(day, None) is expected


def test_on_the_day_of_the_patron_the_desks_of_that_body_are_closed() -> None:
    patron = date(2027, 8, 26)  # a Thursday
    assert openings_on(desk(), patron, "08-26") == []
    assert len(openings_on(desk(), patron, "11-13")) == 2
    assert len(openings_on(desk(), patron)) == 2


def test_a_holiday_that_falls_on_an_opening_day_moves_the_next_opening() -> None:
    on_easter_monday = at("2026-04-06 10:00")
    assert open_now(desk(), on_easter_monday) is None
    assert next_opening(desk(), on_easter_monday) == Opening(date(2026, 4, 9), time(9), time(12))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at("2026-11-26 08:00"), at("2026-11-26 09:00")),
        (at("2026-11-26 09:00"), at("2026-11-26 15:00")),
        (at("2026-11-26 15:00"), at("2026-11-30 09:00")),
    ],
)
def test_the_next_opening_has_not_begun_yet(moment: datetime, opens: datetime) -> None:
    found = next_opening(desk(), moment)
    assert found is not None
    assert datetime.combine(found.day, found.opens, ROME) == opens


def test_a_travelling_desk_is_there_on_the_first_wednesday_only() -> None:
    days = [date(2026, 12, n) for n in range(1, 32) if openings_on(WEDNESDAYS, date(2026, 12, n))]
    assert days == [date(2026, 12, 2)]


def test_when_the_first_wednesday_is_new_year_the_desk_comes_in_february() -> None:
    after_december = at("2024-12-05 09:00")
    assert next_opening(WEDNESDAYS, after_december) == Opening(date(2025, 2, 5), time(10), time(12))


def test_a_fifth_monday_is_waited_for_half_a_year_when_one_is_easter_monday() -> None:
    fifth = desk(hours={}, monthly=[{"week": 5, "day": "mon", "hours": "10:00-12:00"}])
    found = next_opening(fifth, at("2026-12-01 09:00"))
    assert found is not None
    assert found.day == date(2027, 5, 31)


def test_weekly_and_monthly_hours_of_one_day_stand_in_order() -> None:
    both = desk(monthly=[{"week": 4, "day": "mon", "hours": "07:30-08:30"}])
    assert [one.opens for one in openings_on(both, date(2026, 11, 23))] == [time(7, 30), time(9)]


def test_a_desk_without_hours_never_says_it_opens() -> None:
    assert next_opening(desk(hours={}), at("2026-11-23 09:00")) is None
