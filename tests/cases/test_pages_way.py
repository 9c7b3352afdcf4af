"""The whole way through the pages: begin, answer, send, receipt, case, message, and taking it back."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from portal.cases.timeline import CaseStatus
from portal.catalogue.snapshot import Snapshot
from tests.support.asking import (
    HOME_CARE,
    NURSERY,
    TALK,
    answer_all,
    answer_step,
    ask_for,
    begin,
    reference,
    send,
)
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA, sign_in


def picture(name: str = "foto.png") -> tuple[BytesIO, str]:
    content = BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, "PNG")
    content.seek(0)
    return content, name


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


def test_help_at_home_from_the_first_page_to_the_end(anna: PageClient, filing: Filing) -> None:
    begin(anna, HOME_CARE)
    summary = answer_all(anna)
    assert "Via di Prova" in summary.text
    receipt = send(anna)
    number = reference(receipt)
    assert "Avrai una risposta entro" in receipt.text
    assert filing.fact(number, "status") is CaseStatus.SENT
    for name in ("ricevuta.pdf", "promemoria.pdf", "riepilogo.pdf"):
        answer = anna.download(f"/pratiche/{number}/{name}")
        assert answer.mimetype == "application/pdf"
        with pikepdf.open(BytesIO(answer.data)) as document:
            assert document.Root.MarkInfo.Marked
    page = anna.get(f"/pratiche/{number}")
    assert "Inviata" in page.text
    page = anna.submit(f"/pratiche/{number}", {"text": "Ho una carta.", "files": [picture()]})
    assert "Ho una carta." in page.text
    assert page.link("foto.png").startswith(f"/pratiche/{number}/allegati/")
    anna.get(f"/pratiche/{number}/ritira")
    page = anna.submit(f"/pratiche/{number}/ritira")
    assert filing.fact(number, "status") is CaseStatus.WITHDRAWN
    assert "Scrivi all’ufficio" not in page.text
    assert number in anna.get("/area-personale").html


def test_a_first_meeting_is_asked_without_a_login(client: PageClient, app: Flask) -> None:
    number = ask_for(client, TALK, {"about": "money"})
    assert client.get(f"/pratiche/{number}").status == 200
    assert number in client.get("/area-personale").html
    for name in ("ricevuta.pdf", "promemoria.pdf"):
        client.download(f"/pratiche/{number}/{name}")
    stranger = PageClient(app)
    assert stranger.get(f"/pratiche/{number}").url.startswith("/accedi")
    signed_in = PageClient(app)
    sign_in(signed_in, CARLA)
    signed_in.get(f"/pratiche/{number}", status=404)


@pytest.mark.parametrize("service", [HOME_CARE, NURSERY])
def test_other_services_ask_for_a_login_first(client: PageClient, service: str) -> None:
    answer = client.raw.get(f"/servizi/{service}/richiedi")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accedi?da=")


def test_a_nursery_place_for_two_children(anna: PageClient, filing: Filing) -> None:
    page = begin(anna, NURSERY)
    number = reference(page)
    mario = {"child_name__0": "Mario Provetti", "child_birth_date__0-day": "28",
             "child_birth_date__0-month": "5", "child_birth_date__0-year": "2024",
             "child_support__0": "no"}  # fmt: skip
    page = answer_step(anna, mario, go="add:children")
    assert page.one("[name=child_name__0]")["value"] == "Mario Provetti"
    assert page.one("[name=child_name__1]")["value"] == ""
    matteo = {"child_name__1": "Matteo Provetti", "child_birth_date__1-day": "28",
              "child_birth_date__1-month": "8", "child_birth_date__1-year": "2025",
              "child_support__1": "yes"}  # fmt: skip
    answer_step(anna, {**mario, **matteo})
    summary = answer_all(anna, {"wants_contribution": "no"})
    assert "Mario Provetti" in summary.text
    assert "Matteo Provetti" in summary.text
    page = anna.get(f"/pratiche/{number}/passi/bambini")
    page = anna.submit("form", button="go=remove:children:0")
    assert page.one("[name=child_name__0]")["value"] == "Matteo Provetti"
    assert page.soup.select("[name=child_name__1]") == []
    assert filing.values(number)[("child_support", 0)] == "yes"
    answer_step(anna)
    answer_all(anna)
    send(anna)
    assert filing.fact(number, "status") is CaseStatus.SENT


def test_a_draft_is_found_again_and_goes_on_where_it_was(anna: PageClient, app: Flask) -> None:
    number = reference(begin(anna, HOME_CARE))
    here = answer_step(anna, {"for_whom": "me"}).url
    answer_step(anna, go="save")
    telephone = PageClient(app)
    sign_in(telephone, ANNA)
    page = telephone.get(f"/servizi/{HOME_CARE}/richiedi")
    assert "C’è già una bozza" in page.text
    page = telephone.get(page.link("Continua la bozza"))
    assert page.url == here
    page = telephone.get(f"/pratiche/{number}")
    assert page.url == here


def test_a_draft_is_thrown_away_at_the_persons_word(anna: PageClient, filing: Filing) -> None:
    number = reference(begin(anna, HOME_CARE))
    anna.get(f"/servizi/{HOME_CARE}/richiedi")
    anna.click("Ricomincia")
    page = anna.submit(f"/pratiche/{number}/scarta")
    assert page.url == f"/servizi/{HOME_CARE}"
    anna.get(f"/pratiche/{number}/riepilogo", status=404)
    assert filing.fact(number, "data_key") == b""
    assert reference(begin(anna, HOME_CARE)) != number


def test_sending_twice_shows_the_same_receipt(anna: PageClient, filing: Filing) -> None:
    begin(anna, HOME_CARE)
    summary = answer_all(anna)
    number = reference(summary)
    send(anna)
    version = filing.fact(number, "version")
    anna.page = summary
    again = send(anna)
    assert again.url == f"/pratiche/{number}/ricevuta"
    assert filing.fact(number, "version") == version
    assert anna.get(f"/pratiche/{number}/riepilogo").url == again.url


def test_an_unfinished_draft_cannot_be_sent_past_its_summary(
    anna: PageClient, filing: Filing
) -> None:
    number = reference(begin(anna, HOME_CARE))
    page = anna.get(f"/pratiche/{number}/riepilogo")
    assert "Manca" in page.text
    assert page.soup.select(f"form[action='/pratiche/{number}/invia']") == []
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    for declares in ("", "yes"):
        forced = {"csrf_token": token, "digest": "x", "declares": declares}
        anna.post(f"/pratiche/{number}/invia", forced, status=422)
    assert filing.fact(number, "status") is CaseStatus.DRAFT


def test_what_changed_after_the_summary_was_read_is_read_again(
    anna: PageClient, app: Flask, filing: Filing
) -> None:
    begin(anna, HOME_CARE)
    summary = answer_all(anna)
    number = reference(summary)
    telephone = PageClient(app)
    sign_in(telephone, ANNA)
    telephone.get(f"/pratiche/{number}/passi/bisogno")
    answer_step(telephone, {"difficulties": ["eating"]})
    anna.page = summary
    page = send(anna)
    assert page.url == f"/pratiche/{number}/riepilogo"
    assert "Rileggi il riepilogo" in page.soup.get_text()
    assert filing.fact(number, "status") is CaseStatus.DRAFT


def test_an_offer_that_ended_is_said_and_the_draft_is_kept(
    anna: PageClient, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(anna, HOME_CARE)
    number = reference(answer_all(anna))
    monkeypatch.setattr(Snapshot, "offer", lambda *_given: None)
    page = anna.submit(f"/pratiche/{number}/invia", {"declares": True}, status=409)
    assert "Quello che avevi salvato c’è ancora." in page.text
    assert filing.fact(number, "status") is CaseStatus.DRAFT
    assert len(filing.values(number)) > 5


def test_the_boxes_of_the_first_page_are_needed(anna: PageClient) -> None:
    page = anna.get(f"/servizi/{HOME_CARE}/richiedi")
    assert page.one("[name=municipality]")["value"].startswith("Ventimiglia")
    page = anna.submit("form", {"privacy": False, "municipality": ""}, status=422)
    assert len(page.problems) == 2
    anna.get("/servizi/non-esiste/richiedi", status=404)
