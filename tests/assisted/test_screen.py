"""The person's own screen: turned, in a second window, on a second device; nothing of the desk on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.assisted.models import VisitScreen
from portal.platform import clock
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import DESK, LUCA, Desk
from tests.assisted.test_beside import fill, finish, first_answers, the_case
from tests.assisted.test_two_languages import begin, beside
from tests.support.arabic import in_arabic, speak_arabic, translate_case
from tests.support.checks import value
from tests.support.page import Page, PageClient

FOLLOW = "form.ac-show"


def show(client: PageClient, go: str = "window", question: str = "") -> Page:
    """Press a button of the screen on the operator's page."""
    assert client.page is not None
    form = client.page.one(FOLLOW)
    data = {value(one, "name"): value(one, "value") for one in form.select("input")}
    return client.post(value(form, "action"), {**data, "go": go, "question": question})


def code_of(client: PageClient) -> str:
    """The operator asks for a second device; the code on the screen."""
    assert client.page is not None
    form = client.page.one(FOLLOW)
    data = {value(one, "name"): value(one, "value") for one in form.select("input")}
    page = client.post(value(form.select_one("[formaction]"), "formaction"), data)  # type: ignore[arg-type]
    return page.one(".ac-reference bdi").get_text()


def join(desk: Desk, code: str, *, status: int = 200) -> PageClient:
    """Another device types the code."""
    device = desk.browser()
    device.get("/schermo")
    device.submit("form", {"code": code}, status=status)
    return device


def test_the_turned_screen_says_nothing_of_the_desk(desk: Desk) -> None:
    """N8: only the question and the person's own answers; no operator, no desk, no menu, no other person."""
    olga = beside(desk, "en")
    page = begin(olga)
    olga.submit("form", {**first_answers(page), "story": "Cose sue"}, button="go=save")
    page = show(olga, "turn")
    assert page.url.startswith("/en/sportello/schermo")
    assert "What do you want to talk about?" in page.text
    assert "Cose sue" in page.text
    for of_the_desk in (
        "Sportellini",
        "Olga",
        "Sportello sociale",
        "Giulia Modellini",
        "ac-acting",
        "<nav",
    ):
        assert of_the_desk not in page.html
    assert not page.soup.select("main input, main select, main textarea"), "It is only read."
    back = olga.click("Turn it back")
    assert back.url == f"/pratiche/{the_case(desk).reference}/passi/motivo"


def test_the_answer_that_was_given_is_marked_in_words(desk: Desk) -> None:
    olga = beside(desk, "it")
    begin(olga)
    olga.submit("form", {"about": "housing"}, button="go=save")
    page = show(olga)
    chosen = page.one(".ac-screen__chosen")
    assert chosen.get_text(" ", strip=True) == "Scelta: Casa"


def test_the_field_the_operator_is_in_stands_out(desk: Desk) -> None:
    """N7: the same question is marked on both screens."""
    olga = beside(desk, "it")
    begin(olga)
    page = show(olga, question="story")
    assert "Vuoi dirci qualcosa prima?" in page.one("[aria-current=true]").get_text()


def test_the_summary_and_the_receipt_follow(desk: Desk) -> None:
    olga = beside(desk, "en")
    fill(olga)
    page = show(olga)
    assert page.h1 == "Read it all again"
    assert "What you declare" in page.text


def test_a_screen_that_knows_what_stands_there_gets_nothing(desk: Desk) -> None:
    """A few bytes: while nothing changed the answer is empty."""
    olga = beside(desk, "it")
    begin(olga)
    page = show(olga)
    watched = value(page.one("#screen"), "data-hx-get")
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = olga.raw.get(watched, headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    olga.get(f"/pratiche/{the_case(desk).reference}/passi/motivo")
    olga.submit("form", {"about": "housing"}, button="go=save")
    chosen = olga.part_of(olga.raw.get(watched, headers=headers)).select_one(".ac-screen__chosen")
    assert chosen is not None
    assert "Casa" in chosen.get_text()


def test_a_second_device_shows_it_until_the_visit_ends(desk: Desk) -> None:
    """N8: one code for one device, and nothing after the visit."""
    olga = beside(desk, "en")
    begin(olga)
    code = code_of(olga)
    device = join(desk, code)
    assert device.page is not None
    assert device.page.url.startswith("/en/schermo"), "In the person’s language."
    assert "What do you want to talk about?" in device.page.text
    join(desk, code, status=422)
    finish(olga)
    over = device.get("/en/schermo")
    assert "What do you want to talk about?" not in over.html
    part = device.part("/en/schermo")
    assert "The visit is over" in part.get_text()
    assert "schermo" not in str(part), "It asks no more."
    events = [row.event for row in desk.rows(select(AuditEntry))]
    assert {"visit.screen_offered", "visit.screen_joined"} <= set(events)


def test_a_new_device_takes_the_place_of_the_old(desk: Desk) -> None:
    olga = beside(desk, "it")
    page = begin(olga)
    first = join(desk, code_of(olga))
    olga.get(page.url)
    second = join(desk, code_of(olga))
    assert "Di che cosa vuoi parlare?" not in first.get("/schermo").html
    assert "Di che cosa vuoi parlare?" in second.get("/schermo").html


def test_a_code_that_is_late_or_wrong_opens_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = beside(desk, "it")
    begin(olga)
    code = code_of(olga)
    join(desk, "0000-0000", status=422)
    later = clock.after(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    device = join(desk, code, status=422)
    assert device.page is not None
    assert device.page.problems


def test_codes_are_not_guessed(desk: Desk) -> None:
    device = desk.browser()
    for _try in range(10):
        device.get("/schermo")
        device.submit("form", {"code": "0000-0000"}, status=422)
    device.get("/schermo")
    device.submit("form", {"code": "0000-0000"}, status=429)


def test_the_device_of_a_screen_can_do_nothing_else(desk: Desk) -> None:
    olga = beside(desk, "it")
    begin(olga)
    device = join(desk, code_of(olga))
    reference = the_case(desk).reference
    for path in (f"pratiche/{reference}/riepilogo", f"pratiche/{reference}", "sportello/schermo"):
        assert "/accedi" in device.get(f"/{path}").url


def test_an_operators_browser_does_not_become_a_screen(desk: Desk) -> None:
    olga = beside(desk, "it")
    begin(olga)
    code = code_of(olga)
    olga.get("/schermo")
    olga.submit("form", {"code": code}, status=422)
    olga.get("/sportello/visita/pagina")


def test_the_next_person_begins_with_an_empty_screen(desk: Desk) -> None:
    """X11: the second window shows nothing of the one before."""
    olga = beside(desk, "it")
    begin(olga)
    show(olga)
    finish(olga)
    assert "Di che cosa" not in olga.get("/sportello/schermo").html
    desk.identify(olga, desk.person(*LUCA))
    assert "Di che cosa" not in olga.get("/sportello/schermo").html


def test_another_persons_case_is_never_shown(desk: Desk) -> None:
    """Bad input: an operator who edits what the form sends."""
    olga = beside(desk, "it")
    begin(olga)
    reference = the_case(desk).reference
    finish(olga)
    desk.identify(olga, desk.person(*LUCA))
    desk.allow(olga)
    page = begin(olga)
    token = page.one(f"{FOLLOW} [name=csrf_token]")["value"]
    posted = {"csrf_token": token, "case": reference, "step": "motivo"}
    olga.post("/sportello/schermo", posted, status=404)
    assert not desk.rows(select(VisitScreen).where(VisitScreen.case_id.is_(None)))


def test_a_mandate_taken_back_empties_the_screen(desk: Desk) -> None:
    olga = beside(desk, "it")
    begin(olga)
    device = join(desk, code_of(olga))
    olga.get("/sportello/visita/pagina")
    form = next(
        one
        for one in olga.page.soup.select("form")
        if "/revoca" in value(one, "action")  # type: ignore[union-attr]
    )
    olga.submit(value(form, "action"))
    assert "Di che cosa vuoi parlare?" not in device.get("/schermo").html


def test_the_screen_reads_from_the_right(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N8: in Arabic the whole screen is from the right."""
    speak_arabic(desk.app, tmp_path / "translations", monkeypatch)
    olga = beside(desk, "ar")
    page = begin(olga)
    translate_case(desk.app)
    olga.get(page.url)
    page = show(olga)
    html = page.one("html")
    assert (value(html, "lang"), value(html, "dir")) == ("ar", "rtl")
    assert re.search(r"app-\w+\.rtl\.css|app\.rtl", page.html)
    assert in_arabic("Di che cosa vuoi parlare?") in page.text


def test_a_desk_without_a_visit_shows_an_empty_screen(desk: Desk) -> None:
    olga = desk.operator(DESK)
    assert "niente da leggere" in olga.get("/sportello/schermo").text
