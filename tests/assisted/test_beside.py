"""A case filed beside a person: the operator writes, the person declares, and sees who did what."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import select

from portal import catalogue
from portal.assisted.models import Mandate, Visit
from portal.cases.actions.declarations import offer_declaration_link
from portal.cases.models import Answer, Author, Case, Declaration, Happening, Means
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor
from portal.platform.database import writing
from tests.assisted.conftest import DESK, LUCA, Desk
from tests.support.page import Page, PageClient
from tests.support.people import VENTIMIGLIA

TALK = "colloquio-assistente-sociale"
Scan = Callable[[], tuple[BytesIO, str]]


def begin(client: PageClient) -> Page:
    """Begin the shortest service; its first step."""
    client.get(f"/en/servizi/{TALK}/richiedi")
    return client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})


def first_answers(page: Page) -> dict[str, str]:
    """For each question of a step, its first answer."""
    chosen: dict[str, str] = {}
    for box in page.soup.select("main input[type=radio]"):
        chosen.setdefault(str(box["name"]), str(box["value"]))
    for field in page.soup.select("main select"):
        chosen[str(field["name"])] = str(field.select("option[value]")[1]["value"])
    return chosen


def fill(client: PageClient) -> Page:
    """Answer every step; the summary."""
    page = begin(client)
    for _step in range(9):
        if "/passi/" not in page.url:
            break
        page = client.submit("form", first_answers(page), button="go=next")
    assert page.url.endswith("/riepilogo")
    return page


def beside(desk: Desk) -> PageClient:
    """An operator in a visit with Giulia, who gave a mandate for everything."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    return olga


def the_case(desk: Desk) -> Case:
    """The only one there is."""
    (found,) = desk.rows(select(Case))
    assert isinstance(found, Case)
    return found


def sign_on_paper(desk: Desk, client: PageClient, sheet: Scan) -> None:
    """The person signs the printed summary, and the operator scans it."""
    client.get(f"/en/pratiche/{the_case(desk).reference}/dichiarazioni/carta")
    client.submit("form", {"files": sheet()})


def test_the_case_is_the_persons_and_says_who_typed_it(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    (visit,) = desk.rows(select(Visit))
    case = the_case(desk)
    assert (case.subject_id, case.opened_by) == (desk.giulia.id, visit.operator_id)
    assert case.visit_id == visit.id
    answers = desk.rows(select(Answer))
    assert {answer.typed_by for answer in answers} == {visit.operator_id}
    (begun,) = desk.rows(select(Happening))
    assert (begun.author, begun.person_id) == (Author.OPERATOR, visit.operator_id)


def test_an_operators_post_cannot_declare(desk: Desk) -> None:
    olga = beside(desk)
    page = fill(olga)
    case = the_case(desk)
    assert not page.soup.select("[name=declares]"), "The box is not even offered."
    own = desk.browser(desk.giulia.id)
    own.get(f"/en/pratiche/{case.reference}/riepilogo")
    digest = own.page.one("[name=digest]")["value"] if own.page else ""
    token = page.one(".ac-acting [name=csrf_token]")["value"]
    ticked = {"declares": "yes", "digest": digest, "csrf_token": token}
    olga.post(f"/en/pratiche/{case.reference}/invia", ticked, status=403)
    assert the_case(desk).status is CaseStatus.DRAFT
    assert not desk.rows(select(Declaration))


def test_the_link_for_the_phone_does_not_work_in_the_operators_browser(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    reference = the_case(desk).reference
    page = olga.submit(f"/en/pratiche/{reference}/dichiarazioni/telefono")
    assert "works once, for 15 minutes" in page.text
    with desk.app.app_context(), writing():
        link = offer_declaration_link(desk.app.config["KEYRING"], by_giulia(desk), reference)
    path = f"/en/dichiarazioni/{link}"
    token = page.one(".ac-acting [name=csrf_token]")["value"]
    olga.post(path, {"csrf_token": token}, status=403)
    assert not desk.rows(select(Declaration))
    phone = desk.browser()
    phone.get(path)
    phone.post(path)
    (declared,) = desk.rows(select(Declaration))
    assert (declared.means, declared.made_by) == (Means.OWN_PHONE, desk.giulia.id)


def by_giulia(desk: Desk) -> Actor:
    """The person, as an actor of their own."""
    return Actor(person_id=desk.giulia.id)


def test_a_signed_summary_lets_the_operator_send_and_the_person_sees_it_all(
    desk: Desk, sheet: Scan
) -> None:
    olga = beside(desk)
    fill(olga)
    sign_on_paper(desk, olga, sheet)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/invia")
    assert the_case(desk).sent_at is not None
    (declared,) = desk.rows(select(Declaration))
    (visit,) = desk.rows(select(Visit))
    assert (declared.means, declared.made_by) == (Means.PAPER, desk.giulia.id)
    assert declared.witnessed_by == visit.operator_id
    hub = olga.get("/en/sportello/visita/pagina")
    assert olga.download(hub.link("Slip to take home")).data.startswith(b"%PDF-")
    own = desk.browser(desk.giulia.id)
    own.get(f"/en/pratiche/{reference}")
    trail = own.get("/en/area-personale/accessi").text
    assert "Olga Sportellini" in trail
    for words in ("Opened a visit", "Recorded a mandate", "Sent the request"):
        assert words in trail
    with desk.app.app_context():
        place = catalogue.snapshot().desk(DESK)
    assert place is not None
    assert place.name in trail


def test_the_next_person_meets_no_answer_of_the_one_before(desk: Desk) -> None:
    """X11: a new draft of the same service begins empty."""
    olga = beside(desk)
    page = begin(olga)
    olga.submit("form", {**first_answers(page), "story": "Cose di Giulia"}, button="go=next")
    finish(olga)
    desk.identify(olga, desk.person(*LUCA))
    desk.allow(olga)
    page = begin(olga)
    assert "Cose di Giulia" not in page.html
    assert desk.giulia.family_name not in page.html
    assert len(desk.rows(select(Case))) == 2


def finish(client: PageClient) -> None:
    """End the visit with its button."""
    client.get("/en/sportello/visita/pagina")
    client.submit("/en/sportello/visita/fine")


def test_another_persons_case_does_not_exist_in_this_visit(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    reference = the_case(desk).reference
    finish(olga)
    paths = ("riepilogo", "riepilogo.pdf", "continua", "dichiarazioni/carta")
    for path in paths[:3]:
        olga.get(f"/en/pratiche/{reference}/{path}", status=404)
    desk.identify(olga, desk.person(*LUCA))
    desk.allow(olga)
    for path in paths:
        olga.get(f"/en/pratiche/{reference}/{path}", status=404)
    token = olga.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    olga.post(f"/en/pratiche/{reference}/scarta", {"csrf_token": token}, status=404)
    assert the_case(desk).status is CaseStatus.DRAFT


def test_a_mandate_taken_back_in_the_middle_closes_the_case_on_the_screen(desk: Desk) -> None:
    olga = beside(desk)
    page = begin(olga)
    (mandate,) = desk.rows(select(Mandate))
    own = desk.browser(desk.giulia.id)
    own.get("/en/area-personale/deleghe")
    own.submit(f"/en/area-personale/deleghe/{mandate.id}/revoca")
    olga.page = page
    olga.submit("form", first_answers(page), button="go=next", status=403)
    assert not desk.rows(select(Answer).where(Answer.question == "about"))
    own.get(f"/en/pratiche/{the_case(desk).reference}/continua")
