"""A visit for somebody who cannot sign, and a mandate taken back while the operator types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.journeys.test_operator import SERVICE, open_visit
from tests.journeys.test_visit import fill_beside, on_paper
from tests.journeys.walker import Walker
from tests.support.pdf_text import squeezed, text_of

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
TALK = "colloquio-assistente-sociale"
CANNOT = "La persona non può firmare, o non può leggere"
#: A person of this file alone.
EDDA = on_paper("RDTDDE82H46L741Y", "Edda", "Redattini", "1982-06-06")


@pytest.fixture
def operator(person: Person) -> Iterator[Walker]:
    """An operator at 1280 px, whose visit ends with the journey: they have one at a time."""
    walker = person(width=1280)
    yield walker
    walker.page.goto(f"{walker.house}/sportello")
    walker.page.locator("aside.ac-acting form button").click()
    walker.page.wait_for_url(re.compile("/sportello$"))


def test_n11_who_cannot_sign_gives_a_mandate_declares_and_has_it_sent(operator: Walker) -> None:
    """N11: from the text read aloud to the receipt, before a public official, with neither pen nor phone."""
    open_visit(operator, TALK, EDDA)
    operator.reads("Firma della delega")
    operator.press(CANNOT, within="main")
    operator.reads("Non scrivere il perché")
    operator.pick("impediment").pick("official").submit()
    operator.reads("La delega è attestata e vale").reads("firmata")
    fill_beside(operator, TALK)
    operator.press(CANNOT, within="main")
    operator.reads("Leggi ad alta voce tutta questa pagina").reads("Che cosa dichiara la persona")
    operator.pick("impediment").pick("heard").submit()
    operator.reads("Può attestare solo chi ne ha l’incarico")
    operator.pick("official").submit()
    operator.reads("a voce, davanti a un pubblico ufficiale")
    operator.press("Invia la richiesta", within="main").reads("Richiesta inviata")
    reference = operator.reference
    operator.see(f"/pratiche/{reference}").reads("Ricevuta da Noemi Testoni, pubblico ufficiale")
    paper = operator.page.request.get(f"{operator.house}/pratiche/{reference}/riepilogo.pdf")
    said = squeezed(text_of(paper.body()))
    assert squeezed("Attestazione (DPR 445/2000, art. 4)") in said
    assert squeezed("Edda Redattini") in said


def test_b20_what_is_typed_while_the_person_takes_the_mandate_back_is_not_kept(
    person: Person, operator: Walker
) -> None:
    """B20: the person at home, the operator in the middle of a page."""
    open_visit(operator)
    operator.see(f"/servizi/{SERVICE}/richiedi")
    operator.fill("Il tuo comune", "Ventimiglia (IM)")
    citizen = person()
    citizen.see("/area-personale/deleghe").press_link("/accedi/entra").log_in("Luca Saggini")
    citizen.see("/area-personale/deleghe").look()
    citizen.page.locator("main a.ac-card__link").first.click()
    citizen.look().reads("Che cosa hai ascoltato")
    citizen.page.get_by_role("button", name="Tutta la delega", exact=True).click()
    citizen.reads("Da adesso non vale più")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    operator.reads("La persona ha revocato la delega").does_not_read("Il tuo comune")
    operator.see("/sportello/visita/pagina").reads("Nessuna delega")
