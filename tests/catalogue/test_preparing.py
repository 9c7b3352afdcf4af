"""The list to prepare a visit with: without a login, for so many people, in two languages, printable."""

from __future__ import annotations

import pytest

from portal.catalogue.preparing import has_household, parts_of
from tests.support.checks import value, words_of
from tests.support.page import PageClient
from tests.support.questionnaires import NAMES, questionnaire

HOME, RENT = "assistenza-domiciliare", "contributo-affitto"


@pytest.mark.parametrize("slug", [HOME, RENT, "nido"])
def test_it_is_there_without_a_login(client: PageClient, slug: str) -> None:
    """N34: printable, with papers and questions; the sheet of the service leads there."""
    client.get(f"/servizi/{slug}")
    page = client.click("Prepara la visita: un elenco da stampare")
    assert page.url.startswith(f"/servizi/{slug}/prepara")
    assert page.soup.select("[data-print]")
    assert len(page.soup.select("ul.ac-checklist--lines > li")) > 3
    assert "Set-Cookie" not in page.headers


def test_in_another_language_the_italian_stands_beside(client: PageClient) -> None:
    """N34: the person reads theirs, and who sits at the desk the Italian."""
    page = client.get(f"/en/servizi/{HOME}/prepara")
    first = page.soup.select("ul.ac-checklist--lines > li")[0]
    assert first.select("[lang=it]")
    assert not client.get(f"/servizi/{HOME}/prepara").soup.select(".ac-beside")


def test_each_member_of_the_household_has_their_own_lines(client: PageClient) -> None:
    """N34: per household."""
    name = next(one for one in NAMES if has_household(questionnaire(one)))
    alone, four = (parts_of(questionnaire(name), people) for people in (1, 4))
    members = [part.number for part in four if part.number]
    assert max(members) > 1
    assert len(four) > len(alone)
    page = client.get(f"/servizi/{name}/prepara?persone=3")
    assert value(page.one("#people"), "value") == "3"
    titles = [words_of(title) for title in page.soup.select("h3")]
    assert any(title.endswith(" 2") for title in titles)


@pytest.mark.parametrize("said", ["", "0", "-1", "999", "x", "³"])
def test_an_odd_number_of_people_is_no_error(client: PageClient, said: str) -> None:
    client.get(f"/servizi/{HOME}/prepara", status=200)
    client.get(f"/servizi/{HOME}/prepara?persone={said}")


def test_an_unknown_service_has_no_list(client: PageClient) -> None:
    client.get("/servizi/non-c-e/prepara", status=404)


def test_what_is_only_shown_is_not_asked() -> None:
    found = 0
    for name in NAMES:
        notes = {
            one.words["it"].label
            for _s, _g, one in questionnaire(name).placed()
            if not one.is_answerable
        }
        asked = {str(one.label) for part in parts_of(questionnaire(name), 2) for one in part.asked}
        assert not notes & asked
        found += len(asked)
    assert found > 200
