"""The list of the desk: who is expected, who came, an hour given back, a day closed; and who sees it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from portal.appointments.models import State
from portal.integrations.mail.fake import FakeMail
from portal.platform import clock, jobs
from portal.platform.actor import Grant, Role
from tests.support.booking import Booking, press
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, BODY, CARLA, DESK, OLGA, acting, sign_in, sign_in_bruno

ELSEWHERE = "sportello-camporosso"


@pytest.fixture
def booked(app: Flask, appointments: Booking) -> int:
    """An appointment of Anna at Bruno's desk."""
    return appointments.book(acting(app, ANNA), topic="money")


def at(appointments: Booking, number: int) -> datetime:
    found = appointments.row(number).starts_at
    assert found is not None
    return found


def address(appointments: Booking, number: int) -> str:
    return f"/sportello/appuntamenti?giorno={clock.rome_day(at(appointments, number))}"


def test_the_operator_of_the_desk_reads_the_list_and_each_reading_is_noted_once(
    app: Flask, client: PageClient, appointments: Booking, booked: int
) -> None:
    sign_in_bruno(client)
    for _time in range(2):
        page = client.get(address(appointments, booked))
        assert "Anna Provetti" in page.text
        assert "Vengo con mia figlia." in page.text
    noted = Filing(app).audited("appointment.read")
    assert [(row.object_id, row.desk) for row in noted] == [(booked, DESK)]
    anna = acting(app, ANNA)
    assert noted[0].subject_id == anna.person_id


def test_at_another_desk_nothing_is_seen_and_nothing_can_be_done(
    client: PageClient, appointments: Booking, booked: int
) -> None:
    sign_in(client, CARLA, Grant(Role.OPERATOR, BODY, desk=ELSEWHERE))
    page = client.get(address(appointments, booked))
    assert "Anna" not in page.text
    for act in ("esito", "libera"):
        client.get("/sportello/appuntamenti")
        client.post(f"/sportello/appuntamenti/{booked}/{act}", token(client), status=404)
    assert appointments.state(booked) is State.BOOKED


def token(client: PageClient) -> dict[str, str]:
    assert client.page is not None
    found = client.page.soup.select("input[name=csrf_token]")[0]
    return {"csrf_token": str(found["value"]), "outcome": "arrived"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01", "ieri", "", "%00"])
def test_a_day_that_no_calendar_of_ours_has_is_today(client: PageClient, day: str) -> None:
    sign_in_bruno(client)
    assert client.get(f"/sportello/appuntamenti?giorno={day}").status == 200


def test_a_year_that_was_mistyped_closes_nothing(client: PageClient) -> None:
    sign_in_bruno(client)
    client.get("/en/sportello/appuntamenti")
    page = client.submit(
        "/en/sportello/appuntamenti/chiudi",
        {"day-day": "31", "day-month": "12", "day-year": "9999"},
        status=422,
    )
    assert page.problems


def test_officers_and_citizens_have_no_list(client: PageClient, booked: int) -> None:
    sign_in(client, OLGA)
    client.get("/sportello/appuntamenti", status=403)
    sign_in(client, ANNA)
    client.get("/sportello/appuntamenti", status=403)


def test_on_the_day_one_notes_who_came_and_puts_a_slip_right(
    app: Flask, client: PageClient, appointments: Booking, booked: int
) -> None:
    sign_in_bruno(client)
    page = client.get(address(appointments, booked))
    assert "È arrivata" not in page.text
    with clock.freeze(at(appointments, booked) + timedelta(minutes=5)):
        sign_in_bruno(client)
        client.get("/sportello/appuntamenti")
        client.submit(f"/sportello/appuntamenti/{booked}/esito")
        assert appointments.state(booked) is State.ARRIVED
        client.submit(f"/sportello/appuntamenti/{booked}/esito")
    assert appointments.state(booked) is State.MISSED
    events = [row.event for row in Filing(app).audited("appointment.arrived", "appointment.missed")]
    assert events == ["appointment.arrived", "appointment.missed"]


def test_a_freed_hour_is_told_and_another_can_be_chosen_with_nothing_typed_again(
    app: Flask, client: PageClient, mail: FakeMail, appointments: Booking, booked: int
) -> None:
    sign_in_bruno(client)
    client.get(address(appointments, booked))
    client.submit(f"/sportello/appuntamenti/{booked}/libera")
    assert appointments.state(booked) is State.CALLED_OFF
    with app.app_context():
        jobs.drain()
    assert mail.letters[-1].subject == "Lo sportello ha annullato il tuo appuntamento"
    citizen = PageClient(app)
    citizen.get(f"/appuntamenti/link/{appointments.token(booked)}")
    press(citizen, "sposta")
    assert citizen.page is not None
    slot = str(citizen.page.soup.select("input[name=slot]")[-1]["value"])
    assert citizen.submit("form", {"slot": slot}).h1 == "Riepilogo"
    assert press(citizen, "conferma").h1 == "Appuntamento confermato"
    assert appointments.state(booked) is State.BOOKED


def test_a_closed_day_tells_everybody_takes_no_bookings_and_opens_again(
    app: Flask, client: PageClient, appointments: Booking, booked: int
) -> None:
    day = clock.rome_day(at(appointments, booked))
    sign_in_bruno(client)
    client.get("/sportello/appuntamenti")
    parts = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    page = client.submit("form", parts)
    assert "Abbiamo avvisato 1 persona." in page.text
    assert appointments.state(booked) is State.CALLED_OFF
    assert all(clock.rome_day(one) != day for one in appointments.free())
    client.submit("/sportello/appuntamenti/riapri")
    assert any(clock.rome_day(one) == day for one in appointments.free())
    assert len(Filing(app).audited("appointment.day_closed", "appointment.day_opened")) == 2


def test_a_day_that_is_over_cannot_be_closed(client: PageClient) -> None:
    sign_in_bruno(client)
    client.get("/sportello/appuntamenti")
    gone: date = clock.today() - timedelta(days=1)
    parts = {"day-day": str(gone.day), "day-month": str(gone.month), "day-year": str(gone.year)}
    page = client.submit("form", parts, status=422)
    assert page.problems == ["Giorno: Questo giorno è passato. Scegli oggi o un giorno dopo."]
