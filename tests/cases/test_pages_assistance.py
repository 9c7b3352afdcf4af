"""The portal's own doors: asking for assistance, reporting a malfunction; with and without a login."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from portal import catalogue
from portal.cases.timeline import CaseStatus
from tests.support.asking import answer_all, answer_step, answers_for, begin, reference, send
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, sign_in

ASSISTANCE, REPORT = "richiesta-assistenza", "segnalazione-disservizio"
DOORS = {
    "/pagine/assistenza": ("Scrivi la richiesta", ASSISTANCE),
    "/pagine/segnala": ("Scrivi la segnalazione", REPORT),
}


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


@pytest.mark.parametrize("page", DOORS)
def test_the_strip_at_the_foot_of_a_page_leads_there(client: PageClient, page: str) -> None:
    words, service = DOORS[page]
    client.get(page)
    assert client.click(words).url == f"/servizi/{service}/richiedi"


@pytest.mark.parametrize(
    ("service", "title"), [(ASSISTANCE, "Richiesta inviata"), (REPORT, "Segnalazione inviata")]
)
def test_without_a_login_it_is_sent_and_has_a_number(
    client: PageClient, filing: Filing, service: str, title: str
) -> None:
    begin(client, service)
    answer_all(client, {"phone": "000 000 0109"})
    page = send(client)
    assert page.h1 == title
    assert filing.fact(reference(page), "status") is CaseStatus.SENT


def test_who_signed_in_finds_the_name_there_and_can_keep_a_draft(
    anna: PageClient, filing: Filing
) -> None:
    begin(anna, ASSISTANCE)
    answer_step(anna, {"details": "Non trovo il modulo."})
    assert anna.page is not None
    assert anna.page.one("input[name=given_name]")["value"] == "Anna"
    number = reference(anna.page)
    answer_step(anna, go="save")
    assert filing.fact(number, "status") is CaseStatus.DRAFT
    assert number in anna.get("/area-personale").html


@pytest.mark.parametrize(("service", "most"), [(ASSISTANCE, 600), (REPORT, 200)])
def test_details_are_as_long_as_the_national_model_says_and_nothing_is_cut(
    anna: PageClient, service: str, most: int
) -> None:
    begin(anna, service)
    assert anna.page is not None
    address = anna.page.url
    typed = answers_for(anna.page, {"details": "a" * (most + 1)})
    page = anna.submit("form", typed, button="go=next", status=422)
    assert page.url == address
    assert any(str(most) in problem for problem in page.problems)
    assert "a" * (most + 1) in page.html


def test_a_photo_goes_with_the_report(anna: PageClient, filing: Filing) -> None:
    begin(anna, REPORT)
    picture = BytesIO()
    Image.new("RGB", (30, 30), "white").save(picture, "PNG")
    picture.seek(0)
    answer_step(anna, {"photos": [(picture, "porta.png")]})
    assert "porta.png" in answer_all(anna).text
    assert send(anna).h1 == "Segnalazione inviata"


def test_they_stand_in_no_list_no_search_and_no_map(client: PageClient) -> None:
    with client.app.app_context():
        snapshot = catalogue.snapshot()
    for service in (ASSISTANCE, REPORT):
        assert snapshot.service(service) is not None
        assert service not in {one.slug for one in snapshot.services()}
        assert service not in client.download("/sitemap.xml").text
        found = client.get("/servizi?q=segnalazione").soup.select("main a[href]")
        assert not [one for one in found if f"/servizi/{service}" in str(one["href"])]
    client.get(f"/servizi/{ASSISTANCE}")
