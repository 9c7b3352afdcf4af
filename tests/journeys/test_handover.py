"""N4, N5, N6: a draft goes from the desk to a phone and back, a picture from the phone to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.test_operator import open_visit, scan
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
TOLD = "Lo dice allo sportello, lo finisce a casa."
STORY = "Vuoi dirci qualcosa prima?"
SERVICE = "colloquio-assistente-sociale"
ON_PHONE = "La domanda è sul telefono della persona"
#: How often a screen looks whether something came, with room for a busy machine.
PATIENCE = 15_000


@pytest.fixture
def operator(person: Person) -> Iterator[Walker]:
    """An operator at 1280 px, whose visit ends with the journey: they have one at a time."""
    walker = person(width=1280)
    yield walker
    walker.page.goto(f"{walker.house}/sportello")
    walker.page.locator("aside.ac-acting form button").click()
    walker.page.wait_for_url(re.compile("/sportello$"))


def begun(operator: Walker, service: str = SERVICE) -> str:
    """A visit with a mandate for a service, and its request on the first step; the reference."""
    open_visit(operator, service)
    operator.see(f"/servizi/{service}/richiedi")
    operator.fill("Il tuo comune", "Ventimiglia (IM)")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    return operator.reference


def code_on(walker: Walker) -> str:
    """The code under the square."""
    return walker.one(".ac-reference").inner_text()


def type_code(phone: Walker, code: str) -> Walker:
    """A phone without a camera: the address, then the code."""
    return phone.see("/passa").fill("Codice", code).submit()


def status_of(walker: Walker, path: str) -> int:
    """What an address answers to who edits the address bar."""
    return walker.page.request.get(walker.house + path).status


def test_n4_n5_a_draft_goes_to_a_phone_once_and_comes_back_at_a_yes(
    person: Person, operator: Walker
) -> None:
    """N4: once taken the operator only reads. N5: back at the person's word, on their screen."""
    phone = person()
    reference = begun(operator)
    operator.press_link(f"/pratiche/{reference}/telefono").press("Mostra il codice", within="main")
    code = code_on(operator)
    type_code(phone, code).reads("La tua domanda, su questo telefono")
    phone.press("Prendila su questo telefono", within="main")
    assert "/passi/" in phone.page.url
    # Nobody touches the operator's screen: it looks by itself.
    expect(operator.one("main")).to_contain_text(ON_PHONE, timeout=PATIENCE)
    operator.look()
    assert operator.page.locator("main textarea, main input[type=text]").count() == 0
    assert status_of(operator, f"/pratiche/{reference}/continua") == 409

    second = person()
    type_code(second, code).page.wait_for_load_state()
    second.reads("già stato usato")
    second.page.goto(f"{second.house}/pratiche/{reference}/continua")
    assert "/accedi" in second.page.url

    phone.see(f"/pratiche/{reference}/allo-sportello").press("Mostra il codice", within="main")
    shown = code_on(phone)
    operator.see("/sportello/codice").fill("Codice", shown).submit()
    operator.reads("Aspetta il suo sì").does_not_read(reference)
    expect(phone.one("main")).to_contain_text("Noemi Testoni", timeout=PATIENCE)
    phone.look().press("Sì", within="main")
    expect(operator.one("main")).to_contain_text("La persona ha detto sì", timeout=PATIENCE)
    operator.look().press("Apri la domanda", within="main")
    assert reference in operator.page.url
    assert status_of(operator, f"/pratiche/{reference}/continua") == 200


def test_n6_the_picture_appears_on_the_operators_screen_without_reload(
    person: Person, operator: Walker
) -> None:
    """N6: one document, for one question; then its link is dead."""
    phone = person()
    reference = begun(operator, "contributo-affitto")
    button = operator.page.locator("main button[value^='photo:']")
    for step in range(16):
        if button.count():
            break
        operator.page.goto(f"{operator.house}/pratiche/{reference}/continua")
        steps = operator.page.locator("main a[href*='/passi/']")
        operator.page.goto(operator.house + (steps.nth(step).get_attribute("href") or ""))
    operator.press("Prendilo con il telefono della persona", within="main")
    asked_at, code = operator.page.url, code_on(operator)
    type_code(phone, code).reads("documento")
    phone.page.locator("input[type=file]").first.set_input_files([scan()])  # type: ignore[list-item]
    phone.press("Manda", within="main")
    expect(operator.one("main")).to_contain_text("Il documento è arrivato", timeout=PATIENCE)
    expect(operator.one("main")).to_contain_text("firmato.png")
    assert operator.page.url == asked_at
    operator.look()
    type_code(person(), code).reads("già stato usato")
    assert re.search(r"/foto/\d+$", asked_at)
