"""Who cannot sign declares aloud before a public official, and every page and paper says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.assisted.actions.visiting import bare
from portal.assisted.models import IdentifiedBy, Visit
from portal.cases.actions.attesting import NotReceivedHere, receive_declarations
from portal.cases.actions.declarations import SummaryChanged
from portal.cases.models import Case, Declaration, Impediment, Means
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor, with_visit
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from tests.assisted.conftest import Desk
from tests.assisted.test_beside import beside, fill, finish, sign_on_paper, the_case
from tests.assisted.test_signing import age_proof, attesting
from tests.identity.test_holdings import facts
from tests.support.checks import words_of
from tests.support.page import Page, PageClient
from tests.support.pdf_text import squeezed, text_of

CANNOT = "The person cannot sign, or cannot read"
HEARD = {"impediment": "sign", "heard": True, "official": True}
Scan = Callable[[], tuple[BytesIO, str]]


@pytest.fixture
def olga(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> PageClient:
    """An operator at a desk that is charged with it, beside Giulia, with a request that is filled in."""
    attesting(desk, monkeypatch)
    client = beside(desk)
    fill(client)
    return client


def path_of(desk: Desk) -> str:
    return f"/en/pratiche/{the_case(desk).reference}/dichiarazioni/attesta"


def received(desk: Desk, olga: PageClient) -> Page:
    """The official receives the declarations; the summary after it."""
    olga.get(f"/en/pratiche/{the_case(desk).reference}/riepilogo")
    olga.click(CANNOT)
    return olga.submit("form", HEARD)


def test_who_cannot_sign_declares_aloud_and_the_official_is_not_who_declares(
    desk: Desk, olga: PageClient
) -> None:
    """N11: the declaration is the person's; the official stands for their words, and writes no cause."""
    olga.get(f"/en/pratiche/{the_case(desk).reference}/riepilogo")
    page = olga.click(CANNOT)
    assert "Talk" in page.text or "talk" in page.text, "The answers stand there, to be read aloud."
    page = olga.submit("form", {"impediment": "sign"}, status=422)
    assert len(page.problems) == 2
    page = olga.submit("form", HEARD)
    assert page.url.endswith("/riepilogo")
    assert "before a public official" in page.text
    (made,) = desk.rows(select(Declaration))
    (visit,) = desk.rows(select(Visit))
    assert (made.means, made.made_by, made.witnessed_by) == (
        Means.OFFICIAL,
        desk.giulia.id,
        visit.operator_id,
    )
    assert "Sportellini" not in desk.written("case_declarations")
    olga.submit(f"/en/pratiche/{the_case(desk).reference}/invia")
    assert the_case(desk).status is not CaseStatus.DRAFT
    events = [row.event for row in desk.rows(select(AuditEntry))]
    assert "case.declared_aloud" in events


def test_it_is_said_on_the_page_on_both_papers_and_in_the_download(
    desk: Desk, olga: PageClient
) -> None:
    """N2: never a login, never a signature of the person's own."""
    received(desk, olga)
    olga.submit(f"/en/pratiche/{the_case(desk).reference}/invia")
    reference, own = the_case(desk).reference, desk.browser(desk.giulia.id)
    said = "Received by Olga Sportellini, public official: the person cannot sign"
    page = own.get(f"/en/pratiche/{reference}")
    assert said in words_of(page.one("[aria-labelledby=hands]"))
    request = text_of(own.download(f"/en/pratiche/{reference}/riepilogo.pdf").data)
    receipt = text_of(own.download(f"/en/pratiche/{reference}/ricevuta.pdf").data)
    assert squeezed(said) in squeezed(receipt)
    for part in ("Attestation (DPR 445/2000, art. 4)", "they declared this before me"):
        assert squeezed(part) in squeezed(request), part
    assert squeezed("Signature of the public official") in squeezed(request)
    (case,) = facts(own)["pratiche"]["cases"]
    assert "Ricevuta da Olga Sportellini, pubblico ufficiale" in case["hands"]["declared"]
    trail = own.get("/en/area-personale/accessi").text
    assert "As a public official, received what you declared aloud" in trail


def test_only_a_desk_that_is_charged_with_it_receives_them(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    attesting(desk, monkeypatch, is_official=False)
    page = olga.get(f"/en/pratiche/{the_case(desk).reference}/riepilogo")
    assert CANNOT not in page.text
    olga.get(path_of(desk), status=403)
    assert not desk.rows(select(Declaration))


@pytest.mark.parametrize("known", [IdentifiedBy.EXPIRED_DOCUMENT, IdentifiedBy.KNOWN])
def test_without_a_document_that_holds_nobody_receives_them(
    desk: Desk, olga: PageClient, known: IdentifiedBy
) -> None:
    """The official makes sure who it is before they receive anything."""
    with desk.app.app_context(), writing() as session:
        for visit in session.scalars(select(Visit)):
            visit.identified_by = known
    olga.get(path_of(desk), status=403)


def test_a_voice_on_the_telephone_is_not_received(desk: Desk, olga: PageClient) -> None:
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/telefonata", {"called_back": "no"})
    assert CANNOT not in olga.get(f"/en/pratiche/{reference}/riepilogo").text
    olga.get(path_of(desk), status=403)


def test_a_machine_left_open_asks_for_a_new_proof(desk: Desk, olga: PageClient) -> None:
    age_proof(desk, 16)
    page = olga.get(path_of(desk))
    assert "conferma=15" in page.url, "Back at the login, for a proof that is fresh."
    assert not desk.rows(select(Declaration))


def test_only_what_was_read_aloud_is_received(desk: Desk, olga: PageClient) -> None:
    """An answer that changes in another window is read again; one changed later ends the declaration."""
    reading, other = olga.get(path_of(desk)), desk.browser(desk.giulia.id)
    other.get(f"/en/pratiche/{the_case(desk).reference}/passi/motivo")
    other.submit("form", {"about": "work"}, button="go=save")
    olga.page = reading
    page = olga.submit("form", HEARD)
    assert page.url.endswith("/attesta")
    assert not desk.rows(select(Declaration))
    olga.submit("form", HEARD)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/passi/motivo")
    olga.submit("form", {"about": "money"}, button="go=save")
    assert CANNOT in olga.get(f"/en/pratiche/{reference}/riepilogo").text


def test_another_visit_receives_nothing(desk: Desk, olga: PageClient) -> None:
    path = path_of(desk)
    finish(olga)
    olga.get(path, status=403)
    desk.browser(desk.giulia.id).get(path, status=403)
    luca = desk.person("Luca", "Saggini", "1987-12-02", "SGGLCU87T02H238S")
    desk.identify(olga, luca)
    desk.allow(olga)
    olga.get(path, status=404)


def test_who_represents_somebody_declares_in_another_way(desk: Desk, olga: PageClient) -> None:
    """The words of a representative are theirs: asked of the action, which a page cannot go round."""
    (visit,) = desk.rows(select(Visit))
    now = replace(bare(visit), mandate_id=1, every_service=True, representative_id=desk.giulia.id)
    operator = with_visit(Actor(person_id=visit.operator_id), now)
    keyring, reference = desk.app.config["KEYRING"], the_case(desk).reference
    with desk.app.app_context(), writing(), pytest.raises(NotReceivedHere):
        receive_declarations(
            keyring, operator, reference,
            seen_digest="x", wording=["x"], impediment=Impediment.SIGN,
        )  # fmt: skip
    plain = with_visit(operator, replace(now, representative_id=None))
    with desk.app.app_context(), writing(), pytest.raises(SummaryChanged):
        receive_declarations(
            keyring, plain, reference,
            seen_digest="x", wording=["x"], impediment=Impediment.SIGN,
        )  # fmt: skip


def test_other_ways_say_how_it_was_declared_too(desk: Desk, sheet: Scan) -> None:
    client = beside(desk)
    fill(client)
    sign_on_paper(desk, client, sheet)
    (case,) = desk.rows(select(Case))
    client.get(f"/en/pratiche/{case.reference}/riepilogo")
    client.submit(f"/en/pratiche/{case.reference}/invia")
    page = desk.browser(desk.giulia.id).get(f"/en/pratiche/{case.reference}")
    assert "declared by the person on signed paper" in words_of(page.one("[aria-labelledby=hands]"))
