"""Choosing a municipality: kept in the browser for a year, forgotten on request, never somewhere else."""

from __future__ import annotations

import pytest

from portal.catalogue.snapshot import Snapshot
from portal.platform.shared import MUNICIPALITY
from tests.support.page import PageClient


def kept(client: PageClient) -> str | None:
    cookie = client.raw.get_cookie(MUNICIPALITY)
    return cookie.value if cookie else None


def test_choosing_by_name_leads_back_to_where_one_was(
    client: PageClient, snapshot: Snapshot
) -> None:
    place = snapshot.municipalities()[0]
    client.get("/servizi/nido")
    client.click("Scegli il tuo comune")
    page = client.submit("form", {"comune": place.name}, button="Scegli")
    assert kept(client) == place.istat
    assert page.url == "/servizi/nido"
    assert f"Comune: {place.name}" in page.text


def test_in_english_one_comes_back_to_english(client: PageClient, snapshot: Snapshot) -> None:
    client.get("/en/servizi/nido?comune=tutti")
    client.click("Choose your municipality")
    page = client.submit("form", {"comune": snapshot.municipalities()[0].istat})
    assert page.url == "/en/servizi/nido"


def test_a_name_nobody_knows_is_given_back_with_a_list(client: PageClient) -> None:
    client.get("/comune")
    page = client.submit("form", {"comune": "Atlantide"}, status=422)
    assert page.problems
    assert page.soup.select("select option")
    assert kept(client) is None


def test_nothing_written_is_asked_for(client: PageClient) -> None:
    client.get("/comune")
    assert client.submit("form", {"comune": ""}, status=422).problems


def test_the_choice_can_be_forgotten(client: PageClient, snapshot: Snapshot) -> None:
    client.raw.set_cookie(MUNICIPALITY, snapshot.municipalities()[0].istat)
    client.get("/comune?da=/servizi")
    page = client.submit(1)
    assert kept(client) is None
    assert page.url == "/servizi"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "servizi",
        "\\\\example.org", "http:example.org", "/%0d%0aX: y", "",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(
    client: PageClient, snapshot: Snapshot, address: str
) -> None:
    response = client.raw.post(
        "/comune",
        data={"comune": snapshot.municipalities()[0].istat, "da": address},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/")
    assert "example.org" not in response.headers["Location"].partition("%")[0]


def test_a_municipality_in_the_address_one_came_from_gives_way(
    client: PageClient, snapshot: Snapshot
) -> None:
    one, other = snapshot.municipalities()[:2]
    client.get(f"/servizi?q=nido&comune={one.istat}")
    client.click("Cambia")
    page = client.submit("form", {"comune": other.istat})
    assert page.url == "/servizi?q=nido"
    assert f"Comune: {other.name}" in page.text


def test_another_site_cannot_choose_for_somebody(client: PageClient, snapshot: Snapshot) -> None:
    response = client.raw.post(
        "/comune",
        data={"comune": snapshot.municipalities()[0].istat},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 400
    assert kept(client) is None


def test_the_list_shows_what_is_given_there(client: PageClient, snapshot: Snapshot) -> None:
    place = snapshot.municipalities()[0]
    client.raw.set_cookie(MUNICIPALITY, place.istat)
    page = client.get("/servizi")
    assert f"Comune: {place.name}" in page.text
    everywhere = client.click("Mostra anche i servizi degli altri comuni")
    assert f"{len(snapshot.services())} servizi trovati" in everywhere.text
