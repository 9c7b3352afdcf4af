"""A visit for somebody who reads Arabic only: two languages on one page, and a screen of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from portal.platform.sessions import APART, COOKIE
from tests.journeys.walker import Walker
from tests.support.arabic import in_arabic, speak_arabic, translate_case
from tests.support.databases import on_one_engine
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, VENTIMIGLIA, open_visit, sign_in

pytestmark = [pytest.mark.journey, on_one_engine]

TALK = "colloquio-assistente-sociale"
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
def visit(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """The house itself, in this process: it speaks Arabic only here."""
    speak_arabic(app, tmp_path / "translations", monkeypatch)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    client = PageClient(app)
    sign_in(client, BRUNO)
    open_visit(client, ANNA, language="ar")
    client.get(f"/servizi/{TALK}/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    translate_case(app)
    try:
        yield Visit(f"http://127.0.0.1:{server.server_port}", client, page.url)
    finally:
        server.shutdown()
        thread.join(timeout=10)


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


@pytest.mark.parametrize("width", [360, 1280])
def test_each_question_stands_there_in_italian_and_arabic(
    browser: Browser, contexts: list[BrowserContext], visit: Visit, width: int
) -> None:
    """N7: paired and from the right, without scrolling sideways on a phone."""
    operator = walker(browser, contexts, visit, width, at_desk=True).see(visit.step)
    operator.reads("Di che cosa vuoi parlare?").reads(ASKED)
    beside = operator.one("legend .ac-beside")
    assert (beside.get_attribute("lang"), beside.get_attribute("dir")) == ("ar", "rtl")
    assert operator.page.locator("[name=about]").count() == 10


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


def test_large_type_fits_a_phone(
    browser: Browser, contexts: list[BrowserContext], visit: Visit
) -> None:
    """N10: a step in two languages, large and easy, still has no sideways scroll at 360 px."""
    operator = walker(browser, contexts, visit, 360, at_desk=True).see(visit.step)
    size = "parseFloat(getComputedStyle(document.querySelector('main legend')).fontSize)"
    usual = operator.page.evaluate(size)
    operator.press("Caratteri grandi", within="main").press("Lettura facile", within="main")
    assert operator.page.evaluate(size) == usual * 1.25
    assert operator.page.locator("html[data-large][data-easy]").count() == 1
    operator.reads("In poche parole")
