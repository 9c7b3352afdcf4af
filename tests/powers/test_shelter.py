"""Whoever acts online for somebody does not read where they live and how they are reached (N28)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.appointments.models import Appointment
from portal.cases import shelter
from portal.cases.drafts.prefill import Sources
from portal.identity.profile import Profile
from portal.platform.actor import Actor
from portal.platform.database import db
from tests.powers.conftest import Giving
from tests.powers.test_acting import switch
from tests.support.asking import HOME_CARE, answer_all, answer_step, begin, reference
from tests.support.booking import Booking, press
from tests.support.filing import QUESTIONS, STORY, Filing
from tests.support.page import Page, PageClient
from tests.support.pdf_text import text_of
from tests.support.people import ANNA, CARLA, SERVICE, acting

HOME = {"street": "Via Segreta", "number": "7", "postal_code": "18039", "municipality": "Taggia"}
PHONE = "+390000000777"
SECRETS = ("Via Segreta", "0000777", "000 0777", "Taggia", "segreta@prova.invalid")
#: What the provider said of Anna, which prefills a field.
KNOWN = ("Via di Prova", "anna@prova.invalid", "000 0101", "0000101")


def _asks(name: str, kind: str) -> dict[str, Any]:
    words = {"label": f"Domanda {name}", "why": "Per la prova."}
    return {"id": name, "kind": kind, "words": {"it": words, "en": words}, "required": "yes"}


@pytest.fixture
def filing(app: Flask) -> Filing:
    return Filing(app)


@pytest.fixture
def written(giving: Giving, filing: Filing) -> str:
    """A draft in which Anna wrote where she lives and how she is reached."""
    questions = deepcopy(QUESTIONS)
    questions["steps"][0]["questions"] += [_asks("home", "address"), _asks("mail", "email")]
    anna = acting(giving.app, ANNA)
    number = filing.draft(anna, filing.plan(questionnaire=questions))
    said = {("home", None): HOME, ("mail", None): "segreta@prova.invalid", ("phone", None): PHONE}
    filing.save(anna, number, {**STORY, **said})
    return number


def _shows_none(page: Page, secrets: tuple[str, ...] = SECRETS) -> None:
    assert [one for one in secrets if one in page.html] == []


def test_who_acts_for_somebody_reads_no_address_and_no_contact_of_theirs(
    giving: Giving, filing: Filing, written: str
) -> None:
    """N28: the draft, its summary, the sent request and its paper, whoever shares the home with them."""
    mine = giving.anna.get(f"/en/pratiche/{written}/riepilogo")
    assert all(one in mine.html for one in ("Via Segreta", "segreta@prova.invalid"))
    switch(giving, giving.in_force())
    for path in ("passi/bisogno", "riepilogo"):
        _shows_none(giving.carla.get(f"/en/pratiche/{written}/{path}"))
    summary = giving.carla.get(f"/en/pratiche/{written}/riepilogo")
    assert summary.text.count("It is not shown to who acts for the person.") == 3
    filing.send(acting(giving.app, ANNA), written, plan=filing.plan(questionnaire=QUESTIONS))
    for path in ("", "/ricevuta", "/correggi/bisogno"):
        _shows_none(giving.carla.get(f"/en/pratiche/{written}{path}"))
    paper = f"/en/pratiche/{written}/riepilogo.pdf"
    assert "ViaSegreta" in text_of(giving.anna.download(paper).data)
    copy = text_of(giving.carla.download(paper).data)
    assert "ViaSegreta" not in copy
    assert "segreta@" not in copy
    assert "Hobisognodiaiuto" in copy


def test_what_is_left_empty_stays_and_what_is_typed_anew_is_theirs(
    giving: Giving, filing: Filing, written: str
) -> None:
    """N28: a field that is shown empty takes nothing away."""
    switch(giving, giving.in_force())
    giving.carla.get(f"/en/pratiche/{written}/passi/bisogno")
    answer_step(giving.carla, {"story": "Riscritta.", "mail": "", "phone": "", "money": ["no"]})
    kept = filing.values(written)
    assert (kept["home", None], kept["mail", None]) == (HOME, "segreta@prova.invalid")
    assert kept["phone", None] == PHONE
    giving.carla.get(f"/en/pratiche/{written}/passi/bisogno")
    answer_step(giving.carla, {"mail": "carla@prova.invalid"})
    summary = giving.carla.get(f"/en/pratiche/{written}/riepilogo")
    assert "carla@prova.invalid" in summary.html
    _shows_none(summary)
    assert filing.values(written)["mail", None] == "carla@prova.invalid"


def test_a_correction_keeps_what_its_writer_does_not_read(
    giving: Giving, filing: Filing, written: str
) -> None:
    """N28: after sending too."""
    filing.send(acting(giving.app, ANNA), written, plan=filing.plan(questionnaire=QUESTIONS))
    switch(giving, giving.in_force())
    giving.carla.get(f"/en/pratiche/{written}/correggi/bisogno")
    giving.carla.submit("form", {"story": "Corretta.", "declares": True})
    kept = filing.values(written)
    assert kept["story", None] == "Corretta."
    assert (kept["home", None], kept["phone", None]) == (HOME, PHONE)


def test_nothing_known_of_the_home_fills_a_field_of_who_acts_for_somebody(giving: Giving) -> None:
    """N28: neither the provider's word nor a register's, on any step; and what they write is sent."""
    switch(giving, giving.in_force())
    page = giving.carla.get(f"/en/servizi/{HOME_CARE}/richiedi")
    assert not page.soup.select("option[selected][value='008065']")
    number = reference(begin(giving.carla, HOME_CARE))
    for _step in range(30):
        page = _page(giving.carla)
        if "/passi/" not in page.url:
            break
        _shows_none(page, KNOWN)
        answer_step(giving.carla)
    answer_all(giving.carla)
    assert "/riepilogo" in _page(giving.carla).url
    told = _page(giving.carla).text
    assert "a…@" not in told
    assert "101" not in told.partition("ending in")[2][:8]
    assert number in _page(giving.carla).url


def test_sources_are_closed_by_datum_and_only_to_who_acts_online() -> None:
    profile = Profile(
        email="anna@prova.invalid", street="Via di Prova 1", locality="Taggia", given_name="A"
    )
    sources = Sources(profile=profile)
    assert shelter.sources_for(Actor(person_id=1), sources) is sources
    closed = replace(sources, closed=frozenset({"address", "email"}))
    assert closed.find("address") is None
    assert closed.find("email") is None
    assert closed.find("given_name") is not None


def test_booking_for_somebody_shows_no_contact_of_theirs(giving: Giving) -> None:
    """N28: an hour takes the contacts of who books it."""
    switch(giving, giving.in_force())
    booking = Booking(giving.app)
    giving.carla.get(f"/en/appuntamenti?servizio={SERVICE}&comune=008065")
    page = giving.carla.submit("form", {"desk": "sportello-ventimiglia"})
    number = int(page.url.split("/")[-2])
    hour = page.soup.select("input[name=slot]")[0]["value"]
    giving.carla.submit("form", {"slot": str(hour)})
    giving.carla.submit("form", {"reason": "talk"})
    page = _page(giving.carla)
    assert page.url.endswith("/contatti")
    assert ANNA.given_name in page.html
    _shows_none(page, KNOWN[1:])
    giving.carla.submit("form", {"email": "", "phone": ""}, status=422)
    page = giving.carla.submit("form", {"email": "carla@prova.invalid"})
    assert "carla@prova.invalid" in page.text
    _shows_none(page, KNOWN[1:])
    press(giving.carla, "conferma")
    assert booking.facts(number).contacts_by == str(giving.carla_id)
    assert "carla@prova.invalid" in _page(giving.carla).text


def test_an_hour_the_person_booked_keeps_their_contacts_closed(giving: Giving) -> None:
    """N28: the draft the person began, and the hour they have."""
    booking, anna = Booking(giving.app), acting(giving.app, ANNA)
    draft = booking.draft(anna, service=SERVICE)
    booked = booking.book(anna, booking.free()[1], service=SERVICE)
    assert "anna@prova.invalid" in giving.anna.get(f"/en/appuntamenti/{booked}").text
    switch(giving, giving.in_force())
    for path in (f"{draft}/contatti", f"{draft}/riepilogo", f"{booked}"):
        _shows_none(giving.carla.get(f"/en/appuntamenti/{path}"), KNOWN[1:])
    press_summary = giving.carla.get(f"/en/appuntamenti/{draft}/riepilogo")
    assert "They are not shown to who acts for the person." in press_summary.text
    with giving.app.app_context():
        assert db.session.get_one(Appointment, draft).person_id == giving.anna_id
    assert booking.facts(draft).email == "anna@prova.invalid"
    assert CARLA.name not in press_summary.one("main").get_text()


def _page(client: PageClient) -> Page:
    assert client.page is not None
    return client.page
