"""D7: what only an operator reads speaks of the person; what both read keeps "tu": it is read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from tests.assisted.conftest import DESK, Desk
from tests.assisted.test_beside import fill, the_case
from tests.assisted.test_declaring import phone_is
from tests.support.checks import words_of
from tests.support.page import Page, PageClient

#: What belongs to the person; a desk, a visit or a login is the operator's own.
OF_THE_PERSON = re.compile(
    r"\b(?:tua|tuo|tuoi|tue)\s+(?:domand\w|pratic\w+|rispost\w|dati|document\w|area|telefono|famiglia|"
    r"riferimento|deleg\w+|codice fiscale|email|numero)\b",
    re.IGNORECASE,
)
#: Pages that a person never reads: all of them speak of somebody else.
OF_THE_OPERATOR = (
    "/sportello", "/sportello/visita/pagina", "/sportello/visita/delega", "/sportello/codice",
    "/pratiche/{}/dichiarazioni/carta", "/pratiche/{}/dichiarazioni/codice", "/pratiche/{}/telefono",
)  # fmt: skip
SHARED = ("/pratiche/{}/passi/motivo", "/pratiche/{}/riepilogo", "/area-personale")


def spoken_to(block: Tag) -> Iterator[str]:
    """Words in which an operator would be taken for the person."""
    for found in OF_THE_PERSON.finditer(words_of(block)):
        yield found.group()


def a_visit(desk: Desk) -> tuple[PageClient, str]:
    """An operator beside Giulia, with a request that is all written."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    fill(olga)
    phone_is(desk, "+390000000202")
    return olga, the_case(desk).reference


def of_the_operator(page: Page) -> list[Tag]:
    """The parts of a shared page that only the operator reads."""
    return page.soup.select("[data-operator]")


def test_pages_of_the_operator_speak_of_the_person(desk: Desk) -> None:
    """D7: titles, texts, buttons, hints."""
    olga, reference = a_visit(desk)
    for path in OF_THE_OPERATOR:
        page = olga.get(path.format(reference))
        assert not list(spoken_to(page.one("main"))), path


def test_on_shared_pages_the_frame_speaks_of_the_person(desk: Desk) -> None:
    """D7: banner, screen, declarations, who is told; the questions keep "tu"."""
    olga, reference = a_visit(desk)
    seen = 0
    for path in SHARED:
        for block in of_the_operator(olga.get(path.format(reference))):
            seen += 1
            assert not list(spoken_to(block)), (path, words_of(block))
    assert seen > 5
    own = desk.browser(desk.giulia.id)
    assert not of_the_operator(own.get(f"/pratiche/{reference}/riepilogo"))


def test_an_error_of_the_operator_speaks_of_the_person(desk: Desk) -> None:
    """D7: also what goes wrong."""
    olga, reference = a_visit(desk)
    olga.get(f"/pratiche/{reference}/dichiarazioni/carta")
    page = olga.submit("form", {}, status=422)
    assert not list(spoken_to(page.one("main")))
    olga.get(f"/pratiche/{reference}/dichiarazioni/codice")
    page = olga.submit("form", {"code": "000000"}, status=422)
    assert not list(spoken_to(page.one("main")))
    assert "telefono della persona" in page.text


def test_the_rule_sees_what_it_looks_for() -> None:
    assert OF_THE_PERSON.search("Invia la tua domanda")
    assert OF_THE_PERSON.search("Correggi i tuoi dati")
    assert not OF_THE_PERSON.search("Scegli il tuo sportello")
