"""What the registers said reaches the office: beside what the person wrote, and what is to be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.known.asking import Registers
from portal.cases.models import RegisterCheck
from portal.integrations.anpr.fake import FakeAnpr
from portal.integrations.anpr.fake import Mood as AnprMood
from portal.integrations.inps.fake import FakeInps
from portal.integrations.inps.fake import Mood as InpsMood
from portal.platform import clock, jobs
from portal.platform.database import db
from tests.support.asking import HOME_CARE, answer_all, answer_step, ask_for, begin, reference, send
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, BRUNO, OTTO, sign_in, sign_in_olga
from tests.support.registers import DSU, connect, isee

STREET = "Via dell’Anagrafe"


@pytest.fixture
def fakes(app: Flask) -> tuple[FakeAnpr, FakeInps]:
    return connect(app)


@pytest.fixture
def filing(app: Flask) -> Filing:
    return Filing(app)


@pytest.fixture
def anna(app: Flask, fakes: tuple[FakeAnpr, FakeInps]) -> PageClient:
    client = PageClient(app)
    sign_in(client, ANNA)
    return client


@pytest.fixture
def olga(client: PageClient) -> PageClient:
    sign_in_olga(client)
    return client


def opened(officer: PageClient, case: str) -> Page:
    """The page of the case at the office."""
    return officer.get(f"/ufficio/pratiche/{case}")


def row_of(page: Page, label: str) -> list[str]:
    """The cells of the line of one datum: what the register says, what the person wrote, how they stand."""
    for row in page.soup.select("section[aria-labelledby=registers] tbody tr"):
        head = row.find("th")
        if head is not None and label in head.get_text():
            return [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
    raise AssertionError(f"No line about {label}: {page.text}")


def test_what_was_taken_from_a_register_is_said_once_with_its_day(
    anna: PageClient, olga: PageClient
) -> None:
    page = opened(olga, ask_for(anna, HOME_CARE))
    told, typed, state = row_of(page, "Dove abiti")
    assert STREET in told
    assert (typed, state) == ("lo stesso", "entrato nella domanda")
    assert DSU in row_of(page, "ISEE")[0]
    assert row_of(page, "Valore dell’ISEE")[0] == "9.123,45 €"
    assert "da controllare" not in page.text


def test_both_values_stand_beside_each_other_where_the_person_contradicts(
    anna: PageClient, olga: PageClient
) -> None:
    page = begin(anna, HOME_CARE)
    while not page.soup.find(attrs={"value": "wrong:home_address"}):
        page = answer_step(anna, {"for_whom": "me"})
    answer_step(anna, go="wrong:home_address")
    answer_step(anna, {"home_address-street": "Via Nuova", "why__home_address": "Ho traslocato."})
    page = answer_all(anna)
    assert "Ho traslocato." in page.text
    case = reference(page)
    send(anna)
    told, typed, state = row_of(opened(olga, case), "Dove abiti")
    assert STREET in told
    assert "Via Nuova" in typed
    assert state == "la persona dice che è sbagliato Ho traslocato."


def test_a_silent_register_is_a_thing_to_check_and_what_was_found_is_kept(
    anna: PageClient, olga: PageClient, filing: Filing, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[0].mood = AnprMood.DOWN
    case = ask_for(anna, HOME_CARE)
    page = opened(olga, case)
    assert "non è colpa della persona" in page.text
    assert row_of(page, "Dove abiti")[2] == "da controllare"
    page = olga.submit("check-anagrafe-form", {"text": "Visto in ANPR: abita lì dal 2019."})
    assert "Quello che hai trovato resta con la pratica." in page.text
    assert "Visto in ANPR: abita lì dal 2019." in page.text
    assert page.soup.select_one("#register-anagrafe .ac-tag") is None
    (entry,) = filing.audited("case.register_checked")
    assert entry.purpose == "anpr"
    assert entry.subject_id is not None
    with olga.app.app_context():
        (row,) = db.session.scalars(select(RegisterCheck))
        assert b"2019" not in row.sealed


def test_nothing_is_kept_without_words(
    anna: PageClient, olga: PageClient, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[0].mood = AnprMood.DOWN
    opened(olga, ask_for(anna, HOME_CARE))
    page = olga.submit("check-anagrafe-form", {"text": "  "}, status=422)
    assert "Scrivi che cosa hai trovato." in page.text


def test_an_answer_that_came_late_says_so(
    anna: PageClient, olga: PageClient, app: Flask, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    fakes[1].mood = InpsMood.DOWN
    case = ask_for(anna, HOME_CARE)
    fakes[1].mood = InpsMood.WELL
    with app.app_context(), clock.freeze(clock.now() + timedelta(minutes=10)):
        jobs.drain()
    page = opened(olga, case)
    assert "Ha risposto in data" in page.text
    assert "confronta i due dati" in page.text
    assert DSU in row_of(page, "ISEE")[0]


def test_an_isee_with_omissions_is_never_refused_the_person_chooses(
    anna: PageClient, olga: PageClient, app: Flask, fakes: tuple[FakeAnpr, FakeInps]
) -> None:
    odd = FakeInps({ANNA.fiscal_code: replace(isee(), differences=True)})
    app.config["PUBLIC_REGISTERS"] = Registers(fakes[0], odd, "scopo-di-prova")
    case = ask_for(anna, HOME_CARE)
    opened(olga, case)
    olga.submit(f"/ufficio/pratiche/{case}/prendi-in-carico")
    page = opened(olga, case)
    assert "Per questo non si respinge niente" in page.text
    link = page.soup.select_one("a[href*=modello]")
    assert link is not None
    page = olga.get(str(link["href"]).partition("#")[0])
    written = page.one("#ask-form textarea").get_text()
    assert "Presenti una nuova dichiarazione (DSU)" in written
    olga.submit("ask-form", {"days": "15"})
    assert "Presenti una nuova dichiarazione" in anna.get(f"/pratiche/{case}").text


def test_without_registers_nothing_is_said_of_them(app: Flask, olga: PageClient) -> None:
    client = PageClient(app)
    sign_in(client, ANNA)
    page = opened(olga, ask_for(client, HOME_CARE))
    assert page.soup.find(id="registers") is None


@pytest.mark.parametrize("who", [OTTO, BRUNO, ANNA])
def test_nobody_else_reads_or_writes_a_check(
    anna: PageClient, app: Flask, filing: Filing, who: object
) -> None:
    case = ask_for(anna, HOME_CARE)
    client = PageClient(app)
    sign_in(client, who)  # type: ignore[arg-type]
    answer = client.raw.get(f"/ufficio/pratiche/{case}/registri/anagrafe")
    assert answer.status_code in {403, 404}
    client.get("/area-personale")
    token = client.page.one("[name=csrf_token]")["value"] if client.page else ""
    posted = client.raw.post(
        f"/ufficio/pratiche/{case}/registri/anagrafe",
        data={"csrf_token": token, "text": "Letto."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert posted.status_code in {403, 404}
    assert not filing.audited("case.register_checked")


def test_a_register_that_does_not_exist_is_not_there(anna: PageClient, olga: PageClient) -> None:
    case = ask_for(anna, HOME_CARE)
    assert olga.raw.get(f"/ufficio/pratiche/{case}/registri/catasto").status_code == 404
