"""An officer's day: a nursery request arrives, something is asked, a no is announced and answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.test_citizen import send
from tests.journeys.test_operator import scan
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

MAIL = "p124@prova.invalid"
#: Receipt, taken in charge, something asked, refusal announced, refused.
LETTERS = 5
CHILDREN = (
    ("Mario Campioni Prova", "3", "2", "2025"),
    ("Matteo Campioni Prova", "9", "10", "2023"),
)
ANSWERS = {
    "isee-number": "INPS-ISEE-2026-00000025W-00",
    "iban": "IT60 X054 2811 1010 0000 0123 456",
    "phone": "+39 000 0000006",
    "street": "Via di Prova",
    "postal_code": "18012",
    "municipality": "Bordighera",
}


def add_children(parent: Walker) -> None:
    """Two children in the repeating group."""
    while parent.page.locator("main [name^=child_name__]").count() < len(CHILDREN):
        parent.page.locator("button[value='add:children']").click()
        parent.page.wait_for_load_state()
    for place, (name, day, month, year) in enumerate(CHILDREN):
        parent.write(f"child_name__{place}", name)
        parent.write(f"child_birth_date__{place}-day", day)
        parent.write(f"child_birth_date__{place}-month", month)
        parent.write(f"child_birth_date__{place}-year", year)


def ask_for_a_nursery_place(parent: Walker) -> str:
    """From the sheet to the receipt."""
    parent.see("/servizi/nido").press("Richiedi online", within="main")
    parent.log_in("Amina Campioni Prova")
    parent.fill("Il tuo comune", "Bordighera (IM)")
    parent.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    add_children(parent)
    for _step in range(16):
        if "/riepilogo" in parent.page.url:
            break
        parent.choose_first()
        for name, value in ANSWERS.items():
            for box in parent.page.locator(f"main input[name$={name}]").all():
                if not box.input_value():
                    box.fill(value)
        parent.press("Avanti")
    parent.reads("Mario Campioni Prova").reads("Matteo Campioni Prova")
    return send(parent)


def letters(walker: Walker) -> list[str]:
    """The subjects that reached the parent's mailbox, oldest last."""
    port = int(walker.house.rpartition(":")[2]) + 1
    for _wait in range(20):
        answer = walker.page.request.get(f"http://127.0.0.1:{port}/posta.json?a={MAIL}")
        found = [one["subject"] for one in answer.json()]
        if len(found) >= LETTERS:
            break
        walker.page.wait_for_timeout(500)
    return found


def test_an_officer_asks_announces_a_no_and_decides(person: Callable[..., Walker]) -> None:
    parent = person()
    reference = ask_for_a_nursery_place(parent)
    officer = person(width=1280)
    officer.see("/ufficio").press_link("/accedi/entra").log_in("Lucia Simulati")
    officer.page.locator(f"main a[href*='{reference}']").first.click()
    officer.look().reads("Mario Campioni Prova")
    officer.act("prendi-in-carico")
    form = officer.page.locator("form[action$='/chiedi']")
    officer.page.locator("details", has=form).last.locator("summary").first.click()
    form.locator("[name=days]").fill("15")
    officer.act("chiedi", "Serve il certificato delle vaccinazioni di Matteo.")
    parent.see("/area-personale").reads("Rispondi all’ufficio")
    parent.see(f"/pratiche/{reference}").reads("certificato delle vaccinazioni")
    parent.write("text", "Ecco il certificato.")
    parent.page.locator("main input[type=file]:not([capture])").first.set_input_files(scan())
    parent.press("Invia il messaggio").reads("Ecco il certificato.").reads("firmato.png")
    refuse(officer, parent, reference)


def refuse(officer: Walker, parent: Walker, reference: str) -> None:
    """A no is announced, the parent objects, only then the officer may refuse."""
    officer.see(f"/ufficio/pratiche/{reference}").reads("Ecco il certificato.")
    assert officer.page.locator("form[action$='/respingi']").count() == 0, (
        "no refusal without notice"
    )
    officer.act("preavviso", "I posti per quest’anno sono finiti.")
    assert officer.page.locator("form[action$='/respingi']").count() == 0, "ten days come first"
    parent.see(f"/pratiche/{reference}").reads("I posti per quest’anno sono finiti.")
    parent.write("text", "Chiedo la lista di attesa.").press("Invia il messaggio")
    officer.see(f"/ufficio/pratiche/{reference}").reads("Chiedo la lista di attesa.")
    officer.act("respingi", "I posti sono finiti. Resti in lista di attesa.")
    parent.see(f"/pratiche/{reference}").press("Leggi la decisione", within="main")
    parent.reads("Resti in lista di attesa.").reads("TAR")
    subjects = letters(parent)
    assert len(subjects) >= LETTERS, subjects
    assert all(reference in one.replace(" ", "") for one in subjects), subjects
    assert not any("nido" in one.casefold() for one in subjects), "a subject names the service"
