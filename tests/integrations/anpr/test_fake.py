"""The fake civic register has every kind of day, and remembers who was looked up."""

from __future__ import annotations

import time

import pytest

from portal.integrations.anpr import (
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    PersonUnknown,
)
from portal.integrations.anpr.fake import FakeAnpr, Mood
from tests.support.people import ANNA, CARLA
from tests.support.registers import resident

ASKED = Enquiry(ANNA.fiscal_code, "scopo", "AC7K492M")


def register() -> FakeAnpr:
    return FakeAnpr({ANNA.fiscal_code: resident()}, delay=0.2)


def test_it_knows_who_lives_here_and_nobody_else() -> None:
    fake = register()
    assert fake.look_up(ASKED) == resident()
    with pytest.raises(PersonUnknown):
        fake.look_up(Enquiry(CARLA.fiscal_code, "scopo", "AC7K492M"))
    assert [one.fiscal_code for one in fake.asked] == [ANNA.fiscal_code, CARLA.fiscal_code]


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (Mood.DOWN, AnprUnavailable), (Mood.REFUSES, AnprRefused), (Mood.NONSENSE, AnprNonsense),
    ],
)  # fmt: skip
def test_bad_days(mood: Mood, error: type[Exception]) -> None:
    fake = register()
    fake.mood = mood
    with pytest.raises(error):
        fake.look_up(ASKED)


def test_a_slow_day_answers_in_the_end() -> None:
    fake = register()
    fake.mood = Mood.SLOW
    began = time.monotonic()
    assert fake.look_up(ASKED) == resident()
    assert time.monotonic() - began >= 0.2
