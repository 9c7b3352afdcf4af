"""At the desk, what one did oneself and what the colleagues did are told apart."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.assisted.models import Mandate, Visit
from tests.assisted.conftest import DESK, OTHER, Desk
from tests.support.page import Page, PageClient

USUAL = "assistenza-domiciliare"


@pytest.fixture
def two(desk: Desk, olga: PageClient) -> tuple[PageClient, PageClient]:
    """Two operators of one desk; each recorded a mandate nobody signed yet."""
    anna = desk.operator(DESK, name="Anna")
    for client, who in ((olga, desk.giulia), (anna, desk.person(*OTHER))):
        desk.identify(client, who)
        desk.allow(client, USUAL, lasts="30")
        desk.end(client)
    return olga, anna


def unsigned_on(page: Page) -> set[str]:
    """The numbers of the mandates that the page lists as unsigned."""
    links = page.soup.select("a[href$='/firma']")
    return {str(one["href"]).split("/")[-2] for one in links}


def recorded_by(desk: Desk, name: str) -> set[str]:
    """The mandates of whoever has this name, by number."""
    pages = {"Olga": 0, "Anna": 1}
    rows = desk.rows(select(Mandate).order_by(Mandate.id))
    assert all(isinstance(one, Mandate) for one in rows)
    return {str(rows[pages[name]].id)}


def test_mine_and_all_of_the_desk_are_told_apart_by_the_address(
    desk: Desk, two: tuple[PageClient, PageClient]
) -> None:
    olga, anna = two
    for client, name in ((olga, "Olga"), (anna, "Anna")):
        page = client.get("/en/sportello?elenchi=miei")
        assert unsigned_on(page) == recorded_by(desk, name)
        assert page.text.count("My visits of today") > 0
        assert len(page.soup.select("tbody tr")) == 1
    page = olga.get("/en/sportello?elenchi=tutti")
    assert unsigned_on(page) == recorded_by(desk, "Olga") | recorded_by(desk, "Anna")
    assert len(page.soup.select("tbody tr")) == 2


def test_in_the_lists_of_all_each_line_says_whose_it_is(
    desk: Desk, two: tuple[PageClient, PageClient]
) -> None:
    page = two[0].get("/en/sportello")
    lines = [one.get_text() for one in page.soup.select("li:has(a[href$='/firma'])")]
    assert ["(you)" in one for one in lines] == [True, False]
    assert "Anna Sportellini" in lines[1]
    rows = [one.get_text(" ") for one in page.soup.select("tbody tr")]
    assert ["Anna Sportellini" in one for one in rows] == [True, False]
    assert desk.giulia.family_name not in page.text


def test_the_choice_is_kept_until_it_is_changed(
    desk: Desk, two: tuple[PageClient, PageClient]
) -> None:
    """Also through the visit of somebody; it is the choice of one operator alone."""
    olga, anna = two
    olga.get("/en/sportello")
    page = olga.submit("/en/sportello/elenchi")
    assert page.url.partition("#")[0].endswith("/sportello?elenchi=miei")
    assert unsigned_on(olga.get("/en/sportello")) == recorded_by(desk, "Olga")
    desk.identify(olga, desk.giulia)
    desk.end(olga)
    assert unsigned_on(olga.get("/en/sportello")) == recorded_by(desk, "Olga")
    assert len(unsigned_on(anna.get("/en/sportello"))) == 2
    olga.submit("/en/sportello/elenchi")
    assert len(unsigned_on(olga.get("/en/sportello"))) == 2


def test_an_unknown_word_in_the_address_hides_nothing(two: tuple[PageClient, PageClient]) -> None:
    assert len(unsigned_on(two[0].get("/en/sportello?elenchi=loro"))) == 2


def test_the_lists_of_another_desk_are_never_shown(
    desk: Desk, two: tuple[PageClient, PageClient]
) -> None:
    other = desk.operator("sportello-soresina", name="Piera")
    assert unsigned_on(other.get("/en/sportello?elenchi=tutti")) == set()
    assert len(desk.rows(select(Visit))) == 2
