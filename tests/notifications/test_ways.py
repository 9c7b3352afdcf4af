"""The order of the ways: what the person wants first, the next only when one failed, none twice."""

from __future__ import annotations

import pytest

from portal.notifications.channels import USUAL, Channel, Choices, Delicate, ways
from portal.notifications.quiet import HoursUnclear, QuietHours, is_urgent
from portal.platform import clock

EVERY = frozenset(Channel)


def test_e_mail_is_first_and_paper_last_where_nothing_was_chosen() -> None:
    assert ways(Choices(), EVERY) == USUAL
    assert (USUAL[0], USUAL[-1]) == (Channel.EMAIL, Channel.LETTER)


def test_what_was_chosen_comes_first_and_what_was_refused_never() -> None:
    chosen = Choices(first=Channel.SMS, refused=frozenset({Channel.APP}))
    assert ways(chosen, EVERY) == (Channel.SMS, Channel.EMAIL, Channel.LETTER)


def test_only_ways_with_an_address_are_taken() -> None:
    assert ways(Choices(), {Channel.LETTER, Channel.SMS}) == (Channel.SMS, Channel.LETTER)
    assert ways(Choices(), set()) == ()


def test_an_e_mail_that_comes_back_is_tried_last() -> None:
    order = ways(Choices(), EVERY, is_doubtful=True)
    assert order == (Channel.APP, Channel.SMS, Channel.LETTER, Channel.EMAIL)


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [(Delicate.NOTHING, ()), (Delicate.EMAIL, (Channel.EMAIL,)), (Delicate.ALL, USUAL)],
)
def test_delicate_matters_leave_only_as_far_as_was_asked(
    wanted: Delicate, taken: tuple[Channel, ...]
) -> None:
    assert ways(Choices(delicate=wanted), EVERY, is_discreet=True) == taken
    loud = Choices(first=Channel.SMS, delicate=Delicate.EMAIL)
    assert Channel.SMS not in ways(loud, EVERY, is_discreet=True)


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-11-27T19:59:00+00:00", None),
        ("2026-11-27T20:00:00+00:00", "2026-11-28T07:00:00+00:00"),
        ("2026-11-28T06:59:00+00:00", "2026-11-28T07:00:00+00:00"),
        ("2026-11-28T07:00:00+00:00", None),
        # In the night the clocks go back, and in summer Rome is two hours ahead.
        ("2026-10-24T21:00:00+00:00", "2026-10-25T07:00:00+00:00"),
        ("2026-07-01T19:00:00+00:00", "2026-07-02T06:00:00+00:00"),
    ],
)
def test_nobodys_phone_rings_between_nine_and_eight_in_rome(moment: str, ends: str | None) -> None:
    hours = QuietHours.read("21-8")
    assert hours is not None
    found = hours.until(clock.datetime.fromisoformat(moment))
    assert found == (clock.datetime.fromisoformat(ends) if ends else None)


def test_quiet_may_lie_within_a_day_or_not_be_at_all() -> None:
    hours = QuietHours.read("13-15")
    assert hours is not None
    noon = clock.datetime.fromisoformat("2026-11-27T12:30:00+00:00")
    assert hours.until(noon) == clock.datetime.fromisoformat("2026-11-27T14:00:00+00:00")
    assert QuietHours.read("") is None


@pytest.mark.parametrize("text", ["21", "9-9", "24-8", "a-b", "21-8-9", "٢١-٨"])
def test_hours_that_are_none_stop_the_start(text: str) -> None:
    with pytest.raises(HoursUnclear):
        QuietHours.read(text)


def test_a_day_of_ones_own_is_urgent_when_it_is_near() -> None:
    late = clock.datetime.fromisoformat("2026-11-27T22:30:00+00:00")
    today = clock.rome_day(late)
    assert today.isoformat() == "2026-11-27"
    near = {n: is_urgent(today + clock.timedelta(days=n), late) for n in (-1, 0, 1, 2)}
    assert near == {-1: False, 0: True, 1: True, 2: False}
    assert not is_urgent(None, late)
