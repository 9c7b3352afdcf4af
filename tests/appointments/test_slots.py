"""Which hours can be booked: hours, holidays, notice, what is taken, and the days clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.appointments.slots import Taken, free_seats, free_slots, slots_on
from portal.catalogue.definitions import Booking, Desk, Monthly
from portal.platform import clock

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def desk(**changes: Any) -> Desk:
    known = {
        "id": "sportello",
        "name": "Sportello di prova",
        "body": "ente",
        "municipality": "008065",
        "address": "Via di Prova 1",
        "phone": "+39 000 000 0001",
        "email": "sportello@prova.invalid",
        "hours": {"mon": ("09:00-10:30",)},
        "appointments": Booking(minutes=30, capacity=1, notice_hours=24, days_ahead=14),
    }
    return Desk.model_validate({**known, **changes})


def hours(moments: list[datetime]) -> list[str]:
    return [f"{clock.rome_time(one):%d %H:%M}" for one in moments]


def test_each_slot_ends_before_the_desk_closes() -> None:
    assert hours(slots_on(desk(), MONDAY)) == ["30 09:00", "30 09:30", "30 10:00"]
    long = desk(appointments=Booking(minutes=60))
    assert hours(slots_on(long, MONDAY)) == ["30 09:00"]


def test_a_desk_without_appointments_has_no_slots() -> None:
    assert slots_on(desk(appointments=None), MONDAY) == []
    assert free_slots(desk(appointments=None), None, NOW) == []


def test_own_hours_for_appointments_replace_the_opening_hours() -> None:
    own = desk(
        monthly=(Monthly(week=5, day="mon", hours="15:00-16:00"),),
        appointments=Booking(hours={"mon": ("11:00-12:00",)}),
    )
    assert hours(slots_on(own, MONDAY)) == ["30 11:00", "30 11:30"]


def test_a_monthly_opening_can_be_booked() -> None:
    once = desk(hours={}, monthly=(Monthly(week=5, day="mon", hours="15:00-16:00"),))
    assert hours(slots_on(once, MONDAY)) == ["30 15:00", "30 15:30"]


@pytest.mark.parametrize(
    ("day", "patron"), [(date(2026, 12, 25), None), (date(2026, 12, 8), None), (MONDAY, "11-30")]
)
def test_nobody_is_seen_on_holidays_and_on_the_day_of_the_patron(
    day: date, patron: str | None
) -> None:
    every = desk(hours=dict.fromkeys(("mon", "tue", "fri"), ("09:00-10:00",)))
    assert slots_on(every, day, patron) == []
    assert slots_on(every, day + timedelta(days=7 if patron else 14), None)


def test_a_day_the_desk_is_closed_by_content_or_by_its_operators_is_left_out() -> None:
    assert slots_on(desk(closed_on=(MONDAY,)), MONDAY) == []
    left = free_slots(desk(), None, NOW, closed={MONDAY})
    assert {clock.rome_day(one) for one in left} == {date(2026, 12, 7)}


def test_notice_and_horizon_are_kept() -> None:
    late = datetime(2026, 11, 29, 8, 45, tzinfo=UTC)
    assert hours(free_slots(desk(), None, late))[:2] == ["30 10:00", "07 09:00"]
    assert clock.rome_day(free_slots(desk(), None, NOW)[-1]) <= date(2026, 12, 11)


def test_a_taken_hour_is_gone_and_one_with_a_seat_left_is_not() -> None:
    nine = slots_on(desk(), MONDAY)[0]
    taken = [Taken(nine, 30, 0)]
    assert nine not in free_slots(desk(), None, NOW, taken=taken)
    two = desk(appointments=Booking(capacity=2, days_ahead=14))
    assert nine in free_slots(two, None, NOW, taken=taken)
    assert free_seats(Booking(capacity=2), nine, taken) == [1]


def test_a_booking_of_an_older_grid_keeps_every_slot_it_touches() -> None:
    nine = slots_on(desk(), MONDAY)[0]
    left = free_slots(desk(), None, NOW, taken=[Taken(nine, 45, 0)])
    assert hours(left)[0] == "30 10:00"


def test_summer_time_neither_doubles_nor_loses_an_hour() -> None:
    night = desk(hours={"sun": ("01:30-04:00",)})
    spring, autumn = date(2028, 3, 26), date(2026, 10, 25)
    assert hours(slots_on(night, spring)) == ["26 01:30", "26 03:00", "26 03:30"]
    for day in (spring, autumn):
        found = slots_on(night, day)
        assert len(set(found)) == len(found)
        assert found == sorted(found)


def test_the_same_hour_is_another_moment_in_winter_and_in_summer() -> None:
    summer, winter = slots_on(desk(), date(2026, 7, 6))[0], slots_on(desk(), MONDAY)[0]
    assert (summer.hour, winter.hour) == (7, 8)
    assert hours([summer, winter]) == ["06 09:00", "30 09:00"]
