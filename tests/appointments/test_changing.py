"""Changing and cancelling, by one's own area and by the link of the letter; who may not."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.appointments.models import State
from portal.integrations.mail.fake import FakeMail
from portal.notifications.actions.choosing import choose
from portal.notifications.channels import Choices, Delicate
from portal.platform import jobs
from portal.platform.actor import Actor
from portal.platform.database import writing
from tests.support.booking import Booking, press
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, CARLA, DESK, acting, open_session, sign_in
from tests.support.people import actor as acting_as


@pytest.fixture
def booked(app: Flask, appointments: Booking) -> int:
    """An appointment of Anna."""
    return appointments.book(acting(app, ANNA))


def letters(app: Flask, mail: FakeMail) -> list[str]:
    with app.app_context():
        jobs.drain()
    return [letter.subject for letter in mail.letters]


def test_the_letter_leads_to_the_appointment_and_says_nothing_of_the_reason(
    app: Flask, client: PageClient, mail: FakeMail, appointments: Booking
) -> None:
    number = appointments.book(acting(app, ANNA), service="assistenza-domiciliare")
    assert letters(app, mail) == [
        "Il tuo appuntamento è confermato", "Un nuovo appuntamento allo sportello",
    ]  # fmt: skip
    to_anna, to_desk = mail.letters
    for letter in (to_anna, to_desk):
        assert "domicil" not in (letter.subject + letter.text + (letter.html or "")).casefold()
    assert "Anna" not in to_desk.text
    assert to_desk.to == "sportello-ventimiglia@prova.invalid"
    path = re.search(r"/appuntamenti/link/\S+", to_anna.text)
    assert path is not None
    page = client.get(path[0])
    assert page.h1 == "Appuntamento confermato"
    assert "Anna" not in page.text
    assert appointments.state(number) is State.BOOKED


def test_where_a_message_may_endanger_it_does_not_even_say_that_one_comes(
    app: Flask, mail: FakeMail, appointments: Booking
) -> None:
    anna = acting(app, ANNA)
    appointments.book(anna, service="dipendenze")
    subjects = letters(app, mail)
    assert subjects == ["C’è un messaggio per te", "Un nuovo appuntamento allo sportello"]
    written = mail.letters[0].text + (mail.letters[0].html or "")
    for word in ("appuntament", "Sportello", "link/"):
        assert word not in written
    with app.app_context(), writing():
        choose(anna, Choices(delicate=Delicate.NOTHING))
    appointments.book(anna, service="dipendenze")
    assert letters(app, mail)[2:] == ["Un nuovo appuntamento allo sportello"]


def test_a_guest_gets_the_link_they_gave_an_address_for(
    app: Flask, mail: FakeMail, appointments: Booking
) -> None:
    appointments.book(Actor(guest="ab" * 32), service="dipendenze")
    assert letters(app, mail)[0] == "Il tuo appuntamento è confermato"
    assert "/appuntamenti/link/" in mail.letters[0].text
    assert "dipendenz" not in mail.letters[0].text.casefold()


def test_opening_the_link_to_cancel_changes_nothing_and_its_button_does(
    app: Flask, client: PageClient, mail: FakeMail, appointments: Booking, booked: int
) -> None:
    client.get(f"/appuntamenti/link/{appointments.token(booked)}")
    client.click("Disdici l’appuntamento")
    assert appointments.state(booked) is State.BOOKED
    at = appointments.row(booked).starts_at
    assert at not in appointments.free()
    page = press(client, "disdici")
    assert page.h1 == "Appuntamento disdetto"
    assert appointments.state(booked) is State.CANCELLED
    assert at in appointments.free()
    assert letters(app, mail)[2:] == [
        "Il tuo appuntamento è disdetto", "Un appuntamento allo sportello è disdetto",
    ]  # fmt: skip
    client.post(f"/appuntamenti/link/{appointments.token(booked)}/disdici", status=409)


def test_moving_by_the_link_keeps_number_link_and_words_and_frees_the_old_hour(
    client: PageClient, appointments: Booking, booked: int
) -> None:
    before = appointments.row(booked)
    token = appointments.token(booked)
    client.get(f"/appuntamenti/link/{token}")
    press(client, "sposta")
    assert client.page is not None
    slots = client.page.soup.select("input[name=slot]")
    page = client.submit("form", {"slot": str(slots[-1]["value"])})
    assert page.h1 == "Riepilogo"
    assert appointments.row(booked).starts_at == before.starts_at
    page = press(client, "conferma")
    assert page.url == f"/appuntamenti/link/{token}"
    after = appointments.row(booked)
    assert after.starts_at != before.starts_at
    assert (after.code, after.key, after.sequence) == (before.code, before.key, 1)
    assert appointments.token(booked) == token
    assert appointments.facts(booked).details == "Vengo con mia figlia."
    assert appointments.seats() == [(after.starts_at, 0)]


def test_whoever_holds_the_link_learns_and_changes_nothing_of_who_comes(
    app: Flask, client: PageClient, appointments: Booking, booked: int
) -> None:
    known, token = appointments.facts(booked), appointments.token(booked)
    stranger = PageClient(app)
    stranger.get(f"/appuntamenti/link/{token}")
    page = press(stranger, "sposta")
    slots = page.soup.select("input[name=slot]")
    page = stranger.submit("form", {"slot": str(slots[-1]["value"])})
    for words in (known.name, known.email, known.phone, known.details):
        assert words not in page.text
    draft = page.url.rpartition("/")[0]
    for step in ("dettagli", "contatti"):
        assert stranger.raw.get(f"{draft}/{step}").headers["Location"] == f"{draft}/riepilogo"
        token_field = str(page.one("main [name=csrf_token]")["value"])
        typed = {"csrf_token": token_field, "given_name": "Mario", "email": "mario@prova.invalid"}
        stranger.raw.post(f"{draft}/{step}", data=typed, headers=SAME_ORIGIN)
    press(stranger, "conferma")
    after = appointments.facts(booked)
    assert (after.name, after.email, after.details) == (known.name, known.email, known.details)


def test_whoever_moves_by_the_link_does_not_read_for_which_service_it_is(
    app: Flask, appointments: Booking
) -> None:
    number = appointments.book(acting(app, ANNA), service="dipendenze")
    stranger = PageClient(app)
    pages = [stranger.get(f"/appuntamenti/link/{appointments.token(number)}")]
    pages.append(press(stranger, "sposta"))
    pages.append(stranger.get(pages[-1].url.replace("/orario", "/luogo")))
    page = stranger.get(pages[1].url)
    slots = page.soup.select("input[name=slot]")
    pages.append(stranger.submit("form", {"slot": str(slots[-1]["value"])}))
    pages.append(press(stranger, "conferma"))
    for page in pages:
        assert "dipendenz" not in page.one("body").get_text().casefold(), page.url
        assert not page.soup.select("a[href*=dipendenze]"), page.url


def test_the_calendar_file_follows_the_appointment(
    client: PageClient, appointments: Booking, booked: int
) -> None:
    sign_in(client, ANNA)
    address = f"/appuntamenti/{booked}/calendario.ics"
    first = client.download(address)
    assert first.mimetype == "text/calendar"
    key = appointments.row(booked).key
    assert f"UID:{key}@localhost" in first.text
    assert "SEQUENCE:0" in first.text
    client.get(f"/appuntamenti/{booked}/disdici")
    press(client, "disdici")
    second = client.download(address)
    assert f"UID:{key}@localhost" in second.text
    assert "SEQUENCE:1" in second.text
    assert "STATUS:CANCELLED" in second.text


@pytest.mark.parametrize("rest", ["", "/disdici", "/calendario.ics"])
def test_what_is_anothers_does_not_exist(
    app: Flask, client: PageClient, booked: int, rest: str
) -> None:
    sign_in(client, CARLA)
    client.get(f"/appuntamenti/{booked}{rest}", status=404)
    stranger = PageClient(app)
    open_session(stranger, None, guest="another-browser")
    stranger.get(f"/appuntamenti/{booked}{rest}", status=404)


def test_a_link_nobody_was_given_and_that_of_a_draft_open_nothing(
    app: Flask, client: PageClient, appointments: Booking
) -> None:
    client.get("/appuntamenti/link/indovino", status=404)
    draft = appointments.draft(acting(app, ANNA))
    client.get(f"/appuntamenti/link/{appointments.token(draft)}", status=404)


def test_what_a_guest_booked_is_not_shown_to_who_signs_in_later_as_somebody_else(
    app: Flask, client: PageClient, appointments: Booking
) -> None:
    open_session(client, None, guest="a-browser")
    page = client.get(f"/appuntamenti?comune=008065&sportello={DESK}")
    client.submit("form", {"desk": DESK})
    assert client.page is not None
    address = client.page.url
    assert page.status == 200
    assert appointments.row(1).person_id is None
    sign_in(client, CARLA)
    client.get(address, status=404)
    assert acting_as(1).guest is None
