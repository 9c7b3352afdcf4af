"""A citizen at 360 px: from the search to the outcome, with scripts and without; and without a login."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
HOME_CARE = "Aiuto a casa"
ANSWERS = {
    "isee-number": "INPS-ISEE-2026-00000025W-00",
    "other_contact_name": "Vicina Prova",
    "phone": "+39 000 0000002",
    "street": "Via di Prova",
    "postal_code": "18039",
    "municipality": "Ventimiglia",
}


def ask_for_home_care(citizen: Walker, name: str) -> str:
    """From the home page to the receipt; the reference of the case."""
    citizen.see("/")
    citizen.page.get_by_role("searchbox").first.fill("mia mamma non riesce a lavarsi")
    citizen.press("Cerca", within="main").press(HOME_CARE, within="main")
    citizen.press("Richiedi online", within="main").log_in(name)
    citizen.reads(HOME_CARE)
    citizen.fill("Il tuo comune", "Ventimiglia (IM)")
    citizen.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    citizen.choose("Per me").press("Avanti")
    citizen.reads("Dall’anagrafe nazionale")
    citizen.choose_first().press("Avanti")
    answer_needs(citizen)
    return send(citizen)


def answer_needs(citizen: Walker) -> None:
    """The steps about what is hard, health and ISEE."""
    for _step in range(16):
        if "/riepilogo" in citizen.page.url:
            return
        citizen.choose_first()
        for name, value in ANSWERS.items():
            for box in citizen.page.locator(f"main input[name$={name}]").all():
                if not box.input_value():
                    box.fill(value)
        citizen.press("Avanti")
    raise AssertionError(f"never reached the summary: {citizen.page.url}")


def send(citizen: Walker) -> str:
    """Read the summary, declare, send; the receipt is there at once."""
    citizen.reads("Riepilogo della tua domanda")
    citizen.choose("Dichiaro tutto questo").press("Invia la richiesta")
    citizen.reads("Richiesta inviata").reads("Avrai una risposta entro")
    return citizen.reference


def decide(officer: Walker, reference: str) -> None:
    """The officer takes charge and says yes."""
    officer.see(f"/ufficio/pratiche/{reference}")
    officer.act("prendi-in-carico")
    officer.act("accogli", "Si comincia lunedì alle 9.")


@pytest.mark.parametrize(
    ("scripts", "name"),
    [(True, "Giulia Modellini"), (False, "Giulia Esempini")],
    ids=["with scripts", "without scripts"],
)
def test_a_citizen_asks_for_home_care_and_reads_the_outcome(
    person: Person, scripts: bool, name: str
) -> None:
    citizen = person(scripts=scripts)
    reference = ask_for_home_care(citizen, name)
    citizen.see(f"/pratiche/{reference}").reads("Inviata: hai la ricevuta")
    officer = person(width=1280)
    officer.see("/ufficio").press_link("/accedi/entra").log_in("Lucia Simulati")
    decide(officer, reference)
    citizen.see("/area-personale").reads("Accolta")
    citizen.see(f"/pratiche/{reference}").press("Leggi la decisione", within="main")
    citizen.reads("Si comincia lunedì alle 9.")


def test_a_first_meeting_is_asked_without_signing_in(person: Person) -> None:
    guest = person()
    guest.see("/servizi/colloquio-assistente-sociale").press("Richiedi online", within="main")
    guest.fill("Il tuo comune", "Ventimiglia (IM)")
    guest.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    for _step in range(16):
        if "/riepilogo" in guest.page.url:
            break
        guest.choose_first()
        for box in guest.page.locator("main input[type=text], main input[type=tel]").all():
            if not box.input_value():
                box.fill("+39 000 0000003" if box.get_attribute("type") == "tel" else "Prova")
        guest.press("Avanti")
    send(guest)
    other = person()
    other.page.goto(f"{other.house}/pratiche/{guest.reference}")
    assert "/accedi" in other.page.url, "somebody else's browser opened a guest's case"
