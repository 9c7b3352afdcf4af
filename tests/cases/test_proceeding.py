"""Every state is reached by an act, by the hands that may, and by no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases import queries, timeline
from portal.cases.actions import conversation, handing_back, handling, proceeding, reviewing
from portal.cases.actions.locking import SomebodyElse
from portal.cases.actions.proceeding import DayTooEarly, WordsNeeded
from portal.cases.actions.reviewing import ReviewTooLate
from portal.cases.events import NotNow, move
from portal.cases.legal_clock.term import ClockStands
from portal.cases.models import Author
from portal.cases.timeline import Assessment, CaseStatus, Mover, Queue
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import Filing, find
from tests.support.people import OLGA, OTTO, Somebody, acting

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINA = Somebody("Lina", "Ufficini", "", "1990-08-08", "lina@prova.invalid", OLGA.roles)
S = CaseStatus


class Work:
    """A case of Anna, and who acts on it, each act in its own transaction on a chosen day."""

    def __init__(self, app: Flask, filing: Filing, anna: Actor, olga: Actor) -> None:
        self.app, self.filing, self.anna, self.olga = app, filing, anna, olga
        with clock.freeze(MONDAY):
            self.reference = filing.sent(anna)

    def do(
        self, act: Callable[..., object], *given: object, by: Actor | None = None, after: int = 0
    ) -> None:
        with clock.freeze(MONDAY + timedelta(days=after)), self.filing.write():
            act(self.filing.keyring, by or self.olga, self.reference, *given)

    def fact(self, name: str) -> Any:
        return self.filing.fact(self.reference, name)

    def bring_to(self, status: CaseStatus) -> None:
        """By the acts people have, never by writing the column."""
        for act, given, after in WAYS[status]:
            by = self.anna if act is conversation.withdraw_case else self.olga
            self.do(act, *given, by=by, after=after)
        assert self.fact("status") is status

    def told(self) -> list[str]:
        with self.filing.read() as session:
            return list(session.scalars(select(Notification.event).order_by(Notification.id)))


Way = list[tuple[Callable[..., object], tuple[Any, ...], int]]
_TAKEN: Way = [(handling.take_charge, (), 0)]
_ANNOUNCED: Way = [*_TAKEN, (handling.announce_refusal, ("Il reddito.",), 0)]
_ACCEPTED: Way = [*_TAKEN, (handling.accept, ("Si comincia.",), 0)]
WAYS: dict[CaseStatus, Way] = {
    S.SENT: [],
    S.IN_CHARGE: _TAKEN,
    S.NEEDS_SOMETHING: [*_TAKEN, (handling.ask_for_something, ("Una firma.", 10), 0)],
    S.WAITING_OTHER_BODY: [*_TAKEN, (proceeding.wait_for_other_body, ("ASL di Prova",), 0)],
    S.ASSESSMENT: [*_TAKEN, (proceeding.start_assessment, (), 0)],
    S.REFUSAL_NOTICE: _ANNOUNCED,
    S.RANKING: [*_TAKEN, (proceeding.put_in_ranking, (), 0)],
    S.ACCEPTED: _ACCEPTED,
    S.REFUSED: [*_ANNOUNCED, (handling.refuse, ("Il reddito.",), 11)],
    S.ACTIVE: [*_ACCEPTED, (proceeding.activate, (date(2026, 12, 1),), 0)],
    S.CLOSED: [*_TAKEN, (proceeding.close, ("Doppia domanda.",), 0)],
    S.WITHDRAWN: [(conversation.withdraw_case, (), 0)],
}
SENT_STATES = [status for status in S if status is not S.DRAFT]
AUTHORS = {Mover.CITIZEN: Author.CITIZEN, Mover.OFFICER: Author.OFFICE, Mover.SYSTEM: Author.SYSTEM}


@pytest.fixture
def work(app: Flask, filing: Filing, anna: Actor, olga: Actor) -> Work:
    """A case that Anna sent on a Monday."""
    return Work(app, filing, anna, olga)


@pytest.mark.parametrize("status", SENT_STATES)
def test_every_state_is_reached_by_acts_and_moved_only_by_who_may(
    work: Work, status: CaseStatus
) -> None:
    work.bring_to(status)
    for to in CaseStatus:
        for mover, author in AUTHORS.items():
            with work.filing.write() as session:
                case = find(work.reference)
                if timeline.can_move(status, to, mover):
                    move(work.filing.keyring, work.olga, case, to, author)
                    assert case.status is to
                else:
                    with pytest.raises(NotNow):
                        move(work.filing.keyring, work.olga, case, to, author)
                session.rollback()
    assert work.fact("status") is status


@pytest.mark.parametrize("status", [s for s in SENT_STATES if s is not S.SENT])
def test_every_state_leaves_a_step_an_audit_row_and_a_word_to_the_person(
    work: Work, status: CaseStatus
) -> None:
    work.bring_to(status)
    with work.filing.read():
        assert queries.happenings_of(find(work.reference))[-1].status is status
    assert len(work.filing.audited(f"case.{status.value}")) == 1
    assert [event for event in work.told() if event.startswith("case_")][1:]


ACTS: list[tuple[Callable[..., object], tuple[Any, ...]]] = [
    (proceeding.wait_for_other_body, ("ASL di Prova",)),
    (proceeding.go_on, ()),
    (proceeding.start_assessment, ()),
    (proceeding.put_in_ranking, ()),
    (proceeding.activate, (date(2026, 12, 1),)),
    (proceeding.close, ("Perché sì.",)),
    (reviewing.reopen, ("Ci siamo sbagliati.",)),
]


@pytest.mark.parametrize(("act", "given"), ACTS)
def test_acts_of_the_office_are_for_its_officers_alone(
    work: Work, carla: Actor, bruno: Actor, act: Callable[..., object], given: tuple[Any, ...]
) -> None:
    for stranger in (work.anna, carla, bruno, acting(work.app, OTTO), Actor()):
        with pytest.raises(NotThere):
            work.do(act, *given, by=stranger)
    assert work.fact("status") is S.SENT


@pytest.mark.parametrize("status", [S.SENT, S.CLOSED, S.WITHDRAWN, S.REFUSED])
@pytest.mark.parametrize(("act", "given"), ACTS[:-1])
def test_an_act_out_of_place_is_refused(
    work: Work, act: Callable[..., object], given: tuple[Any, ...], status: CaseStatus
) -> None:
    work.bring_to(status)
    with pytest.raises(NotNow):
        work.do(act, *given)
    assert work.fact("status") is status


def test_the_words_of_a_state_carry_its_day_and_its_body(work: Work) -> None:
    work.bring_to(S.WAITING_OTHER_BODY)
    assert work.fact("state_detail") == "ASL di Prova"
    work.do(proceeding.go_on)
    assert (work.fact("state_detail"), work.fact("state_day")) == (None, None)
    work.do(proceeding.start_assessment, Assessment.UNIT)
    assert work.fact("state_detail") == "unit"
    work.do(proceeding.put_in_ranking, Queue.WAITING_LIST)
    assert work.fact("state_detail") == "waiting_list"
    work.do(handling.accept, "Tocca a te.")
    work.do(proceeding.activate, date(2026, 12, 1))
    assert work.fact("state_day") == date(2026, 12, 1)


def test_waiting_for_another_body_does_not_lengthen_the_term(work: Work) -> None:
    work.bring_to(S.IN_CHARGE)
    due = work.fact("due_on")
    work.do(proceeding.wait_for_other_body, "ASL di Prova", after=2)
    work.do(proceeding.go_on, after=9)
    assert work.fact("due_on") == due


def test_the_office_goes_on_without_an_answer_only_after_the_last_day(work: Work) -> None:
    work.bring_to(S.NEEDS_SOMETHING)
    with pytest.raises(NotNow):
        work.do(proceeding.go_on, after=10)
    work.do(proceeding.go_on, after=11)
    assert work.fact("status") is S.IN_CHARGE
    with work.filing.read():
        assert queries.open_question(find(work.reference)) is None


def test_from_a_ranking_a_no_needs_no_announcement(work: Work) -> None:
    work.bring_to(S.RANKING)
    work.do(handling.refuse, "Non basta il punteggio.")
    assert work.fact("status") is S.REFUSED


def test_words_and_days_that_a_step_needs(work: Work) -> None:
    work.bring_to(S.IN_CHARGE)
    with pytest.raises(WordsNeeded):
        work.do(proceeding.close, "  ")
    with pytest.raises(WordsNeeded):
        work.do(proceeding.wait_for_other_body, "")
    work.do(handling.accept, "Si comincia.")
    with pytest.raises(DayTooEarly):
        work.do(proceeding.activate, date(2026, 11, 22))
    assert work.fact("status") is S.ACCEPTED


def test_a_review_starts_a_new_term_and_somebody_else_decides(work: Work) -> None:
    work.bring_to(S.REFUSED)
    work.do(reviewing.ask_for_review, "Il reddito è cambiato.", [], by=work.anna, after=20)
    assert work.fact("status") is S.IN_CHARGE
    assert (work.fact("officer_id"), work.fact("closed_at")) == (None, None)
    assert work.fact("due_on") == date(2027, 1, 12)
    assert work.told()[-2:] == ["case_review", "office_review"]
    closing = (proceeding.close, ("Basta così.",))
    for act, given in ((handling.take_charge, ()), (handling.accept, ("Sì.",)), closing):
        with pytest.raises(SomebodyElse):
            work.do(act, *given, after=21)
    lina = acting(work.app, LINA)
    work.do(handling.take_charge, by=lina, after=21)
    work.do(handling.ask_for_something, "La nuova attestazione.", 10, by=lina, after=22)
    work.do(conversation.write_to_office, "Eccola.", [], by=work.anna, after=24)
    work.do(handling.accept, "Hai ragione.", by=lina, after=25)
    assert work.fact("status") is S.ACCEPTED


@pytest.mark.parametrize(("after", "in_time"), [(41, True), (42, False)])
def test_a_review_is_asked_for_in_time(work: Work, after: int, in_time: bool) -> None:
    work.bring_to(S.REFUSED)  # on the eleventh day, a Friday: thirty days later is a Sunday
    if in_time:
        work.do(reviewing.ask_for_review, "Leggete bene.", [], by=work.anna, after=after)
        return
    with pytest.raises(ReviewTooLate):
        work.do(reviewing.ask_for_review, "Leggete bene.", [], by=work.anna, after=after + 1)


def test_a_review_is_the_persons_own_to_ask(work: Work, carla: Actor) -> None:
    work.bring_to(S.REFUSED)
    for stranger in (carla, work.olga, Actor()):
        with pytest.raises(NotThere):
            work.do(reviewing.ask_for_review, "Ancora.", [], by=stranger, after=12)
    with pytest.raises(WordsNeeded):
        work.do(reviewing.ask_for_review, "", [], by=work.anna, after=12)
    work.do(reviewing.ask_for_review, "Ancora.", [], by=work.anna, after=12)
    with pytest.raises(NotNow):
        work.do(reviewing.ask_for_review, "Ancora.", [], by=work.anna, after=12)


def test_the_office_may_look_again_by_itself(work: Work) -> None:
    work.bring_to(S.REFUSED)
    work.do(reviewing.reopen, "Ci siamo sbagliati.", after=15)
    work.do(handling.accept, "Ci siamo sbagliati.", after=16)
    assert work.fact("status") is S.ACCEPTED


def test_the_one_pause_counts_anew_in_a_review(work: Work) -> None:
    work.bring_to(S.NEEDS_SOMETHING)
    work.do(conversation.write_to_office, "Eccola.", [], by=work.anna, after=1)
    with pytest.raises(ClockStands):
        work.do(handling.ask_for_something, "Ancora.", 5, after=2)
    work.do(handling.announce_refusal, "Il reddito.", after=2)
    work.do(handling.refuse, "Il reddito.", after=14)
    work.do(reviewing.reopen, "Rileggiamo.", after=15)
    work.do(handling.ask_for_something, "La nuova attestazione.", 5, after=15)
    assert work.fact("status") is S.NEEDS_SOMETHING


@pytest.mark.parametrize(("after", "back"), [(10, False), (11, True)])
def test_an_unanswered_question_goes_back_to_the_office_by_itself(
    work: Work, after: int, back: bool
) -> None:
    work.bring_to(S.NEEDS_SOMETHING)
    with clock.freeze(MONDAY + timedelta(days=after)):
        with work.filing.read():
            waiting = list(handing_back.list_unanswered())
            number = find(work.reference).id
        assert waiting == ([number] if back else [])
        with work.filing.write():
            assert handing_back.hand_back(work.filing.keyring, number) is back
    assert (work.fact("status") is S.IN_CHARGE) is back
    if back:
        assert work.told()[-2:] == ["case_unanswered", "office_unanswered"]
        assert work.filing.audited("case.in_charge")[-1].person_id is None
