"""Public machines: enrolled with a code, known on every page, wiped after each person (N3)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.kiosk.dressing import without_ways_out
from portal.assisted.kiosk.rounds import wipe_left_sessions
from portal.assisted.models import Kiosk, Visit
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE, KIOSK, LoginSession
from tests.assisted.conftest import DESK, OTHER_BODY, Desk
from tests.support.page import SAME_ORIGIN, Page, PageClient
from tests.support.people import ADA, sign_in

PLACE = "/en/sportello/postazioni"
FORM = "colloquio-assistente-sociale"


def make_code(client: PageClient, desk: str = DESK, name: str = "Entrance") -> str:
    """Make a code on the page of the desk; the code as it is shown."""
    client.get(f"{PLACE}/{desk}")
    page = client.submit("form", {"kiosk_name": name})
    return page.one(".ac-task .ac-figure").get_text()


def enrol(app: Flask, code: str, *, status: int = 200) -> PageClient:
    """A browser in which the code was typed."""
    machine = PageClient(app)
    machine.get("/postazione/collega")
    machine.submit("form", {"code": code}, status=status)
    return machine


@pytest.fixture
def machine(desk: Desk, olga: PageClient) -> PageClient:
    """An enrolled machine, nobody at it."""
    return enrol(desk.app, make_code(olga))


def sit(machine: PageClient, language: str = "en") -> Page:
    """Somebody chooses a language."""
    machine.get("/postazione/lingua")
    return machine.submit("/postazione/lingua", {}, button=f"language={language}")


def begin_draft(machine: PageClient) -> str:
    """Begin a request without signing in; its reference."""
    machine.get(f"/en/servizi/{FORM}/richiedi")
    page = machine.submit("form", {"municipality": "008065", "privacy": True})
    found = re.search(r"AC\d{10}", page.url)
    assert found, page.url
    return found.group()


def status_of(desk: Desk, reference: str) -> CaseStatus:
    """The state of a case now."""
    (case,) = desk.rows(select(Case).where(Case.reference == reference))
    return case.status


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


def test_codes_cannot_be_guessed(desk: Desk, olga: PageClient) -> None:
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


def test_nothing_opens_before_a_language_is_chosen(machine: PageClient) -> None:
    for path in ("/", "/en/servizi", "/accedi", "/area-personale", f"/servizi/{FORM}"):
        assert machine.get(path).url == "/postazione/lingua", path


def test_every_page_of_a_machine_can_be_left_and_nothing_is_cached(machine: PageClient) -> None:
    sit(machine)
    for path in ("/en", "/en/servizi", f"/en/servizi/{FORM}", "/en/accedi", "/en/postazione"):
        page = machine.get(path)
        assert page.headers["Cache-Control"] == "no-store", path
        bar = page.one(".ac-kiosk-bar")
        assert "I am done" in bar.get_text(), path
        assert "Call somebody" in bar.get_text(), path
    assert "I am done" in machine.get("/en/not-there", status=404).html


def test_no_link_leaves_no_form_remembers_no_file_stays(machine: PageClient) -> None:
    sit(machine)
    for path in ("/en", f"/en/servizi/{FORM}", "/en/stato", "/en/pagine/note-legali"):
        page = machine.get(path)
        addresses = [a["href"] for a in page.soup.find_all("a", href=True)]
        assert addresses
        assert all(one.startswith(("/", "#", "?")) for one in addresses), path
        assert all(form.get("autocomplete") == "off" for form in page.soup.find_all("form")), path
        assert not page.soup.select("a[download], a[target]"), path


def test_an_address_of_others_becomes_words() -> None:
    page = '<a class="x" href="https://example.org/a?b&amp;c" target="_blank"><b>There</b></a>'
    page += '<a href="tel:112">112</a><a href="/here" download>Here</a><input autocomplete="name">'
    told = without_ways_out(page)
    assert "<b>There</b> <bdi" in told
    assert "https://example.org/a?b&amp;c</bdi>" in told
    assert told.endswith('<span>112</span><a href="/here">Here</a><input autocomplete="off">')


def test_a_call_is_seen_at_the_desk_and_answered(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    sit(machine)
    page = machine.submit("/en/postazione/chiama")
    assert page.url == "/en/postazione"
    assert "Somebody is coming" in page.one(".ac-kiosk-bar").get_text()
    assert "Entrance" in olga.part("/en/sportello/chiamate").get_text()
    assert "Entrance" in olga.get("/en/sportello").one(".ac-call").get_text()
    olga.submit("/en/sportello/chiamate")
    assert not olga.page.soup.select(".ac-call")  # type: ignore[union-attr]
    assert "Call somebody" in machine.get("/en/postazione").one(".ac-kiosk-bar").get_text()
    assert "kiosk.called" in desk.written("audit_entries")


def test_a_page_that_asks_by_itself_keeps_no_session_alive(desk: Desk, olga: PageClient) -> None:
    with clock.freeze(clock.after(minutes=10)):
        olga.part("/en/sportello/chiamate")
    with clock.freeze(clock.after(minutes=31)):
        assert olga.raw.get("/en/sportello").status_code == 302


def test_done_erases_what_was_begun_and_leads_to_the_first_screen(
    desk: Desk, machine: PageClient
) -> None:
    sit(machine)
    reference = begin_draft(machine)
    machine.get("/en/postazione")
    page = machine.submit("/en/postazione/fine")
    assert "erased" in page.text
    page = machine.submit(
        "/en/postazione/fine", button="Erase and finish", follow=False, status=303
    )
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert page.headers["Location"] == "/postazione/lingua"
    assert machine.raw.get_cookie(COOKIE) is None
    assert machine.raw.get_cookie(KIOSK) is not None
    assert status_of(desk, reference) is CaseStatus.WITHDRAWN
    sit(machine)
    machine.get(f"/en/pratiche/{reference}/continua", status=404)


def test_nobody_there_any_more_erases_without_asking(desk: Desk, machine: PageClient) -> None:
    sit(machine)
    reference = begin_draft(machine)
    machine.submit(_end_of(machine))
    assert machine.page is not None
    assert machine.page.url == "/postazione/lingua"
    assert status_of(desk, reference) is CaseStatus.WITHDRAWN


def _end_of(machine: PageClient) -> int:
    """The place of the countdown's form among the forms of the page: the last."""
    assert machine.page is not None
    forms = machine.page.soup.find_all("form")
    assert forms[-1].has_attr("data-kiosk-end")
    return len(forms) - 1


def test_a_person_who_signed_in_is_signed_out_and_their_next_page_is_the_first_screen(
    desk: Desk, machine: PageClient
) -> None:
    sit(machine)
    _sign_in_at(machine, desk)
    assert "Giulia" in machine.get("/en/area-personale").html
    page = machine.submit("/en/postazione/fine", follow=False, status=303)
    assert page.status == 303
    assert not desk.rows(select(LoginSession).where(LoginSession.person_id == desk.giulia.id))
    assert machine.get("/en/area-personale").url == "/postazione/lingua"


def _sign_in_at(machine: PageClient, desk: Desk) -> None:
    """Giulia signs in at the machine, as the return of a login does."""
    (row,) = desk.rows(select(Kiosk))
    browser = desk.browser(desk.giulia.id)
    cookie = browser.raw.get_cookie(COOKIE)
    assert cookie is not None
    with desk.app.app_context(), writing() as session:
        found = session.scalars(
            select(LoginSession).where(LoginSession.person_id == desk.giulia.id)
        ).one()
        found.facts = {**found.facts, "kiosk": str(row.id), "was_guest": "ab" * 32}
    machine.raw.set_cookie(COOKIE, cookie.value)


def test_signing_out_wipes_too(desk: Desk, machine: PageClient) -> None:
    sit(machine)
    _sign_in_at(machine, desk)
    token = machine.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"]
    answer = machine.raw.post("/en/esci", data={"csrf_token": token}, headers=SAME_ORIGIN)
    assert answer.status_code == 307
    assert answer.headers["Location"] == "/en/postazione/fine"


def test_the_quick_exit_of_a_machine_stays_in_the_house(machine: PageClient) -> None:
    sit(machine)
    answer = machine.raw.get("/en/esci-subito", headers=SAME_ORIGIN)
    assert answer.headers["Location"] == "/postazione/lingua"
    assert machine.raw.get_cookie(COOKIE) is None
    assert machine.raw.get_cookie(KIOSK) is not None


def test_the_server_ends_what_no_script_ended(desk: Desk, machine: PageClient) -> None:
    """Crash, pulled plug, no scripts: two and a half minutes later the session holds no more."""
    sit(machine)
    reference = begin_draft(machine)
    with clock.freeze(clock.now() + timedelta(seconds=170)):
        assert machine.get(f"/en/pratiche/{reference}/continua").url == "/postazione/lingua"
        with desk.app.app_context():
            wipe_left_sessions(db.session)
            db.session.rollback()
    assert status_of(desk, reference) is CaseStatus.WITHDRAWN
    assert not desk.rows(select(LoginSession).where(LoginSession.person_id.is_(None)))


def test_an_operator_beside_somebody_at_a_machine_ends_the_visit_too(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    sit(machine)
    desk.identify(olga, desk.giulia)
    cookie, known = olga.raw.get_cookie(COOKIE), machine.raw.get_cookie(KIOSK)
    assert cookie is not None
    assert known is not None
    olga.raw.set_cookie(KIOSK, known.value)
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/postazione/fine")
    (visit,) = desk.rows(select(Visit))
    assert visit.ended_at is not None
