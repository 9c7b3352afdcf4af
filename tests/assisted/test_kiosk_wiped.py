"""After each person nothing is left at a public machine: by their word, by the clock, by the server (N3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.assisted.kiosk.rounds import wipe_left_sessions
from portal.assisted.models import Kiosk, Visit
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE, KIOSK, LoginSession
from tests.assisted.conftest import Desk
from tests.assisted.machines import begin_draft, enrol, make_code, sit, status_of
from tests.support.page import SAME_ORIGIN, PageClient


@pytest.fixture
def machine(desk: Desk, olga: PageClient) -> PageClient:
    """See ``enrol``."""
    return enrol(desk.app, make_code(olga))


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
