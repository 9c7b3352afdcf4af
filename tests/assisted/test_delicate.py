"""A mandate for a service that is more delicate says so: where it is chosen, signed and used."""

from __future__ import annotations

from sqlalchemy import select

from portal.assisted.models import Mandate
from portal.assisted.queries import text_of
from portal.assisted.wording import fingerprint
from tests.assisted.conftest import Desk
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed
from tests.support.pdf_text import text_of as drawn

DELICATE, USUAL = "amministratore-sostegno", "assistenza-domiciliare"
REASON = "it is about money, care and who may decide for a person."
ON_PAPER = "riguarda i soldi, le cure e chi può decidere per una persona."


def test_where_it_is_chosen_it_says_that_it_is_more_delicate(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    page = olga.get("/en/sportello/visita/delega")
    hints = {
        box["value"]: page.one(f"#{box['aria-describedby']}").get_text()
        for box in page.soup.select("[name=services][aria-describedby]")
    }
    assert hints[DELICATE] == f"More delicate: {REASON}"
    assert USUAL not in hints
    assert "Support administrator" in hints["*"]


def test_what_is_signed_says_what_is_more_delicate_in_it(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    page = desk.allow(olga, DELICATE, USUAL, lasts="30")
    assert REASON in page.one(".ac-alert--warning").get_text()
    (mandate,) = desk.rows(select(Mandate))
    assert isinstance(mandate, Mandate)
    with desk.app.app_context():
        text = text_of(desk.app.config["KEYRING"], mandate)
    assert [one["reason"] for one in text["delicate"]] == [ON_PAPER]
    assert fingerprint(text) == mandate.digest
    paper = drawn(olga.download(f"/sportello/deleghe/{mandate.id}.pdf").data)
    assert squeezed(ON_PAPER) in squeezed(paper)
    own = desk.browser(desk.giulia.id).get(f"/area-personale/deleghe/{mandate.id}")
    assert ON_PAPER in own.text


def test_a_mandate_for_everything_names_what_is_more_delicate(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    page = desk.allow(olga)
    assert REASON in page.one(".ac-alert--warning").get_text()


def test_a_usual_service_says_nothing_of_it(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    assert "More delicate" not in desk.allow(olga, USUAL, lasts="30").text
    assert "More delicate" not in olga.get(f"/en/servizi/{USUAL}/richiedi").text


def test_the_operator_who_begins_with_it_reads_why_it_is_more_delicate(
    desk: Desk, olga: PageClient
) -> None:
    """Who asks for themselves reads no such thing."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, DELICATE)
    assert REASON in olga.get(f"/en/servizi/{DELICATE}/richiedi").text
    alone = desk.browser(desk.giulia.id).get(f"/en/servizi/{DELICATE}/richiedi")
    assert "More delicate" not in alone.text
