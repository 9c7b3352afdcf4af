"""The last seat is never given twice, whoever presses at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal import catalogue
from portal.appointments.actions.booking import SlotTaken, TooManyOpen
from portal.appointments.models import State
from portal.catalogue.definitions import Booking as Bookable
from portal.catalogue.snapshot import Snapshot
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.booking import Booking
from tests.support.people import ANNA, DESK, acting

PEOPLE = 5


def guests() -> list[Actor]:
    return [Actor(guest=f"{number:064}") for number in range(PEOPLE)]


def press_together(appointments: Booking) -> list[str]:
    """Several people confirm the same hour at the same moment: "booked" or "taken" for each."""
    at = appointments.free()[0]
    drafts = [
        (who, appointments.draft(who, at, phone=f"+39000000020{number}", email=""))
        for number, who in enumerate(guests())
    ]
    gate = Barrier(PEOPLE)

    def press(whose: tuple[Actor, int]) -> str:
        gate.wait(10)
        try:
            appointments.confirm(*whose)
        except SlotTaken:
            return "taken"
        return "booked"

    with ThreadPoolExecutor(PEOPLE) as fingers:
        return sorted(fingers.map(press, drafts))


def test_people_booking_the_last_seat_together_one_gets_it_and_the_others_keep_their_words(
    appointments: Booking,
) -> None:
    assert press_together(appointments) == ["booked"] + ["taken"] * (PEOPLE - 1)
    assert len(appointments.seats()) == 1
    drafts = [
        number for number in range(1, PEOPLE + 1) if appointments.state(number) is State.DRAFT
    ]
    assert len(drafts) == PEOPLE - 1
    assert {appointments.facts(number).details for number in drafts} == {"Vengo con mia figlia."}
    # The next free hour is theirs for the asking.
    later = appointments.free()[0]
    who = guests()[drafts[0] - 1]
    assert appointments.row(appointments.book(who, later, phone="+390000000299")).seat == 0


def test_a_desk_with_two_seats_gives_two(
    appointments: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    with appointments.app.app_context():
        whole = catalogue.snapshot()
    found = whole.desk(DESK)
    assert found is not None
    two = found.model_copy(update={"appointments": Bookable(capacity=2)})
    ask = Snapshot.desk
    monkeypatch.setattr(
        Snapshot, "desk", lambda self, name: two if name == DESK else ask(self, name)
    )
    assert press_together(appointments) == ["booked"] * 2 + ["taken"] * (PEOPLE - 2)
    assert sorted(seat for _at, seat in appointments.seats()) == [0, 1]


def test_an_hour_too_near_or_on_a_closed_day_is_not_given(
    app: Flask, appointments: Booking
) -> None:
    anna = acting(app, ANNA)
    at = appointments.free()[0]
    draft = appointments.draft(anna, at)
    with clock.freeze(at - timedelta(hours=1)), pytest.raises(SlotTaken):
        appointments.confirm(anna, draft)
    odd = appointments.draft(anna, at + timedelta(minutes=7))
    with pytest.raises(SlotTaken):
        appointments.confirm(anna, odd)
    assert appointments.seats() == []


def test_one_person_has_only_as_many_to_come_as_the_body_allows(
    app: Flask, appointments: Booking
) -> None:
    anna = acting(app, ANNA)
    for at in appointments.free()[: appointments.rules.most_open]:
        appointments.book(anna, at)
    one_more = appointments.draft(anna)
    with pytest.raises(TooManyOpen):
        appointments.confirm(anna, one_more)
    stranger = Actor(guest="b" * 64)
    same_contact = appointments.draft(stranger)
    with pytest.raises(TooManyOpen):
        appointments.confirm(stranger, same_contact)
    appointments.book(stranger, email="altra@prova.invalid")


def test_a_stranger_who_types_somebodys_contact_takes_no_hour_from_them(
    app: Flask, appointments: Booking
) -> None:
    stranger = Actor(guest="b" * 64)
    for at in appointments.free()[: appointments.rules.most_open]:
        appointments.book(stranger, at)
    # The same contact, and this is who it belongs to.
    appointments.book(acting(app, ANNA))
