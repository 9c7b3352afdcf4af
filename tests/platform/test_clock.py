"""A moment becomes a legal day in Italy, in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.platform import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 7, 1, 0, 0, tzinfo=clock.ROME), date(2026, 7, 1)),
    ],
)
def test_the_legal_day_is_italys(moment: datetime, day: date) -> None:
    assert clock.rome_day(moment) == day
    with clock.freeze(moment):
        assert clock.today() == day


def test_a_frozen_clock_stands_and_goes_on_afterwards() -> None:
    moment = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    with clock.freeze(moment):
        assert clock.now() == clock.now() == moment
        assert clock.after(minutes=15) == datetime(2026, 3, 31, 22, 45, tzinfo=UTC)
        with clock.freeze(datetime(2027, 1, 1, tzinfo=UTC)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.now() == moment
    assert clock.now() != moment


def test_the_clock_speaks_utc_and_the_wall_speaks_italian() -> None:
    assert clock.now().tzinfo is UTC
    with clock.freeze(datetime(2026, 7, 1, 12, 0, tzinfo=clock.ROME)):
        assert clock.now().hour == 10
        assert clock.rome_time(clock.now()).hour == 12
