"""The thirteen states: what follows what, by whose hand, and how the way is drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases import timeline
from portal.cases.timeline import CaseStatus, Milestone, Mover, Phase, Position, Task

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PICTOGRAMS = Path(__file__).resolve().parents[2] / "static" / "pictograms"


def reached_from(status: CaseStatus) -> set[CaseStatus]:
    seen: set[CaseStatus] = set()
    waiting = [status]
    while waiting:
        for to in timeline.MOVES[waiting.pop()]:
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    return seen


def test_there_are_thirteen_states_and_each_can_be_reached_from_a_draft():
    assert len(CaseStatus) == 13
    assert set(timeline.STATES) == set(timeline.MOVES) == set(CaseStatus)
    assert reached_from(CaseStatus.DRAFT) == set(CaseStatus) - {CaseStatus.DRAFT}


def test_every_case_can_end():
    for status in CaseStatus:
        ends = {to for to in reached_from(status) | {status} if timeline.is_final(to)}
        assert ends, f"nothing ends a case that is {status}"


@pytest.mark.parametrize(
    ("status", "to", "mover", "may"),
    [
        ("draft", "sent", "citizen", True),
        ("draft", "sent", "officer", False),
        ("draft", "sent", "system", False),
        ("sent", "in_charge", "officer", True),
        ("sent", "in_charge", "citizen", False),
        ("sent", "accepted", "officer", False),
        ("in_charge", "refused", "officer", False),
        ("assessment", "refused", "officer", False),
        ("refusal_notice", "refused", "officer", True),
        ("refusal_notice", "refused", "system", False),
        ("ranking", "refused", "officer", True),
        ("needs_something", "in_charge", "citizen", True),
        ("needs_something", "in_charge", "system", True),
        ("waiting_other_body", "withdrawn", "citizen", True),
        ("in_charge", "withdrawn", "officer", False),
        ("refused", "in_charge", "officer", True),
        ("closed", "in_charge", "officer", False),
        ("withdrawn", "sent", "citizen", False),
        ("sent", "draft", "citizen", False),
    ],
)
def test_who_may_move_a_case_where(status, to, mover, may):
    assert timeline.can_move(CaseStatus(status), CaseStatus(to), Mover(mover)) is may


def test_a_refusal_comes_only_after_a_notice_or_a_ranking():
    before = {status for status, moves in timeline.MOVES.items() if CaseStatus.REFUSED in moves}
    assert before == {CaseStatus.REFUSAL_NOTICE, CaseStatus.RANKING}


def test_a_citizen_may_withdraw_as_long_as_an_answer_is_owed():
    for status in CaseStatus:
        withdraw = timeline.can_move(status, CaseStatus.WITHDRAWN, Mover.CITIZEN)
        assert withdraw or not timeline.is_open(status), status


def test_the_moves_on_offer_are_those_allowed():
    for status in CaseStatus:
        for mover in Mover:
            offered = set(timeline.moves_of(status, mover))
            assert offered == {to for to in CaseStatus if timeline.can_move(status, to, mover)}


def test_a_case_is_open_until_it_is_decided_or_withdrawn():
    closed = {status for status in CaseStatus if not timeline.is_open(status)}
    assert closed == {
        CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.ACTIVE,
        CaseStatus.CLOSED, CaseStatus.WITHDRAWN,
    }  # fmt: skip


def test_the_citizen_has_something_to_do_in_three_states_only():
    tasks = {s: timeline.STATES[s].task for s in CaseStatus if timeline.action_required(s)}
    assert tasks == {
        CaseStatus.DRAFT: Task.FINISH_AND_SEND,
        CaseStatus.NEEDS_SOMETHING: Task.GIVE_WHAT_IS_MISSING,
        CaseStatus.REFUSAL_NOTICE: Task.ANSWER_THE_NOTICE,
    }
    for status in (CaseStatus.NEEDS_SOMETHING, CaseStatus.REFUSAL_NOTICE):
        assert timeline.STATES[status].phase is Phase.SUSPENDED_FOR_CITIZEN


def test_every_state_has_a_drawing_of_ours_and_a_known_tone():
    for status, state in timeline.STATES.items():
        assert (PICTOGRAMS / f"{state.pictogram}.svg").is_file(), status
        assert state.tone in {"", "info", "wait", "good", "stop"}


def test_what_comes_next_never_promises_how_it_ends():
    assert not {milestone.value for milestone in Milestone} & {"accepted", "refused"}
    for status in CaseStatus:
        assert (timeline.next_of(status) is None) == (
            status
            in {CaseStatus.REFUSED, CaseStatus.ACTIVE, CaseStatus.CLOSED, CaseStatus.WITHDRAWN}
        )


def test_the_way_shows_what_was_what_is_and_what_comes():
    way = timeline.lay_out(
        [
            (CaseStatus.IN_CHARGE, START + timedelta(days=2)),
            (CaseStatus.DRAFT, START),
            (CaseStatus.SENT, START + timedelta(days=1)),
        ]
    )
    assert [(one.position, one.status or one.milestone) for one in way] == [
        (Position.DONE, CaseStatus.DRAFT),
        (Position.DONE, CaseStatus.SENT),
        (Position.NOW, CaseStatus.IN_CHARGE),
        (Position.NEXT, Milestone.ASSESSMENT),
        (Position.NEXT, Milestone.DECISION),
    ]


def test_two_moves_in_one_moment_keep_their_order():
    way = timeline.lay_out([(CaseStatus.SENT, START), (CaseStatus.WITHDRAWN, START)])
    assert [one.status for one in way] == [CaseStatus.SENT, CaseStatus.WITHDRAWN]
    assert timeline.lay_out([]) == ()


@given(st.data())
def test_on_any_way_there_is_one_now_and_nothing_comes_after_the_end(data):
    status, history = CaseStatus.DRAFT, [(CaseStatus.DRAFT, START)]
    for step in range(data.draw(st.integers(0, 12))):
        if timeline.is_final(status):
            break
        status = data.draw(st.sampled_from(sorted(timeline.MOVES[status])))
        history.append((status, START + timedelta(hours=step + 1)))
    way = timeline.lay_out(history)
    assert [one.status for one in way if one.position is Position.NOW] == [status]
    assert len([one for one in way if one.position is Position.DONE]) == len(history) - 1
    assert any(one.position is Position.NEXT for one in way) == (
        timeline.next_of(status) is not None
    )
