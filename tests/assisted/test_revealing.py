"""What is closed in a visit opens when it is asked for, and each time the person reads that it did."""

from __future__ import annotations

from sqlalchemy import select

from portal.platform.audit import AuditEntry
from tests.assisted.conftest import Desk
from tests.support.page import PageClient

CODE, VISIT = "/en/sportello/visita/codice-fiscale", "/en/sportello/visita/pagina"


def shown(desk: Desk) -> int:
    query = select(AuditEntry).where(
        AuditEntry.event == "person.code_shown", AuditEntry.subject_id == desk.giulia.id
    )
    return len(desk.rows(query))


def test_d17_the_code_is_shown_at_a_press_and_each_press_is_on_record(
    desk: Desk, olga: PageClient
) -> None:
    desk.identify(olga, desk.giulia)
    page = olga.get(VISIT)
    assert desk.giulia.fiscal_code not in page.html
    assert shown(desk) == 0
    page = olga.click("Show the fiscal code")
    assert desk.giulia.fiscal_code in page.text
    olga.get(CODE)
    assert shown(desk) == 2
    own = desk.browser(desk.giulia.id)
    assert "Looked at your whole fiscal code" in own.get("/en/area-personale/accessi").text


def test_who_is_known_only_by_face_keeps_it_closed(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia, document_kind="none")
    assert "Show the fiscal code" not in olga.get(VISIT).text
    olga.get(CODE, status=404)
    assert shown(desk) == 0


def test_who_has_none_has_none(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.luca, fiscal_code="")
    assert "no fiscal code" in olga.get(CODE).text


def test_before_anything_is_begun_three_questions_say_what_fits(
    desk: Desk, olga: PageClient
) -> None:
    """D8: the operator learns which services are for this person, and why, from the visit itself."""
    desk.identify(olga, desk.giulia)
    page = olga.get(VISIT)
    page = olga.click("Not sure? Three questions say which services fit the person.")
    assert page.url.startswith("/en/orientamento")
    assert page.form()
    assert "Giulia" in page.html, "The banner still says for whom."
