"""A visit for somebody who reads Arabic only: two languages on one page, and a screen of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from portal.platform.sessions import APART, COOKIE
from tests.journeys.test_kinds import MOST_STEPS
from tests.journeys.test_visit import ANNA as IDENTITY
from tests.journeys.test_visit import answer_step
from tests.journeys.walker import Walker
from tests.support.arabic import SAID, in_arabic, speak_arabic, translate_case
from tests.support.databases import on_one_engine
from tests.support.page import PageClient
from tests.support.pdf_text import opened as opened_pdf
from tests.support.people import ANNA, BRUNO, VENTIMIGLIA, open_visit, sign_in

pytestmark = [pytest.mark.journey, on_one_engine]

TALK = "colloquio-assistente-sociale"
INTERPRETER = "Amina Traducini"
ASKED = in_arabic("Di che cosa vuoi parlare?")


@dataclass
class Visit:
    """A running house with an operator in a visit, and the address of the first step of the request."""

    house: str
    client: PageClient
    step: str

    def cookies(self) -> list[dict[str, str]]:
        """What makes a browser that of the operator."""
        found = [(name, self.client.raw.get_cookie(name)) for name in (COOKIE, APART)]
        return [
            {"name": name, "value": cookie.value, "url": self.house}
            for name, cookie in found
            if cookie is not None
        ]


@pytest.fixture
def desk(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """The house itself, in this process: it speaks Arabic only here. An operator is signed in."""
    speak_arabic(app, tmp_path / "translations", monkeypatch)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    client = PageClient(app)
    sign_in(client, BRUNO)
    try:
        yield Visit(f"http://127.0.0.1:{server.server_port}", client, "/sportello/visita")
    finally:
        server.shutdown()
        thread.join(timeout=10)


@pytest.fixture
def visit(app: Flask, desk: Visit) -> Visit:
    """The operator is in a visit, on the first step of a request."""
    open_visit(desk.client, ANNA, language="ar")
    desk.client.get(f"/servizi/{TALK}/richiedi")
    page = desk.client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    translate_case(app)
    desk.step = page.url
    return desk


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Browsers of their own, closed at the end."""
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


def walker(
    browser: Browser, contexts: list[BrowserContext], visit: Visit, width: int, *, at_desk: bool
) -> Walker:
    """A browser of this width, the operator's or nobody's."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="it-IT")
    context.set_default_timeout(15_000)
    contexts.append(context)
    if at_desk:
        context.add_cookies(visit.cookies())  # type: ignore[arg-type]
    return Walker(context.new_page(), visit.house)


def receive(operator: Walker) -> None:
    """Who reads Arabic only is identified; they hear the mandate, and read it beside the Italian."""
    operator.see("/sportello/visita").page.keyboard.type(ANNA.fiscal_code)
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/sportello/visita/cerca")
    for name, value in IDENTITY.items():
        if operator.page.locator(f"main [name='{name}']").count():
            operator.write(name, value)
    operator.page.locator("main [name=language][value=ar] + label").click()
    operator.pick("document_kind").submit().see("/sportello/visita/delega")
    beside = operator.one(".ac-wording[lang=ar]")
    assert beside.get_attribute("dir") == "rtl"
    assert "النص الإيطالي وحده له قيمة قانونية" in beside.inner_text()
    for choice in (f"services'][value='{TALK}", "interpreter_how'][value='present"):
        operator.page.locator(f"main [name='{choice}'] + label").first.click()
    operator.write("interpreter_name", INTERPRETER).write("interpreter_language", "arabo")
    operator.pick("lasts").pick("agreed").submit()


def fill_paired(app: Flask, operator: Walker) -> None:
    """Every question of every step stands there twice; then the summary."""
    operator.see(f"/servizi/{TALK}/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    translate_case(app)
    operator.page.reload()
    for _step in range(MOST_STEPS):
        if "/passi/" not in operator.page.url:
            break
        blocks = operator.page.locator("main #form .ac-field").all()
        assert blocks
        for block in blocks:
            assert block.locator(".ac-beside[lang=ar][dir=rtl]").count(), block.inner_text()
        answer_step(operator)


def declare_on_phone(phone: Walker, operator: Walker) -> None:
    """On their own phone, from the right, the person reads everything and declares."""
    operator.press("Dal suo telefono", within="main")
    address = operator.one("main bdi.ac-figure").inner_text()
    phone.see(urlsplit(address).path)
    html = phone.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    phone.reads(ASKED).press(SAID["I make these declarations"], within="main")


def test_a_visit_for_who_reads_arabic_only_from_the_desk_to_the_slip(
    app: Flask, browser: Browser, contexts: list[BrowserContext], desk: Visit
) -> None:
    """N7, N8, N25, N30: the operator works in Italian; the person reads, declares and takes home Arabic."""
    operator = walker(browser, contexts, desk, 1280, at_desk=True)
    receive(operator)
    fill_paired(app, operator)
    with operator.page.context.expect_page() as opened:
        operator.page.get_by_role("button", name="Seconda finestra").click()
    window = Walker(opened.value, desk.house)
    window.page.wait_for_selector("#screen h2")
    window.look().reads(ASKED)
    assert window.page.locator("html").get_attribute("dir") == "rtl"
    summary = operator.page.url
    declare_on_phone(walker(browser, contexts, desk, 360, at_desk=False), operator)
    operator.page.goto(summary)
    operator.look().press("Invia la richiesta", within="main").reads("Richiesta inviata")
    operator.reads(INTERPRETER)
    reference = operator.reference
    for path, said in (
        ("/ar/pratiche/{}/ricevuta.pdf", "ar"),
        ("/pratiche/{}/promemoria.pdf", "it"),
    ):
        paper = operator.page.request.get(desk.house + path.format(reference)).body()
        assert str(opened_pdf(paper).Root.Lang).startswith(said)
    operator.see(f"/pratiche/{reference}").reads("dal telefono della persona").does_not_read("SPID")
    operator.page.locator("aside.ac-acting form button").click()
    operator.page.wait_for_url("**/sportello")
    for page in (operator.page, window.page):
        page.wait_for_function("words => !document.body.innerText.includes(words)", arg=ASKED)
        assert ANNA.family_name not in page.content()


def test_each_question_stands_there_in_italian_and_arabic(
    browser: Browser, contexts: list[BrowserContext], visit: Visit
) -> None:
    """N7, N10: paired and from the right, without scrolling sideways on a phone, also in large type."""
    operator = walker(browser, contexts, visit, 360, at_desk=True).see(visit.step)
    operator.reads("Di che cosa vuoi parlare?").reads(ASKED)
    beside = operator.one("legend .ac-beside")
    assert (beside.get_attribute("lang"), beside.get_attribute("dir")) == ("ar", "rtl")
    assert operator.page.locator("[name=about]").count() == 10
    size = "parseFloat(getComputedStyle(document.querySelector('main legend')).fontSize)"
    usual = operator.page.evaluate(size)
    operator.press("Caratteri grandi", within="main").press("Lettura facile", within="main")
    assert operator.page.evaluate(size) == usual * 1.25
    assert operator.page.locator("html[data-large][data-easy]").count() == 1
    operator.reads("In poche parole")


def test_the_persons_screen_follows_and_ends_with_the_visit(
    browser: Browser, contexts: list[BrowserContext], visit: Visit
) -> None:
    """N8: a second window and a second device, without a reload; nothing after the visit."""
    operator = walker(browser, contexts, visit, 1280, at_desk=True).see(visit.step)
    with operator.page.context.expect_page() as opened:
        operator.page.get_by_role("button", name="Seconda finestra").click()
    window = Walker(opened.value, visit.house)
    window.page.wait_for_selector("#screen h2")
    window.look().reads(ASKED).does_not_read("Sportelli")
    assert window.page.locator("html").get_attribute("dir") == "rtl"
    operator.see(visit.step)
    operator.page.locator("[name=story]").focus()
    window.page.wait_for_selector("[aria-current=true]")
    operator.page.locator("label", has_text="Casa").first.click()
    window.page.wait_for_selector(".ac-screen__chosen")
    assert in_arabic("Casa") in window.page.locator(".ac-screen__chosen").inner_text()
    device = let_in(browser, contexts, visit, operator)
    device.reads(ASKED).look()
    operator.page.locator("aside.ac-acting form button").click()
    for screen in (window, device):
        screen.page.wait_for_function(
            "words => !document.body.innerText.includes(words)", arg=ASKED
        )


def let_in(
    browser: Browser, contexts: list[BrowserContext], visit: Visit, operator: Walker
) -> Walker:
    """A phone becomes the person's screen, with the code that the operator reads out."""
    operator.press("Secondo dispositivo", within="main")
    code = operator.one(".ac-reference bdi").inner_text()
    device = walker(browser, contexts, visit, 360, at_desk=False).see("/schermo")
    device.fill("Codice", code).submit()
    return device
