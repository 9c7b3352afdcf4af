"""After a visit nothing done on one of its pages counts; beside a person nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import delete, select

from portal.assisted.models import Mandate, Visit
from portal.cases.actions.declarations import offer_declaration_link
from portal.cases.models import Case, Declaration
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from portal.platform.sessions import COOKIE
from tests.assisted.conftest import DESK, LUCA, Desk
from tests.assisted.test_beside import TALK, begin, beside, fill, sign_on_paper, the_case
from tests.support.databases import on_one_engine
from tests.support.page import Page, PageClient
from tests.support.people import VENTIMIGLIA
from tests.support.visiting import look_for

pytestmark = on_one_engine

WIPE = '"cache", "storage"'
BEGIN = f"/en/servizi/{TALK}/richiedi"


def token_of(page: Page) -> str:
    """The token this page was made with."""
    return str(page.soup.select("[name=csrf_token]")[0]["value"])


def wanted(page: Page) -> dict[str, str]:
    """What the form that begins a case posts, from a page that is still open."""
    return {"municipality": VENTIMIGLIA, "privacy": "yes", "csrf_token": token_of(page)}


def test_what_is_posted_after_the_visit_was_left_alone_is_not_done_for_the_operator(
    desk: Desk,
) -> None:
    with clock.freeze(clock.now()):
        olga = beside(desk)
        page = olga.get(BEGIN)
    with clock.freeze(clock.after(minutes=16)):
        answer = olga.post(BEGIN, wanted(page), status=409)
        assert answer.h1 == "The visit has ended"
        assert answer.headers["Clear-Site-Data"] == WIPE
    assert not desk.rows(select(Case))


def test_a_page_of_an_ended_visit_can_do_nothing_but_leave(desk: Desk) -> None:
    olga = beside(desk)
    page = olga.get(BEGIN)
    olga.get("/en/sportello")
    olga.submit("/en/sportello/visita/fine")
    olga.post(BEGIN, wanted(page), status=400)
    assert not desk.rows(select(Case))
    olga.post("/en/sportello/visita/fine", wanted(page))
    olga.post("/en/esci", wanted(page))
    assert olga.raw.get_cookie(COOKIE) is None


def test_a_page_from_before_the_visit_does_nothing_for_the_person(desk: Desk) -> None:
    olga = desk.operator(DESK)
    page = olga.get(BEGIN)
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    olga.post(BEGIN, wanted(page), status=400)
    assert not desk.rows(select(Case))


def test_a_visit_ended_from_another_browser_wipes_the_first(desk: Desk) -> None:
    olga = beside(desk)
    page = olga.get(BEGIN)
    (visit,) = desk.rows(select(Visit))
    elsewhere = desk.browser(visit.operator_id)
    elsewhere.get("/en/sportello")
    elsewhere.submit("/en/sportello/visita/fine")
    assert olga.post(BEGIN, wanted(page), status=409).headers["Clear-Site-Data"] == WIPE
    desk.identify(olga, desk.giulia)
    assert olga.get("/en/sportello/visita/pagina").status == 200


def test_nobody_signs_in_on_the_operators_machine_during_a_visit(desk: Desk) -> None:
    olga = beside(desk)
    for path in ("/en/accedi/entra", "/en/accedi/ritorno?state=x&code=y"):
        assert olga.get(path, status=403).h1 == "End the visit first"


def test_outside_the_mandate_not_even_a_draft_is_heard_of(desk: Desk) -> None:
    own = desk.browser(desk.giulia.id)
    begin(own)
    reference = the_case(desk).reference
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia)
    desk.allow(olga, "assistenza-domiciliare")
    page = olga.get("/en/sportello/visita/pagina")
    answer = olga.post(BEGIN, {"csrf_token": token_of(page)}, status=403)
    assert reference not in answer.html


def test_a_mandate_taken_back_in_the_middle_of_a_form_stops_the_form(desk: Desk) -> None:
    olga = beside(desk)
    step = begin(olga)
    with desk.app.app_context(), writing() as session:
        session.execute(delete(Mandate))
    olga.post(step.url, {"csrf_token": token_of(step), "go": "next"}, status=404)


def test_the_person_reads_that_the_operator_opened_their_case(
    desk: Desk, sheet: Callable[[], tuple[BytesIO, str]]
) -> None:
    olga = beside(desk)
    fill(olga)
    sign_on_paper(desk, olga, sheet)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/invia")
    read = select(AuditEntry).where(AuditEntry.event == "case.read")
    (first,) = desk.rows(read)
    assert (first.subject_id, first.purpose) == (desk.giulia.id, "visit")
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    again = desk.operator(DESK, name="Otto")
    desk.identify(again, desk.giulia)
    desk.allow(again)
    for name in ("", "/ricevuta", "/ricevuta.pdf", "/promemoria.pdf"):
        assert again.raw.get(f"/en/pratiche/{reference}{name}").status_code == 200
    assert len(desk.rows(read)) == 2, "Once for each visit."
    own = desk.browser(desk.giulia.id)
    own.get(f"/en/pratiche/{reference}")
    assert len(desk.rows(read)) == 2, "One's own reading is nobody's business."


def test_whoever_looks_for_a_person_is_in_that_persons_trail(desk: Desk) -> None:
    olga = desk.operator(DESK)
    look_for(olga, desk.giulia.fiscal_code)
    (found,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.found"))
    assert found.subject_id == desk.giulia.id
    assert not desk.rows(select(Visit))


def test_somebody_else_we_know_cannot_declare_for_the_person(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    giulia = Actor(person_id=desk.giulia.id)
    with desk.app.app_context(), writing():
        link = offer_declaration_link(desk.app.config["KEYRING"], giulia, the_case(desk).reference)
    path = f"/en/dichiarazioni/{link}"
    other: PageClient = desk.browser(desk.person(*LUCA).id)
    page = other.get(path)
    other.post(path, {"csrf_token": token_of(page)}, status=403)
    assert not desk.rows(select(Declaration))
    own = desk.browser(desk.giulia.id)
    own.post(path, {"csrf_token": token_of(own.get(path))})
    assert desk.rows(select(Declaration))
