"""I did not ask for this: the mandate stops at once, and who did not record it looks into it."""

from __future__ import annotations

from sqlalchemy import select

from portal.assisted.models import Contest, EndedBy, Ending, Mandate, Outcome
from portal.cases.actions.declarations import offer_declaration_link
from portal.cases.models import Case, Declaration
from portal.notifications.models import Notification
from portal.platform.actor import Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from tests.assisted.conftest import LUCA, SAME_BODY, Desk
from tests.assisted.test_beside import TALK, begin, beside, by_giulia, fill
from tests.support.page import PageClient
from tests.support.people import Somebody, sign_in

BODY, OTHER_BODY = "azienda-sociale-cremonese", "comune-massafra"
BOARD = "/en/ufficio/deleghe"


def coordinator(desk: Desk, body: str = BODY, name: str = "Cora") -> PageClient:
    """Somebody who coordinates in a body."""
    client = PageClient(desk.app)
    who = Somebody(name, "Coordini", "", "1975-01-01", f"{name.lower()}@prova.invalid")
    sign_in(client, who, Grant(Role.COORDINATOR, body))
    return client


def contest(desk: Desk, words: str = "Non conosco nessuno allo sportello.") -> PageClient:
    """Giulia says that the only mandate is none of hers."""
    own = desk.browser(desk.giulia.id)
    path = f"/en/area-personale/deleghe/{desk.mandate().id}"
    own.get(path)
    own.submit(f"{path}/non-mia", {"words": words})
    return own


def test_the_next_thing_the_operator_sends_is_refused(desk: Desk, olga: PageClient) -> None:
    """N16: suspended means now, in the screen that is open."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    page = olga.get(f"/en/servizi/{TALK}/richiedi")
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    contest(desk)
    typed = {"csrf_token": token, "municipality": "008065", "privacy": "yes"}
    olga.post(f"/en/servizi/{TALK}/richiedi", typed, status=403)
    assert not desk.rows(select(Case))
    assert desk.mandate().suspended_at is not None
    assert olga.raw.get(f"/en/servizi/{TALK}/richiedi").status_code != 200


def test_drafts_begun_at_a_desk_are_out_of_reach_of_every_desk(
    desk: Desk, olga: PageClient
) -> None:
    """N16: frozen for whoever might have begun them; the person may go on, or erase them."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    begin(olga)
    (case,) = desk.rows(select(Case))
    assert case.handed_at is None
    own = contest(desk)
    (case,) = desk.rows(select(Case))
    assert case.handed_at is not None
    own.get(f"/en/pratiche/{case.reference}")
    olga.get(f"/en/pratiche/{case.reference}", status=404)


def test_who_coordinates_looks_into_it_and_the_person_reads_the_answer(
    desk: Desk, olga: PageClient
) -> None:
    """N16: a case opens, with everything needed to look into it, for who did not record it."""
    cora = coordinator(desk)
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    own = contest(desk)
    told = {row.event for row in desk.rows(select(Notification))}
    assert {"mandate_contested", "mandate_to_look_into"} <= told
    assert desk.giulia.family_name not in cora.get(BOARD).html
    cora.click(f"{desk.mandate().code[:4]}")
    page = cora.page
    assert page is not None
    for part in (desk.giulia.name, "Olga", "Document seen", "Non conosco nessuno"):
        assert part in page.text, part
    cora.submit("form", {"answer": "La persona non era qui. Abbiamo tolto la delega."})
    (row,) = desk.rows(select(Contest))
    assert row.outcome is Outcome.ENDED
    assert [one.how for one in desk.rows(select(Ending))] == [EndedBy.OFFICE]
    page = own.get(f"/en/area-personale/deleghe/{desk.mandate().id}")
    assert "Abbiamo tolto la delega" in page.text
    assert "Non conosco" not in desk.written("mandate_contests")
    read = desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.contest_read"))
    assert read[0].subject_id == desk.giulia.id


def test_a_person_who_remembers_lets_it_hold_again(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    own = contest(desk)
    own.submit(f"/en/area-personale/deleghe/{desk.mandate().id}/riconosci")
    assert desk.mandate().suspended_at is None
    assert olga.raw.get(f"/en/servizi/{TALK}/richiedi").status_code == 200
    (row,) = desk.rows(select(Contest))
    assert row.outcome is Outcome.RECOGNISED


def test_nobody_else_contests_or_looks_into_it(desk: Desk, olga: PageClient) -> None:
    """N16: not another citizen, not the operator, not the coordinator of another body."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    path = f"/en/area-personale/deleghe/{desk.mandate().id}"
    luca = desk.browser(desk.person(*LUCA).id)
    token = luca.get("/en/area-personale/profilo").soup.select("[name=csrf_token]")[0]["value"]
    luca.post(f"{path}/non-mia", {"csrf_token": token, "words": ""}, status=404)
    contest(desk)
    (row,) = desk.rows(select(Contest))
    elsewhere = coordinator(desk, OTHER_BODY, name="Carlo")
    elsewhere.get(f"{BOARD}/contestate/{row.id}", status=404)
    olga.get(f"{BOARD}/contestate/{row.id}", status=403)
    luca.get(BOARD, status=403)


def test_the_board_counts_what_is_unsigned_at_each_desk(desk: Desk, olga: PageClient) -> None:
    """N21: who coordinates sees how many, and since when; no names."""
    cora = coordinator(desk)
    assert "None." in cora.get(BOARD).text
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    page = cora.get(BOARD)
    assert "Segretariato sociale unico di Cremona" in page.text
    assert desk.giulia.family_name not in page.html


def test_who_recorded_it_records_no_other_until_it_is_answered(
    desk: Desk, olga: PageClient
) -> None:
    """N16: the visit is still open, and a second mandate would undo what the person pressed."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    page = olga.get("/en/sportello/visita/delega")
    token = page.one("#form [name=csrf_token]")["value"]
    version = page.one("#form [name=wording_version]")["value"]
    own = contest(desk)
    again = {
        "csrf_token": token, "wording_version": version, "services": "*", "lasts": "visit",
        "interpreter_how": "none", "agreed": "yes",
    }  # fmt: skip
    assert olga.get("/en/sportello/visita/delega", status=403).h1 == "A colleague does this"
    olga.post("/en/sportello/visita/delega", again, status=403)
    typed = {"csrf_token": token, "phone": "+393330000606"}
    olga.post("/en/sportello/visita/contatti", typed, status=403)
    desk.mandate()
    desk.end(olga)
    otto = desk.operator(SAME_BODY, name="Otto")
    desk.identify(otto, desk.giulia)
    desk.allow(otto)
    assert len(desk.rows(select(Mandate))) == 2, "A colleague goes on with the person."
    first = min(one.id for one in desk.rows(select(Mandate)))
    own.get(f"/en/area-personale/deleghe/{first}")
    own.submit(f"/en/area-personale/deleghe/{first}/riconosci")
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/delega")


def test_who_coordinates_looks_into_nothing_of_whom_they_are_bound_to(
    desk: Desk, olga: PageClient
) -> None:
    """N13: a coordinator reads neither the words of a relative nor that they wrote them."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    contest(desk)
    (row,) = desk.rows(select(Contest))
    cora = coordinator(desk)
    assert desk.mandate().code[:4] in cora.get(BOARD).text
    cora.get("/en/ufficio/legami")
    cora.submit("form", {"fiscal_code": desk.giulia.fiscal_code, "tie": "relative"})
    assert desk.mandate().code[:4] not in cora.get(BOARD).text
    cora.get(f"/en/ufficio/deleghe/contestate/{row.id}", status=404)


def test_a_link_to_declare_that_was_shown_before_opens_nothing_any_more(desk: Desk) -> None:
    """N16: whoever kept the square of the operator's screen declares nothing in the person's place."""
    olga = beside(desk)
    fill(olga)
    (case,) = desk.rows(select(Case))
    with desk.app.app_context(), writing():
        keyring = desk.app.config["KEYRING"]
        link = offer_declaration_link(keyring, by_giulia(desk), case.reference)
    phone = desk.browser()
    phone.get(f"/en/dichiarazioni/{link}")
    contest(desk)
    phone.get(f"/en/dichiarazioni/{link}", status=404)
    phone.post(f"/en/dichiarazioni/{link}", status=404)
    assert not desk.rows(select(Declaration))
