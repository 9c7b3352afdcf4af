"""Registers spare people questions: what they say is shown, marked, and can be contradicted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cases.actions.erasing import discard_draft
from portal.cases.known import moderation
from portal.cases.known.asking import Registers
from portal.cases.models import Answer, RegisterAnswer
from portal.integrations.anpr.fake import FakeAnpr
from portal.integrations.anpr.fake import Mood as AnprMood
from portal.integrations.inps.fake import FakeInps
from portal.integrations.inps.fake import Mood as InpsMood
from portal.platform import clock, jobs
from tests.support.asking import HOME_CARE, TALK, answer_step, begin, reference
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, acting, open_visit, sign_in, sign_in_bruno
from tests.support.registers import DSU, connect

STREET = "Via dell’Anagrafe"


@pytest.fixture
def fakes(app: Flask) -> tuple[FakeAnpr, FakeInps]:
    return connect(app)


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    sign_in(client, ANNA)
    return client


def go_to(client: PageClient, field: str, service: str = HOME_CARE) -> Page:
    """Begin and answer until the step that shows an answer."""
    page = begin(client, service)
    for _step in range(12):
        if page.soup.find(id=re.compile(rf"^{field}(-|$)")):
            return page
        page = answer_step(client, {"for_whom": "me", "isee_choice": "has_it"})
    raise AssertionError(f"{field} is never asked.")


def inputs(page: Page, field: str) -> list[object]:
    """The controls a person could type into for an answer."""
    return page.soup.find_all(attrs={"name": re.compile(rf"^{field}(-|$)")})


def test_what_the_civic_register_says_is_shown_with_its_source_and_day(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    page = go_to(anna, "home_address")
    assert STREET in page.text
    assert not inputs(page, "home_address")
    assert re.search(r"Dall’anagrafe nazionale, il \d+ \w+ 20\d\d", page.text)
    answer_step(anna)
    said = filing.said(reference(page))[("home_address", None)]
    assert (said.source, said.value["street"]) == ("anpr", STREET)  # type: ignore[index]


def test_the_registers_are_asked_once_for_a_draft_and_never_by_looking(
    anna: PageClient, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    anpr, inps = fakes
    page = go_to(anna, "home_address")
    number = reference(page)
    anna.get(f"/pratiche/{number}/continua")
    anna.get(f"/servizi/{HOME_CARE}/richiedi")
    assert len(anpr.asked) == len(inps.asked) == 1
    assert anpr.asked[0].fiscal_code == ANNA.fiscal_code
    assert anpr.asked[0].about == number
    assert (inps.asked[0].benefit, inps.asked[0].state.value) == ("A2.07", "Da Erogare")


def test_a_browser_that_sends_another_value_does_not_change_what_a_register_says(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    page = go_to(anna, "home_address")
    number, here = reference(page), page.url
    token = page.one("#form [name=csrf_token]")["value"]
    typed = {"home_address-street": "Via Falsa", "home_address-number": "9", "go": "next"}
    anna.post(here, {"csrf_token": token, **typed}, status=422)
    said = filing.said(number)[("home_address", None)]
    assert said.value["street"] == STREET  # type: ignore[index]


def test_this_is_wrong_opens_the_answer_for_this_request_only(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    page = go_to(anna, "home_address")
    number = reference(page)
    page = answer_step(anna, go="wrong:home_address")
    assert inputs(page, "home_address")
    assert "Correzione tua" in page.text
    answer_step(anna, {"home_address-street": "Via Nuova"})
    said = filing.said(number)[("home_address", None)]
    assert (said.source, said.value["street"]) == ("contested", "Via Nuova")  # type: ignore[index]
    assert anna.page is not None
    assert "Lo conserviamo" not in anna.page.text
    assert filing.audited("case.register_contested")


def test_why_a_register_is_wrong_is_said_in_ones_own_words_and_sealed(
    anna: PageClient, app: Flask, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    number = reference(go_to(anna, "home_address"))
    page = answer_step(anna, go="wrong:home_address")
    here = page.url
    assert page.one("[name=why__home_address]").get_text(strip=True) == ""
    page = anna.submit("form", {"why__home_address": "x" * 501}, button="go=next", status=422)
    assert page.one("[name=why__home_address]").get_text(strip=True) == "x" * 501
    answer_step(anna, {"home_address-street": "Via Nuova", "why__home_address": "Ho traslocato."})
    assert filing.said(number)[("home_address", None)].note == "Ho traslocato."
    with filing.read() as session:
        sealed = session.scalars(
            select(Answer.sealed_note).where(Answer.question == "home_address")
        )
        assert b"traslocato" not in b"".join(one or b"" for one in sealed)
    assert anna.get(here).one("[name=why__home_address]").get_text(strip=True) == "Ho traslocato."
    page = anna.submit("form", {"why__home_address": ""}, button="go=save")
    assert filing.said(number)[("home_address", None)].note == ""


def test_words_about_an_answer_that_contradicts_no_register_are_not_kept(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    page = go_to(anna, "home_address")
    assert page.soup.find(attrs={"name": "why__home_address"}) is None
    token = page.one("#form [name=csrf_token]")["value"]
    anna.post(page.url, {"csrf_token": token, "why__home_address": "Falso.", "go": "save"})
    assert filing.said(reference(page))[("home_address", None)].note == ""


def test_m3_zero_requests_of_isee_if_the_body_reads_it_from_inps(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    page = go_to(anna, "isee")
    assert DSU in page.text
    assert not inputs(page, "isee")
    assert not inputs(page, "isee_choice")
    assert "Da INPS" in page.text
    answer_step(anna)
    values = filing.values(reference(page))
    assert values[("isee", None)]["number"] == DSU
    assert values[("isee_choice", None)] == "has_it"


def test_a_silent_register_stops_nobody_and_says_who_will_check(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[0].mood = AnprMood.DOWN
    page = go_to(anna, "home_address")
    assert inputs(page, "home_address")
    assert "L’ufficio controlla con" in page.text
    answer_step(anna)
    said = filing.said(reference(page))[("home_address", None)]
    assert said.source == "provider"


def test_asking_again_brings_the_answer_and_keeps_what_was_typed(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[1].mood = InpsMood.DOWN
    page = go_to(anna, "isee_choice")
    number = reference(page)
    assert inputs(page, "isee_choice")
    fakes[1].mood = InpsMood.WELL
    page = answer_step(anna, {}, go="ask")
    assert filing.values(number)[("isee_choice", None)] == "has_it"
    assert DSU in page.text


def test_nobody_has_the_registers_asked_without_end(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    anpr, inps = fakes
    inps.mood = InpsMood.DOWN
    page = go_to(anna, "isee_choice")
    for _time in range(moderation.BY_PERSON.most + 3):
        page = answer_step(anna, {}, go="ask")
    assert len(anpr.asked) == len(inps.asked) == moderation.BY_PERSON.most
    assert inputs(page, "isee_choice"), "the person goes on by themselves"
    inps.mood = InpsMood.WELL
    with clock.freeze(clock.after(hours=1)):
        sign_in(anna, ANNA)
        anna.get(page.url)
        answer_step(anna, {}, go="ask")
    assert filing.values(reference(page))[("isee_choice", None)] == "has_it"


def test_the_worker_asks_a_silent_register_later_and_notes_the_answer(
    anna: PageClient, app: Flask, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[1].mood = InpsMood.DOWN
    number = reference(begin(anna, HOME_CARE))
    (job,) = filing.waiting("cases.ask_register")
    assert job.facts.keys() == {"case_id", "register"}
    fakes[1].mood = InpsMood.WELL
    with app.app_context(), clock.freeze(clock.after(minutes=10)):
        jobs.drain()
    (answered,) = filing.audited("case.register_answered")
    assert answered.purpose == "inps"
    assert answered.object_id == filing.fact(number, "id")


def test_no_isee_at_inps_is_said_and_stops_nobody(
    anna: PageClient, app: Flask, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    app.config["PUBLIC_REGISTERS"] = Registers(fakes[0], FakeInps({}), "scopo")
    page = go_to(anna, "isee_choice")
    assert "INPS non trova un ISEE valido" in page.text
    assert inputs(page, "isee_choice")


def test_without_registers_nothing_is_asked_and_nothing_is_promised(anna: PageClient) -> None:
    page = go_to(anna, "home_address")
    assert inputs(page, "home_address")
    assert "L’ufficio controlla con" not in page.text


def test_a_guest_is_never_looked_up(client: PageClient, fakes: tuple[FakeAnpr, FakeInps]) -> None:
    begin(client, TALK)
    assert not fakes[0].asked
    assert not fakes[1].asked


def test_who_has_no_known_home_is_typed_in_as_ever(
    client: PageClient, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    sign_in(client, CARLA)
    page = go_to(client, "home_address")
    assert inputs(page, "home_address")
    assert STREET not in page.text


def test_beside_an_operator_the_register_is_asked_about_the_citizen(
    client: PageClient, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    sign_in_bruno(client)
    open_visit(client, ANNA, HOME_CARE)
    page = go_to(client, "home_address")
    assert STREET in page.text
    assert [one.fiscal_code for one in fakes[0].asked] == [ANNA.fiscal_code]


def test_a_draft_thrown_away_takes_what_registers_said_with_it(
    anna: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    number = reference(begin(anna, HOME_CARE))
    with filing.read() as session:
        assert session.scalar(select(func.count()).select_from(RegisterAnswer)) == 2
    anna_herself = acting(filing.app, ANNA)
    with filing.write():
        discard_draft(anna_herself, number)
    with filing.read() as session:
        assert session.scalar(select(func.count()).select_from(RegisterAnswer)) == 0
