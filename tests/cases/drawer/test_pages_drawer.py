"""One's documents: kept once, offered again, warned of before they end, and nobody else's to see."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.cases.drawer import actions as drawer_actions
from portal.cases.drawer.actions import Paper, keep_fact, keep_paper
from portal.cases.drawer.ending import warn_before_the_end
from portal.cases.drawer.queries import facts_of, subject_of
from portal.cases.models import DrawerItem
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.asking import HOME_CARE, TALK, answer_all, answer_step, begin, reference
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, open_visit, sign_in, sign_in_bruno
from tests.support.registers import DSU, connect, permit, resident

PLACE = "/area-personale/documenti"


def picture() -> tuple[BytesIO, str]:
    content = BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, "PNG")
    content.seek(0)
    return content, "verbale.png"


@pytest.fixture
def browser(client: PageClient) -> PageClient:
    sign_in(client, ANNA)
    return client


def put(filing: Filing, anna: Actor, document: str = "invalidita", days: int | None = None) -> int:
    """A paper in Anna's drawer; its number."""
    with filing.read():
        data_key = subject_of(anna).data_key
    content = b"%PDF-1.7 carta"
    key = filing.app.config["FILES"].save(data_key, content)
    digest = hashlib.sha256(content).hexdigest()
    ends = clock.today() + timedelta(days=days) if days is not None else None
    paper = Paper(document, key, "verbale.pdf", "application/pdf", 14, digest, ends)
    with filing.write():
        keep_paper(filing.keyring, anna, paper)
    with filing.read() as session:
        return session.scalars(select(DrawerItem.id).order_by(DrawerItem.id.desc())).first() or 0


def test_a_paper_is_put_in_shown_downloaded_and_taken_out(browser: PageClient) -> None:
    browser.get(PLACE)
    page = browser.submit(f"{PLACE}", {"document": "invalidita", "files": [picture()]})
    assert "verbale.png" in page.text
    link = page.link("Scarica")
    assert browser.download(link).data.startswith(b"\x89PNG")
    page = browser.submit(f"{link}/togli")
    assert "verbale.png" not in page.text


def test_what_lies_there_is_sealed_also_its_kind(filing: Filing, anna: Actor) -> None:
    put(filing, anna)
    with filing.read() as session:
        row = session.scalars(select(DrawerItem)).one()
        assert b"invalidita" not in row.sealed
        assert row.word_hash is None


def test_an_isee_is_good_until_its_last_day(filing: Filing, anna: Actor) -> None:
    ends = clock.today() + timedelta(days=3)
    isee = {"number": "INPS-ISEE-2026-00597381W-00", "kind": "ordinario"}
    with filing.write():
        keep_fact(filing.keyring, anna, "isee", {**isee, "expires_on": ends.isoformat()})
    assert anna.person_id is not None
    with filing.read():
        assert "isee" in facts_of(filing.keyring, anna.person_id)
    with clock.freeze(clock.after(days=5)), filing.read():
        assert "isee" not in facts_of(filing.keyring, anna.person_id)


def test_the_person_is_told_once_thirty_days_before(filing: Filing, anna: Actor) -> None:
    put(filing, anna, days=30)
    put(filing, anna, "medico", days=31)
    for _round in range(2):
        with filing.write() as session:
            warn_before_the_end(session)
    with filing.read() as session:
        told = session.scalars(
            select(Notification).where(Notification.event == "document_expires")
        ).all()
        assert [row.person_id for row in told] == [anna.person_id]


def test_nobody_else_finds_it(app: Flask, filing: Filing, anna: Actor) -> None:
    number = put(filing, anna)
    other = PageClient(app)
    sign_in(other, CARLA)
    assert "verbale.pdf" not in other.get(PLACE).text
    other.get(f"{PLACE}/{number}", status=404)


def test_in_a_visit_only_what_the_mandate_covers(app: Flask, filing: Filing, anna: Actor) -> None:
    shown, hidden = put(filing, anna, "invalidita"), put(filing, anna, "sfratto")
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA, HOME_CARE)
    assert desk.get(PLACE).text.count("verbale.pdf") == 1
    desk.download(f"{PLACE}/{shown}")
    desk.get(f"{PLACE}/{hidden}", status=404)


def test_what_the_person_keeps_is_there_in_the_next_request(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    page = begin(browser, HOME_CARE)
    while not page.soup.find(id="home_address"):
        page = answer_step(browser, {"for_whom": "me"})
    page = answer_step(browser, {"home_address-street": "Via Nuova"})
    assert "Lo conserviamo per te?" in page.text
    page = answer_step(browser, go="keep")
    assert "Lo conserviamo per te?" not in page.text
    assert anna.person_id is not None
    with filing.read():
        value, _day = facts_of(filing.keyring, anna.person_id)["address"]
        assert value["street"] == "Via Nuova"  # type: ignore[index]
    assert "Via Nuova" in browser.get(PLACE).text


def test_only_for_this_request_keeps_nothing_and_asks_no_more(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    page = begin(browser, HOME_CARE)
    while not page.soup.find(id="home_address"):
        page = answer_step(browser, {"for_whom": "me"})
    answer_step(browser, {"home_address-street": "Via Nuova"})
    page = answer_step(browser, go="once")
    assert "Lo conserviamo per te?" not in page.text
    assert anna.person_id is not None
    with filing.read():
        assert facts_of(filing.keyring, anna.person_id) == {}


def changed_on_the_way(browser: PageClient) -> Page:
    """The summary of a request in which the person wrote another address, and was not asked again."""
    begin(browser, HOME_CARE)
    return answer_all(browser, {"for_whom": "me", "home_address-street": "Via Nuova"})


@pytest.mark.parametrize(("go", "kept"), [("keep", {"address"}), ("once", set())])
def test_the_last_page_asks_what_no_step_asked(
    browser: PageClient, filing: Filing, anna: Actor, go: str, kept: set[str]
) -> None:
    page = changed_on_the_way(browser)
    assert "Lo conserviamo per te?" in page.text
    (form,) = [
        one
        for one in page.soup.select("form[action$=conserva]")
        if one.select_one(f"[name=go][value={go}]")
    ]
    number = page.soup.find_all("form").index(form)
    page = browser.submit(number)
    assert page.url.endswith("/riepilogo")
    assert "Lo conserviamo per te?" not in page.text
    assert anna.person_id is not None
    with filing.read():
        assert facts_of(filing.keyring, anna.person_id).keys() & {"address"} == kept


def test_what_somebody_else_wrote_is_not_mine_to_keep(app: Flask, browser: PageClient) -> None:
    page = changed_on_the_way(browser)
    other = PageClient(app)
    sign_in(other, CARLA)
    token = begin(other, HOME_CARE).one("#form [name=csrf_token]")["value"]
    address = page.url.replace("riepilogo", "conserva")
    other.post(address, {"csrf_token": token, "go": "keep"}, status=404)


def registers_of(app: Flask, *asked: str) -> PageClient:
    """Anna's browser, after registers were asked for a request of hers."""
    anpr, _inps = connect(app)
    anpr.know(resident(permit=permit()))
    client = PageClient(app)
    sign_in(client, ANNA)
    for service in asked:
        begin(client, service)
    return client


def test_what_registers_told_stands_there_with_day_and_end_and_cannot_be_changed(
    app: Flask, filing: Filing
) -> None:
    client = registers_of(app, HOME_CARE)
    number = reference(answer_all(client, {"for_whom": "me"}))
    page = client.get(PLACE)
    assert "Permesso di soggiorno" in page.text
    assert DSU in page.text
    assert "Da INPS, il " in page.text
    assert "31 marzo 2027" in page.text
    assert not page.soup.select("section[aria-labelledby^=told-] form")
    used = page.soup.select("section[aria-labelledby^=told-] a")
    assert [str(one["href"]).rpartition("/")[2] for one in used] == [number]


def test_what_registers_told_of_me_nobody_else_reads(app: Flask, filing: Filing) -> None:
    registers_of(app, HOME_CARE)
    other = PageClient(app)
    sign_in(other, CARLA)
    assert DSU not in other.get(PLACE).text
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA, TALK)
    assert DSU not in desk.get(PLACE).text


def test_a_contact_is_kept_once_its_code_came_back(
    app: Flask, browser: PageClient, filing: Filing
) -> None:
    begin(browser, TALK)
    answer_all(browser, {"phone": "+39 333 0000001", "contact_phone": "+39 333 0000001"})
    page = browser.page
    assert page is not None
    assert "Lo conserviamo per te?" in page.text
    (form,) = [
        one
        for one in page.soup.select("form[action$=conserva]")
        if one.select_one("[name=go][value=keep]")
    ]
    page = browser.submit(page.soup.find_all("form").index(form))
    assert "un codice per confermare" in page.soup.get_text()
    assert "Lo conserviamo per te?" not in page.text
    page = browser.get("/area-personale/profilo/contatti")
    assert page.soup.find(id="prove-phone-form") is not None


def test_a_button_pressed_again_stores_nothing_more(
    browser: PageClient, filing: Filing, anna: Actor, tmp_path: Path
) -> None:
    number = put(filing, anna)
    begin(browser, HOME_CARE)
    page = browser.page
    while page is not None and not page.soup.find(attrs={"value": re.compile("^reuse:")}):
        page = answer_step(browser, {"for_whom": "me", "has_disability_report": "yes"})
    button = page.soup.find(attrs={"value": re.compile(f"^reuse:.*:{number}$")})  # type: ignore[union-attr]
    assert button is not None
    for _press in range(3):
        answer_step(browser, go=str(button["value"]))  # type: ignore[index]
    stored = [path for path in tmp_path.rglob("files/*/*") if path.is_file()]
    assert len(stored) == 2, "the paper, and its one copy"


def test_a_paper_put_in_again_or_into_a_full_drawer_is_not_stored(
    browser: PageClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(3):
        browser.get(PLACE)
        browser.submit(PLACE, {"document": "invalidita", "files": [picture()]})
    monkeypatch.setattr(drawer_actions, "MOST_ITEMS", 1)
    browser.get(PLACE)
    browser.submit(PLACE, {"document": "isee", "files": [picture()]}, status=409)
    stored = [path for path in tmp_path.rglob("files/*/*") if path.is_file()]
    assert len(stored) == 1
