"""A guardian at a desk: their act is accepted once, then an operator files for the person they represent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.test_operator import scan
from tests.journeys.test_visit import file_beside, on_paper
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
GUARDIAN, WARD = "Antonio Fintoni", "Sestina Anziani"
SERVICE = "assistenza-domiciliare"
#: The person represented was never here, and is not at the desk either.
OF_WARD = {
    "fiscal_code": "SSTSRN40A41L741Z", "given_name": "Sestina", "family_name": "Anziani",
    "birth_date-day": "1", "birth_date-month": "1", "birth_date-year": "1940",
    "court": "Tribunale di Prova", "number": "7/2026", "body": "Comune di Ventimiglia",
}  # fmt: skip
CHOSEN = {
    "kind": "guardian", "services": "*", "reach": "send", "represents": "yes",
}  # fmt: skip
OF_GUARDIAN = on_paper("FNTNTN89T08Z343C", "Antonio", "Fintoni", "1989-12-08")


def choose(walker: Walker, name: str, value: str) -> None:
    """Choose one answer of a list or of buttons, by its value in the form."""
    control = walker.page.locator(f"main [name='{name}']").first
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value=value)
    else:
        walker.page.locator(f"main input[name='{name}'][value='{value}'] + label").first.click()


def send_the_act(guardian: Walker) -> None:
    """The guardian sends the judge's act from home, once."""
    path = "/area-personale/per-chi/rappresentanza"
    guardian.see(path).press_link("/accedi/entra").log_in(GUARDIAN)
    for name, value in OF_WARD.items():
        guardian.write(name, value)
    for name, value in CHOSEN.items():
        choose(guardian, name, value)
    guardian.page.locator("input[type=file]:not([capture])").first.set_input_files(scan())
    guardian.submit().reads(WARD)


def accept_the_act(officer: Walker) -> None:
    """An officer reads the act and accepts it."""
    officer.see("/ufficio/rappresentanze").press_link("/accedi/entra").log_in("Lucia Simulati")
    officer.reads(WARD).press_link("/ufficio/rappresentanze/")
    choose(officer, "answer", "accept")
    officer.submit()


def receive(operator: Walker) -> None:
    """The operator looks at the guardian's document, and goes on for the person represented."""
    operator.see("/sportello").press_link("/accedi/entra").log_in("Noemi Testoni")
    if operator.page.get_by_role("button", name="Chiudi quella visita").count():
        operator.press("Chiudi quella visita", within="main")
    operator.see("/sportello/visita")
    operator.page.keyboard.type(OF_GUARDIAN["fiscal_code"])
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/sportello/visita/cerca")
    for name, value in OF_GUARDIAN.items():
        if operator.page.locator(f"main [name='{name}']").count():
            operator.write(name, value)
    operator.pick("same_person").pick("document_kind").submit()
    operator.see("/sportello/visita/pagina").reads(WARD)
    operator.press("Continua per questa persona", within="main")


def test_a_guardian_is_served_for_who_they_represent(person: Person) -> None:
    """N12: from the act to the receipt without a mandate; at home the guardian finds the same request."""
    guardian = person()
    send_the_act(guardian)
    accept_the_act(person(width=1280))
    operator = person(width=1280)
    receive(operator)
    banner = operator.one("aside.ac-acting").inner_text()
    assert WARD in banner
    assert GUARDIAN in banner
    operator.does_not_read("Registra una delega")
    reference = file_beside(operator, SERVICE)
    operator.see(f"/pratiche/{reference}").reads("chi rappresenta la persona")
    operator.page.locator("aside.ac-acting form button").click()
    operator.page.wait_for_url("**/sportello")
    operator.does_not_read("Anziani").does_not_read("Fintoni")
    guardian.see("/area-personale/per-chi").press("Agisci ora per questa persona")
    guardian.see("/area-personale/pratiche").reads("Aiuto a casa")
