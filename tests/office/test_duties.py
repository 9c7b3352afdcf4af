"""What an officer may do today: the order of the work, and what must wait."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.cases.legal_clock.clock_events import NoticeOfRefusal, Observations, Resumed, Suspended
from portal.cases.legal_clock.deadlines import Clock
from portal.cases.timeline import CaseStatus, is_final
from portal.office.duties import Act, Offered, is_open, offered
from portal.office.words import ACT, DONE

ARRIVED = date(2026, 3, 2)
FRESH = Clock(received_on=ARRIVED)


def acts(status: CaseStatus, clock: Clock = FRESH, today: date = ARRIVED) -> list[Act]:
    return [one.act for one in offered(status, clock, today) if one.is_open]


def test_a_new_case_is_taken_in_charge_before_anything_is_decided() -> None:
    assert acts(CaseStatus.SENT) == [Act.TAKE, Act.WRITE]


def test_in_charge_everything_but_the_refusal_is_open() -> None:
    assert acts(CaseStatus.IN_CHARGE) == [
        Act.ASK, Act.DOCUMENTS, Act.WAIT, Act.ASSESS, Act.RANK, Act.ACCEPT, Act.ANNOUNCE, Act.CLOSE,
        Act.WRITE,
    ]  # fmt: skip


def test_what_follows_a_yes_and_a_no() -> None:
    assert acts(CaseStatus.ACCEPTED) == [Act.ACTIVATE, Act.CLOSE, Act.WRITE]
    assert acts(CaseStatus.ACTIVE) == [Act.CLOSE, Act.WRITE]
    assert acts(CaseStatus.REFUSED) == [Act.REOPEN, Act.WRITE]


def test_the_clock_is_stopped_only_once() -> None:
    asked = FRESH.after(Suspended(ARRIVED)).after(Resumed(ARRIVED + timedelta(days=3)))
    assert Act.ASK not in acts(CaseStatus.IN_CHARGE, asked)
    assert Offered(Act.ASK, is_open=False) in offered(CaseStatus.IN_CHARGE, asked, ARRIVED)


def test_the_office_goes_on_without_an_answer_only_after_the_last_day() -> None:
    asked = FRESH.after(Suspended(ARRIVED, date(2026, 3, 12)))
    waiting = offered(CaseStatus.NEEDS_SOMETHING, asked, date(2026, 3, 12))
    assert waiting[0] == Offered(Act.GO_ON, is_open=False, from_day=date(2026, 3, 13))
    assert is_open(Act.GO_ON, CaseStatus.NEEDS_SOMETHING, asked, date(2026, 3, 13))


@pytest.mark.parametrize(
    ("today", "may"),
    [(date(2026, 3, 2), False), (date(2026, 3, 12), False), (date(2026, 3, 13), True)],
)
def test_a_refusal_waits_for_the_ten_days(today: date, may: bool) -> None:
    announced = FRESH.after(NoticeOfRefusal(ARRIVED))
    (refusal,) = (
        one for one in offered(CaseStatus.REFUSAL_NOTICE, announced, today) if one.act is Act.REFUSE
    )
    assert refusal.is_open is may
    assert refusal.from_day == (None if may else date(2026, 3, 13))


def test_a_refusal_is_open_as_soon_as_the_person_has_answered() -> None:
    answered = FRESH.after(NoticeOfRefusal(ARRIVED)).after(Observations(date(2026, 3, 4)))
    assert is_open(Act.REFUSE, CaseStatus.REFUSAL_NOTICE, answered, date(2026, 3, 4))


def test_without_an_announcement_nothing_is_refused_but_in_a_ranking() -> None:
    assert is_open(Act.REFUSE, CaseStatus.RANKING, FRESH, ARRIVED)
    for status in set(CaseStatus) - {CaseStatus.RANKING}:
        assert not is_open(Act.REFUSE, status, FRESH, date(2027, 1, 1)), status


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.WITHDRAWN])
def test_what_is_over_offers_nothing(status: CaseStatus) -> None:
    assert offered(status, FRESH, ARRIVED) == ()


def test_who_wants_help_with_everything_is_not_waited_for() -> None:
    asked = FRESH.after(Suspended(ARRIVED, date(2026, 3, 12)))
    status = CaseStatus.NEEDS_SOMETHING
    assert not is_open(Act.GO_ON, status, asked, ARRIVED)
    assert is_open(Act.GO_ON, status, asked, ARRIVED, wants_help=True)


_STOOD = FRESH.after(Suspended(ARRIVED, date(2026, 3, 12)))
_RAN_ON = _STOOD.after(Resumed(date(2026, 3, 5)))
_ANNOUNCED = FRESH.after(NoticeOfRefusal(ARRIVED))


@pytest.mark.parametrize("clock", [FRESH, _STOOD, _RAN_ON, _ANNOUNCED])
@pytest.mark.parametrize(
    "status",
    [one for one in CaseStatus if one is not CaseStatus.DRAFT and not is_final(one)],
)
def test_no_state_is_a_dead_end(status: CaseStatus, clock: Clock) -> None:
    """Whatever stopped the clock before, within two months the office can move the case on."""
    if status is CaseStatus.REFUSAL_NOTICE and clock is not _ANNOUNCED:
        clock = clock.after(NoticeOfRefusal(date(2026, 3, 6)))
    days = [ARRIVED + timedelta(days=n) for n in range(60)]
    moving = {act for day in days for act in acts(status, clock, day)} - {Act.WRITE}
    assert moving
    assert all(act in DONE and act in ACT for act in moving)
