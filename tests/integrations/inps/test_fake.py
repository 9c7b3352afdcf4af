"""The fake INPS has every kind of day, and remembers what it was asked."""

from __future__ import annotations

import time
from datetime import date

import pytest

from portal.integrations.inps import (
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    IseeEnquiry,
    IseeNotFound,
)
from portal.integrations.inps.fake import FakeInps, Mood
from tests.support.people import ANNA, CARLA
from tests.support.registers import isee


def asks(fiscal_code: str = ANNA.fiscal_code, day: date = date(2026, 11, 23)) -> IseeEnquiry:
    return IseeEnquiry(fiscal_code, day, "A2.07", "AC7K492M")


def inps() -> FakeInps:
    return FakeInps({ANNA.fiscal_code: isee()}, delay=0.2)


def test_it_knows_an_isee_until_its_last_day() -> None:
    fake = inps()
    assert fake.read_isee(asks()) == isee()
    with pytest.raises(IseeNotFound):
        fake.read_isee(asks(day=date(2027, 1, 1)))
    with pytest.raises(IseeNotFound):
        fake.read_isee(asks(CARLA.fiscal_code))
    assert len(fake.asked) == 3


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (Mood.DOWN, InpsUnavailable), (Mood.REFUSES, InpsRefused), (Mood.NONSENSE, InpsNonsense),
    ],
)  # fmt: skip
def test_bad_days(mood: Mood, error: type[Exception]) -> None:
    fake = inps()
    fake.mood = mood
    with pytest.raises(error):
        fake.read_isee(asks())


def test_a_slow_day_answers_in_the_end_and_another_finds_differences() -> None:
    fake = inps()
    fake.mood = Mood.SLOW
    began = time.monotonic()
    assert not fake.read_isee(asks()).differences
    assert time.monotonic() - began >= 0.2
    fake.mood = Mood.DIFFERENCES
    assert fake.read_isee(asks()).differences
