"""The receipt says at once all that the law asks, and says the same however the catalogue changes later."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import update

from portal.cases.models import Case
from portal.cases.receipts import receipt, stated
from portal.platform import jobs
from portal.platform.actor import Actor
from portal.platform.i18n import LANGUAGES
from tests.support.filing import Filing, find
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, sign_in


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case of Anna, just sent."""
    return filing.sent(anna)


@pytest.fixture
def browser(client: PageClient, case: str) -> PageClient:
    """Anna's browser."""
    sign_in(client, ANNA)
    return client


def page(browser: PageClient, case: str) -> Page:
    return browser.get(f"/pratiche/{case}/ricevuta")


def test_the_receipt_holds_everything_articles_8_and_18_bis_ask(
    browser: PageClient, filing: Filing, case: str
) -> None:
    said = page(browser, case).text
    with filing.read():
        values = receipt.receipt_values(find(case))
    for fact in (
        values["spoken"], values["body"].name, values["office"].name, values["substitute"],
        values["body"].pec, values["stated_due_day"], values["meaning_of_silence"], values["receipt_code"],
        values["seeing_papers"], *values["inaction"], *values["remedies"], "Aiuto a casa",
        "a registrare",
    ):  # fmt: skip
        assert fact in said, fact


def test_the_number_of_the_register_appears_on_the_receipt_by_itself(
    browser: PageClient, filing: Filing, case: str
) -> None:
    with filing.read():
        jobs.drain()
    said = page(browser, case).text
    assert filing.fact(case, "protocol_number") in said
    assert "Da registrare" not in said
    assert len(browser.get("/area-personale").soup.select("main")) == 1


def test_the_receipt_stays_what_it_was_when_the_office_leaves_the_catalogue(
    browser: PageClient, filing: Filing, case: str
) -> None:
    before = page(browser, case).text
    with filing.write() as session:
        session.execute(
            update(Case).where(Case.reference == case).values(office="gone", body="gone-too")
        )
    assert page(browser, case).text == before


def test_what_is_stated_is_kept_in_every_language(filing: Filing, case: str) -> None:
    with filing.read():
        kept = find(case).stated
        assert kept is not None
        assert set(kept["words"]) == set(LANGUAGES)
        assert kept["words"]["it"]["silence"] != kept["words"]["en"]["silence"]
        assert "Provetti" not in str(kept)


def test_a_case_of_before_states_what_holds_now(filing: Filing, case: str) -> None:
    with filing.write() as session:
        session.execute(update(Case).values(stated=None))
    with filing.read():
        assert stated.stated_of(find(case))["due_on"] == find(case).due_on.isoformat()


def test_the_paper_is_tagged_and_carries_the_code_and_its_drawing(
    browser: PageClient, case: str
) -> None:
    answer = browser.download(f"/pratiche/{case}/ricevuta.pdf")
    with pikepdf.open(BytesIO(answer.data)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("it")


def test_the_request_that_was_sent_is_given_back_as_it_was_sealed(
    browser: PageClient, filing: Filing, case: str
) -> None:
    with filing.read():
        jobs.drain()
    first = browser.download(f"/pratiche/{case}/riepilogo.pdf").data
    assert browser.download(f"/pratiche/{case}/riepilogo.pdf").data == first
