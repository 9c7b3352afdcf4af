"""A public machine at 1280 × 1024: who sits down next finds nothing, wherever they look (N3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey
STORY = "Una storia che nessuno deve trovare."
SERVICE = "sportello-sociale"
FIRST = "/postazione/lingua"


@pytest.fixture
def machine(house: str, browser: Browser, person: Callable[..., Walker]) -> Iterator[Walker]:
    """An enrolled machine on its first screen; its clock can be moved."""
    operator = person(width=1280)
    operator.see("/sportello").press_link("/accedi/entra").log_in("Noemi Testoni")
    operator.see("/sportello/postazioni").fill("Nome della postazione", "Ingresso").submit()
    code = operator.one(".ac-task .ac-figure").inner_text()
    context = browser.new_context(viewport={"width": 1280, "height": 1024}, locale="it-IT")
    context.set_default_timeout(30_000)
    walker = Walker(context.new_page(), house)
    walker.page.clock.install()
    walker.see("/postazione/collega").fill("Codice dello sportello", code).submit()
    assert walker.page.url.endswith(FIRST)
    yield walker
    context.close()


def begin(machine: Walker) -> str:
    """Somebody sits down, searches, and writes something without signing in; the address of it."""
    machine.see(FIRST).press("Italiano")
    machine.see("/servizi?q=violenza")
    machine.see(f"/servizi/{SERVICE}/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    machine.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    machine.fill("Vuoi dirci qualcosa prima?", STORY)
    machine.page.get_by_label("Vuoi dirci qualcosa prima?").blur()
    expect(machine.one("[data-saved]")).to_contain_text("Salvato")
    return machine.page.url


def every_step_back(page: Page) -> Iterator[str]:
    """Where the button "back" leads, until the history has no more."""
    steps = 0
    # Not ``go_back``: it waits for a page that may lead on before it is loaded.
    for _step in range(12):
        # A page that is being led away takes no orders: then the next turn goes back.
        with suppress(Error):
            page.evaluate("() => { setTimeout(() => history.back()) }")
        page.wait_for_timeout(700)
        page.wait_for_load_state()
        if page.url == "about:blank":
            break
        steps += 1
        yield page.url
    assert steps >= 4, "The history was empty: nothing was tried."


def finds_nothing(page: Page, was_at: str) -> None:
    """Back, reload, a new tab, the address, storage and cache: the first screen, and not a word."""
    assert page.url.endswith(FIRST)
    for url in every_step_back(page):
        assert url.endswith(FIRST)
        assert STORY not in page.content()
    page.goto(was_at)
    page.reload()
    assert page.url.endswith(FIRST)
    tab = page.context.new_page()
    tab.goto(was_at)
    assert tab.url.endswith(FIRST)
    tab.close()
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0]
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names == {"accanto_kiosk"}


def test_who_is_done_leaves_nothing(machine: Walker) -> None:
    was_at = begin(machine)
    machine.press("Ho finito", within=".ac-kiosk-bar").reads("non l’hai inviato")
    machine.press("Cancella e finisci", within="main")
    finds_nothing(machine.page, was_at)


def test_who_goes_away_is_asked_and_then_wiped(machine: Walker) -> None:
    was_at = begin(machine)
    dialog = machine.page.get_by_role("dialog", name="Sei ancora qui?")
    machine.page.clock.run_for(91_000)
    expect(dialog).to_be_visible()
    machine.look()
    machine.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    machine.page.clock.run_for(91_000)
    expect(dialog).to_be_visible()
    machine.page.clock.run_for(31_000)
    machine.page.wait_for_url(re.compile(f"{FIRST}$"))
    finds_nothing(machine.page, was_at)


def test_the_next_person_does_not_reach_the_history_of_the_one_before(machine: Walker) -> None:
    begin(machine)
    machine.press("Ho finito", within=".ac-kiosk-bar").press("Cancella e finisci", within="main")
    machine.press("English")
    for url in every_step_back(machine.page):
        assert re.search("/postazione$", url), url


def test_a_machine_is_used_by_keyboard_and_calls_somebody(machine: Walker) -> None:
    machine.page.keyboard.press("Tab")
    machine.page.keyboard.press("Tab")
    machine.page.keyboard.press("Enter")
    machine.page.wait_for_url(re.compile("/postazione$"))
    machine.look()
    machine.page.keyboard.type("assistenza-domiciliare")
    machine.page.keyboard.press("Enter")
    machine.page.wait_for_url(re.compile("/servizi/assistenza-domiciliare$"))
    machine.look().press("Chiama qualcuno", within=".ac-kiosk-bar")
    expect(machine.one(".ac-kiosk-bar")).to_contain_text("Arriva qualcuno")


def test_what_was_begun_goes_along_on_the_phone_and_nothing_stays(
    machine: Walker, person: Callable[..., Walker]
) -> None:
    """N3, N4: the end offers to take it along; then the machine forgets as always."""
    was_at = begin(machine)
    machine.press("Ho finito", within=".ac-kiosk-bar")
    machine.press("Portala via sul mio telefono", within="main")
    code, phone = machine.one(".ac-reference").inner_text(), person()
    phone.see("/passa").fill("Codice", code).submit().reads("Sportello")
    phone.press("Prendila su questo telefono", within="main")
    assert phone.one("textarea").input_value() == STORY
    machine.page.clock.run_for(4_000)
    expect(machine.one("main")).to_contain_text("sul tuo telefono")
    # The buttons glide from one colour to the other: axe looks once they have arrived.
    machine.page.wait_for_timeout(500)
    machine.look().press("Ho finito", within="main")
    finds_nothing(machine.page, was_at)
    phone.page.reload()
    assert phone.one("textarea").input_value() == STORY
