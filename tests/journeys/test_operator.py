"""An operator beside a citizen: from the login to a screen on which nothing of the person is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

import pytest
from PIL import Image

from tests.journeys.test_citizen import answer_needs
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

LUCA = {
    "fiscal_code": "SGGLCU87T02H238S", "given_name": "Luca", "family_name": "Saggini",
    "birth_date-day": "2", "birth_date-month": "12", "birth_date-year": "1987",
    "issuer": "Comune di Massafra", "last_digits": "12AB",
}  # fmt: skip
SERVICE = "assistenza-domiciliare"


def scan() -> dict[str, object]:
    """A photograph of a signed paper."""
    paper = BytesIO()
    Image.new("RGB", (600, 800), "white").save(paper, "PNG")
    return {"name": "firmato.png", "mimeType": "image/png", "buffer": paper.getvalue()}


def open_visit(
    operator: Walker, service: str = SERVICE, who: Mapping[str, str] = MappingProxyType(LUCA)
) -> None:
    """Log in at the desk, say who the person is, read the mandate and record it."""
    operator.see("/sportello").press_link("/accedi/entra").log_in("Noemi Testoni")
    assert operator.page.url.endswith("/sportello")
    if operator.page.get_by_role("button", name="Chiudi quella visita").count():
        # One citizen at a time: whoever walked here before left without a word.
        operator.press("Chiudi quella visita", within="main")
    operator.see("/sportello/visita")
    # The reader of cards types the code and ends with Enter; the box has the focus.
    operator.page.keyboard.type(who["fiscal_code"])
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/sportello/visita/cerca")
    operator.look()
    for name, value in who.items():
        if operator.page.locator(f"main [name='{name}']").count():
            operator.write(name, value)
    if operator.page.locator("input[name=same_person]").count():
        # Somebody who signed in before is known: the operator says that it is the same person.
        operator.pick("same_person")
    operator.pick("document_kind").submit()
    operator.see("/sportello/visita/delega")
    operator.page.locator(f"input[value='{service}'] + label").first.click()
    operator.pick("lasts").pick("agreed").submit()


def file_the_case(operator: Walker) -> str:
    """The citizen's own pages with the operator's banner; the person declares on paper."""
    operator.see(f"/servizi/{SERVICE}/richiedi")
    assert "Luca Saggini" in operator.one("aside.ac-acting").inner_text()
    operator.fill("Il tuo comune", "Ventimiglia (IM)")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    answer_needs(operator)
    reference = operator.reference
    assert operator.page.locator("input[name=declares]").count() == 0, "an operator may not declare"
    operator.press("Su carta, con la firma", within="main")
    operator.page.locator("input[type=file]:not([capture])").first.set_input_files(scan())
    operator.submit().press("Invia la richiesta", within="main")
    operator.reads("Richiesta inviata")
    return reference


def test_an_operator_files_a_case_beside_a_citizen_and_leaves_nothing_behind(
    person: Callable[..., Walker],
) -> None:
    operator = person(width=1280)
    open_visit(operator)
    reference = file_the_case(operator)
    slip = operator.page.request.get(f"{operator.house}/pratiche/{reference}/promemoria.pdf")
    assert slip.ok
    assert slip.body().startswith(b"%PDF")
    operator.page.locator("aside.ac-acting form button").click()
    operator.page.wait_for_load_state()
    assert_wiped(operator, reference)
    citizen_sees_it(person(), reference)


def assert_wiped(operator: Walker, reference: str) -> None:
    """Back, reload, a new tab, the address typed again: nothing of the person."""
    operator.does_not_read("Saggini").does_not_read(reference)
    operator.page.go_back()
    operator.page.wait_for_load_state()
    operator.does_not_read("Saggini")
    operator.page.reload()
    operator.does_not_read("Saggini")
    tab = Walker(operator.page.context.new_page(), operator.house)
    tab.page.goto(f"{operator.house}/pratiche/{reference}")
    tab.does_not_read("Saggini").does_not_read("Aiuto a casa")
    tab.page.goto(f"{operator.house}/area-personale")
    tab.does_not_read("Saggini").does_not_read(reference)
    kept = tab.page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]


def citizen_sees_it(citizen: Walker, reference: str) -> None:
    """The person later owns the case, and reads who did what, where."""
    citizen.see(f"/pratiche/{reference}").press_link("/accedi/entra").log_in("Luca Saggini")
    citizen.reads("Aiuto a casa")
    citizen.see("/area-personale/accessi").reads("Noemi Testoni").reads("Sportello sociale")
