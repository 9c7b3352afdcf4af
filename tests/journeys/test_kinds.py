"""One way through each kind of service, at 360 px: money, a list of people, a call back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
MOST_STEPS = 16
FONTS = {"Titillium Web", "Lora", "Roboto Mono"}
#: What is written into a required field that is empty, by the end of its name, else by its kind.
_BY_NAME = {
    "-day": "1", "-month": "2", "-year": "2015", "-street": "Via di Prova", "-number": "1",
    "-postal_code": "18039", "-municipality": "Ventimiglia",
}  # fmt: skip
_BY_KIND = {"tel": "+39 000 0000003", "email": "prova@prova.invalid"}
_BY_MODE = {"numeric": "3", "decimal": "100"}


def fill_in(person: Walker) -> None:
    """Answer what the step cannot do without."""
    for group in person.page.locator("main form fieldset:not(.ac-member)").all():
        boxes = group.locator("input[type=radio], input[type=checkbox]")
        if boxes.count() and not group.locator("input:checked").count():
            person.page.locator(f"label[for='{boxes.first.get_attribute('id')}']").first.click()
    for chosen in person.page.locator("main form select[required]").all():
        if not chosen.input_value():
            chosen.select_option(index=1)
    for box in person.page.locator("main form :is(input, textarea)[required]").all():
        kind = box.get_attribute("type") or ""
        if kind in {"radio", "checkbox", "file"} or box.input_value():
            continue
        name, mode = box.get_attribute("name") or "", box.get_attribute("inputmode") or ""
        said = next((text for end, text in _BY_NAME.items() if name.endswith(end)), "")
        box.fill(said or _BY_KIND.get(kind) or _BY_MODE.get(mode) or "Prova")


def ask(person: Walker, slug: str, name: str = "") -> None:
    """From the sheet to the receipt, each page inspected on the way."""
    person.see(f"/servizi/{slug}").press("Richiedi online", within="main")
    if name:
        person.log_in(name)
    person.fill("Il tuo comune", "Ventimiglia (IM)")
    person.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    for _step in range(MOST_STEPS):
        if "/passi/" not in person.page.url:
            break
        fill_in(person)
        person.press("Avanti")
    person.reads("Riepilogo della tua domanda")
    person.choose("Dichiaro tutto questo").press("Invia la richiesta")
    person.reads("Richiesta inviata").reads("Avrai una risposta entro")


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("contributo-economico", "Giulia Modellini"),
        ("nido", "Giulia Esempini"),
        ("sportello-sociale", ""),
        ("dimissioni-protette", ""),
    ],
    ids=["money", "a list of people", "a call back, without login", "urgent, for a relative"],
)
def test_each_kind_of_service_is_asked_for_on_a_phone(person: Person, slug: str, name: str) -> None:
    ask(person(), slug, name)


@pytest.mark.parametrize(
    ("name", "door"), [("Giulia Esempini", "sms"), ("Luca Saggini", "io")], ids=["text", "app"]
)
def test_who_has_no_email_is_told_on_the_phone(person: Person, name: str, door: str) -> None:
    asking = person()
    ask(asking, "contributo-economico", name)
    outside = f"http://127.0.0.1:{int(asking.house.rpartition(':')[2]) + 1}"
    for _wait in range(30):
        found = asking.page.request.get(f"{outside}/{door}.json").json()
        # Another journey of this house may have told the same person something else meanwhile.
        told = [str(one).replace("'", "’") for one in found]
        if any("l’abbiamo ricevuta" in one for one in told):
            break
        asking.page.wait_for_timeout(500)
    else:
        pytest.fail(f"nothing about the request was told: {told}")
    shown = person()
    shown.page.goto(f"{outside}/{door}")
    shown.look().reads(name)


def test_an_urgent_service_shows_the_telephone_before_any_question(person: Person) -> None:
    page = person().see("/servizi/dimissioni-protette/richiedi").page
    said = page.get_by_text("Chiamaci: è più veloce").bounding_box()
    asked = page.locator("main form :is(input, select):not([type=hidden])").first.bounding_box()
    assert said is not None
    assert asked is not None
    assert said["y"] < asked["y"]


@pytest.mark.parametrize("path", ["/", "/servizi/nido", "/servizi/nido/richiedi", "/appuntamenti"])
def test_c_se_1_3_headings_and_paragraphs_use_the_national_fonts(person: Person, path: str) -> None:
    walker = person()
    walker.page.goto(walker.house + path)
    families = walker.page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6,p')]"
        ".map(node => getComputedStyle(node).fontFamily.split(',')[0].replaceAll('\"', ''))"
    )
    assert families
    assert set(families) <= FONTS
