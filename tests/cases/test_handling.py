"""What an officer may do, and when: one pause, refusals announced first, nobody judging themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.cases import queries
from portal.cases.actions import conversation, handling
from portal.cases.actions.handling import NoticeFirst
from portal.cases.events import NotNow
from portal.cases.legal_clock.term import ClockStands
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import Filing, find
from tests.support.people import OLGA, OTTO, Somebody, acting, beside

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINA = Somebody("Lina", "Ufficini", "", "1990-08-08", "lina@prova.invalid", OLGA.roles)


class Office:
    """An officer's acts on one case, each in its own transaction, on a chosen day."""

    def __init__(self, filing: Filing, officer: Actor, reference: str) -> None:
        self.filing, self.officer, self.reference = filing, officer, reference

    def do(self, act: Callable[..., object], *given: object, after: int = 0) -> None:
        with clock.freeze(MONDAY + timedelta(days=after)), self.filing.write():
            act(self.filing.keyring, self.officer, self.reference, *given)

    @property
    def status(self) -> CaseStatus:
        found: CaseStatus = self.filing.fact(self.reference, "status")
        return found

    @property
    def days(self) -> int:
        """The days from receipt to the last day for the answer."""
        due, received = (self.filing.fact(self.reference, one) for one in ("due_on", "received_on"))
        return (due - received).days


@pytest.fixture
def office(filing: Filing, anna: Actor, olga: Actor) -> Office:
    """Olga's office with a case that Anna sent on a Monday."""
    with clock.freeze(MONDAY):
        reference = filing.sent(anna)
    return Office(filing, olga, reference)


@pytest.fixture
def taken(office: Office) -> Office:
    """The same, with the case in Olga's charge."""
    office.do(handling.take_charge)
    return office


def test_taking_charge_twice_is_once(office: Office, olga: Actor) -> None:
    office.do(handling.take_charge)
    office.do(handling.take_charge)
    assert office.status is CaseStatus.IN_CHARGE
    assert office.filing.fact(office.reference, "officer_id") == olga.person_id
    assert len(office.filing.audited("case.in_charge")) == 1


def test_a_second_officer_comes_too_late(app: Flask, taken: Office, olga: Actor) -> None:
    second = Office(taken.filing, acting(app, LINA), taken.reference)
    with pytest.raises(NotNow):
        second.do(handling.take_charge)
    assert taken.filing.fact(taken.reference, "officer_id") == olga.person_id


def test_the_clock_stands_while_the_person_finds_something(taken: Office, anna: Actor) -> None:
    term = taken.days
    taken.do(handling.ask_for_something, "Manca la firma.", 10, after=2)
    assert taken.status is CaseStatus.NEEDS_SOMETHING
    assert taken.days == term + 10
    Office(taken.filing, anna, taken.reference).do(
        conversation.write_to_office, "Eccola.", [], after=5
    )
    assert taken.status is CaseStatus.IN_CHARGE
    assert taken.days == term + 3


def test_the_clock_stands_once(taken: Office, anna: Actor) -> None:
    taken.do(handling.ask_for_something, "Manca la firma.", 5)
    Office(taken.filing, anna, taken.reference).do(conversation.write_to_office, "Eccola.", [])
    with pytest.raises(ClockStands):
        taken.do(handling.ask_for_something, "E anche la data.", 5)
    assert taken.status is CaseStatus.IN_CHARGE
    with taken.filing.read():
        found = find(taken.reference)
        assert len(queries.messages_of(taken.filing.keyring, found)) == 2


@pytest.mark.parametrize(("days", "lawful"), [(1, True), (30, True), (31, False), (-1, False)])
def test_the_clock_stands_for_thirty_days_at_most(taken: Office, days: int, lawful: bool) -> None:
    if lawful:
        taken.do(handling.ask_for_something, "Manca la firma.", days)
        assert taken.status is CaseStatus.NEEDS_SOMETHING
        return
    with pytest.raises(ClockStands):
        taken.do(handling.ask_for_something, "Manca la firma.", days)
    assert taken.status is CaseStatus.IN_CHARGE


def test_a_refusal_is_announced_first(taken: Office) -> None:
    with pytest.raises(NoticeFirst):
        taken.do(handling.refuse, "Non spetta.")
    assert taken.status is CaseStatus.IN_CHARGE


@pytest.mark.parametrize(("after", "lawful"), [(0, False), (10, False), (11, True)])
def test_ten_days_are_the_persons_to_answer(taken: Office, after: int, lawful: bool) -> None:
    taken.do(handling.announce_refusal, "Il reddito è troppo alto.")
    if lawful:
        taken.do(handling.refuse, "Il reddito è troppo alto.", after=after)
        assert taken.status is CaseStatus.REFUSED
        return
    with pytest.raises(NoticeFirst):
        taken.do(handling.refuse, "Il reddito è troppo alto.", after=after)
    assert taken.status is CaseStatus.REFUSAL_NOTICE


def test_an_answer_to_the_announcement_lets_the_office_decide(taken: Office, anna: Actor) -> None:
    term = taken.days
    taken.do(handling.announce_refusal, "Il reddito è troppo alto.")
    Office(taken.filing, anna, taken.reference).do(
        conversation.write_to_office, "È cambiato a giugno.", [], after=4
    )
    assert taken.status is CaseStatus.REFUSAL_NOTICE
    assert taken.days == term + 4 + 10
    taken.do(handling.accept, "Hai ragione.", after=5)
    assert taken.status is CaseStatus.ACCEPTED


def test_a_refusal_is_not_announced_twice(taken: Office) -> None:
    taken.do(handling.announce_refusal, "Il reddito è troppo alto.")
    with pytest.raises(NotNow):
        taken.do(handling.announce_refusal, "Ancora.")


@pytest.mark.parametrize(
    "act", [handling.accept, handling.announce_refusal, handling.refuse, handling.ask_for_something]
)
def test_what_is_over_is_not_decided_again(taken: Office, act: Callable[..., object]) -> None:
    taken.do(handling.accept, "Si comincia lunedì.")
    given = ("Di nuovo.", 5) if act is handling.ask_for_something else ("Di nuovo.",)
    with pytest.raises(NotNow):
        taken.do(act, *given)
    assert taken.status is CaseStatus.ACCEPTED


def test_the_reasons_are_sealed_and_read_by_the_person(taken: Office) -> None:
    taken.do(handling.accept, "Si comincia lunedì alle nove.")
    with taken.filing.read():
        found = find(taken.reference)
        last = queries.happenings_of(found)[-1]
        assert b"luned" not in (last.sealed or b"")
        words = queries.words_of_happening(taken.filing.keyring, found, last)
    assert words == "Si comincia lunedì alle nove."
    assert taken.filing.fact(taken.reference, "closed_at") == MONDAY


def test_nobody_handles_their_own_case(filing: Filing, olga: Actor) -> None:
    own = Office(filing, olga, filing.sent(olga))
    for act, given in (
        (handling.take_charge, ()),
        (handling.write_to_citizen, ("Ciao.",)),
        (handling.accept, ("Sì.",)),
    ):
        with pytest.raises(NotThere):
            own.do(act, *given)
    assert own.status is CaseStatus.SENT


def test_what_did_not_reach_an_office_is_not_its_own(
    app: Flask, office: Office, anna: Actor, carla: Actor, olga: Actor
) -> None:
    draft = office.filing.draft(carla)
    for officer, reference in (
        (acting(app, OTTO), office.reference),
        (anna, office.reference),
        (beside(olga, anna), office.reference),
        (olga, draft),
    ):
        with pytest.raises(NotThere):
            Office(office.filing, officer, reference).do(handling.take_charge)
    assert office.status is CaseStatus.SENT
