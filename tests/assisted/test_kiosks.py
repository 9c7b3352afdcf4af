"""Public machines: enrolled with a code of the desk, looked after and ended by its people (N3)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.assisted.models import Kiosk
from portal.cases.timeline import CaseStatus
from portal.platform import clock, guesses
from portal.platform.sessions import KIOSK, LoginSession
from tests.assisted.conftest import DESK, OTHER_BODY, Desk
from tests.assisted.machines import PLACE, begin_draft, enrol, make_code, sit, status_of
from tests.support.page import PageClient
from tests.support.people import ADA, sign_in


@pytest.fixture
def machine(desk: Desk, olga: PageClient) -> PageClient:
    """See ``enrol``."""
    return enrol(desk.app, make_code(olga))


def test_a_code_of_the_desk_makes_a_browser_a_machine_that_asks_the_language_first(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    assert machine.page is not None
    assert machine.page.url == "/postazione/lingua"
    assert [
        b.get_text(strip=True) for b in machine.page.soup.select(".ac-kiosk-choices button")
    ] == [
        "Italiano",
        "English",
    ]
    page = sit(machine)
    assert page.url == "/en/postazione"
    assert page.soup.body["class"] == ["ac-kiosk"]
    assert "Entrance" in olga.get(f"{PLACE}/{DESK}").text


def test_the_table_holds_neither_code_nor_cookie(desk: Desk, olga: PageClient) -> None:
    code = make_code(olga)
    before = desk.written("kiosks")
    machine = enrol(desk.app, code)
    cookie = machine.raw.get_cookie(KIOSK)
    assert cookie is not None
    assert cookie.http_only
    for written in (before, desk.written("kiosks")):
        assert code.replace(" ", "") not in written
        assert cookie.value not in written


def test_a_code_holds_once_and_a_quarter_of_an_hour(desk: Desk, olga: PageClient) -> None:
    code = make_code(olga)
    enrol(desk.app, code.lower().replace(" ", "-"))
    second = enrol(desk.app, code, status=422)
    assert second.raw.get_cookie(KIOSK) is None
    late = make_code(olga, name="Late")
    with clock.freeze(clock.after(minutes=16)):
        enrol(desk.app, late, status=422)
    enrol(desk.app, "0000 0000", status=422)


def test_codes_cannot_be_guessed(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N3: a browser that comes as a new one each time is stopped by its address."""
    monkeypatch.setattr(guesses, "SOFTER", 1)
    make_code(olga)
    for _try in range(10):
        enrol(desk.app, "0000 0000", status=422)
    enrol(desk.app, "0000 0000", status=429)


def test_other_desks_do_not_see_end_or_answer_it(desk: Desk, machine: PageClient) -> None:
    (row,) = desk.rows(select(Kiosk))
    other = desk.operator(OTHER_BODY, name="Otto")
    other.get(f"{PLACE}/{DESK}", status=404)
    token = other.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"]
    data = {"csrf_token": token, "kiosk": row.id, "kiosk_name": "Mine"}
    other.post(f"{PLACE}/{DESK}", data, status=404)
    other.post(f"{PLACE}/{DESK}/{row.id}/termina", data, status=404)
    other.post(f"{PLACE}/{OTHER_BODY}/{row.id}/termina", data, status=404)
    sit(machine)
    machine.submit("/en/postazione/chiama")
    assert "Entrance" not in other.get("/en/sportello/chiamate").text
    other.post("/en/sportello/chiamate", data, status=404)
    assert desk.rows(select(Kiosk))[0].called_at is not None
    assert len(desk.rows(select(Kiosk))) == 1


def test_an_administrator_of_the_body_looks_after_its_machines(desk: Desk) -> None:
    ada = PageClient(desk.app)
    sign_in(ada, ADA)
    code = make_code(ada, "sportello-ventimiglia")
    enrol(desk.app, code)
    ada.get(f"{PLACE}/{DESK}", status=404)
    ada.get(PLACE)


def test_beside_a_person_nobody_looks_after_machines(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    olga.get(f"{PLACE}/{DESK}", status=403)


def test_a_browser_that_is_not_enrolled_has_none_of_its_pages(client: PageClient) -> None:
    for path in ("/postazione", "/postazione/lingua", "/postazione/finito"):
        client.get(path, status=404)
    for path in (
        "/postazione/fine",
        "/postazione/chiama",
        "/postazione/cerca",
        "/postazione/lingua",
    ):
        client.post(path, status=404)
    page = client.get("/")
    assert not page.soup.select(".ac-kiosk-bar")
    client.raw.set_cookie(KIOSK, "invented")
    client.get("/postazione", status=404)
    assert client.raw.get_cookie(KIOSK) is None


def test_an_ended_machine_is_a_browser_like_any_other(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    sit(machine)
    (row,) = desk.rows(select(Kiosk))
    olga.get(f"{PLACE}/{DESK}")
    page = olga.submit(f"{PLACE}/{DESK}/{row.id}/termina")
    assert "No public machine yet" in page.text
    assert not desk.rows(select(LoginSession).where(LoginSession.person_id.is_(None)))
    machine.get("/postazione", status=404)
    assert machine.raw.get_cookie(KIOSK) is None
    assert not machine.get("/").soup.select(".ac-kiosk-bar")


def test_the_end_of_a_machine_erases_what_was_begun_there(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    """Nobody could ever open it again."""
    sit(machine)
    reference = begin_draft(machine)
    (row,) = desk.rows(select(Kiosk))
    olga.get(f"{PLACE}/{DESK}")
    olga.submit(f"{PLACE}/{DESK}/{row.id}/termina")
    assert status_of(desk, reference) is CaseStatus.WITHDRAWN


def test_a_public_machine_becomes_nobody_s_second_screen(desk: Desk, machine: PageClient) -> None:
    """It would end a sitting without its end."""
    sit(machine)
    reference = begin_draft(machine)
    page = machine.get("/en/schermo")
    machine.submit("form", {"code": "0000-0000"}, status=404)
    assert page.status == 200
    assert status_of(desk, reference) is CaseStatus.DRAFT
