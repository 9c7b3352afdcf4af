"""The inbox: the right cases in the right order, filters that count, search by whole numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.cases.models import Case
from portal.cases.reference import spoken
from portal.identity import queries as identity
from portal.office.views import inbox
from portal.platform import clock
from portal.platform.database import db
from tests.office.world import World
from tests.support.page import Page
from tests.support.queries import statements


def references(page: Page) -> list[str]:
    return [str(link["href"]).rsplit("/", 1)[1] for link in page.soup.select("tbody th a")]


def test_the_nearest_deadline_comes_first_and_the_late_one_says_so(world: World) -> None:
    citizen = world.person("Carla")
    with clock.freeze(clock.now() - timedelta(days=40)):
        late = world.case(citizen)
    with clock.freeze(clock.now() - timedelta(days=5)):
        near = world.case(citizen)
    new = world.case(citizen)
    page = world.browser(world.officer()).get("/en/ufficio")
    assert references(page) == [late, near, new]
    row = page.one("tr[data-late]")
    assert spoken(late) in row.get_text(" ")
    assert "late" in row.get_text(" ")


def test_an_empty_inbox_says_so(world: World) -> None:
    assert "Nothing here" in world.browser(world.officer()).get("/en/ufficio").text


def test_filters_count_and_choose(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    mine, new = world.case(citizen), world.case(citizen)
    desk = world.browser(officer)
    desk.send(f"/ufficio/pratiche/{mine}/prendi-in-carico")
    page = desk.get("/en/ufficio")
    tabs = [" ".join(tab.get_text(" ").split()) for tab in page.soup.select(".ac-tabs a")]
    assert tabs == ["All open 2", "Mine 1", "To be taken in charge 1", "In charge 1"]
    assert references(desk.get(page.link("Mine"))) == [mine]
    assert references(desk.get("/en/ufficio?stato=inviata")) == [new]
    assert references(desk.get("/en/ufficio?stato=in-carico")) == [mine]
    assert references(desk.get("/en/ufficio?stato=non-esiste")) == [mine, new]


def test_mine_are_not_a_colleagues(world: World) -> None:
    reference = world.case(world.person("Carla"))
    world.browser(world.officer("Ugo")).send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    page = world.browser(world.officer("Sara")).get("/en/ufficio?mie=1")
    assert references(page) == []
    page = world.browser(world.officer("Sara")).get("/en/ufficio")
    assert "A colleague" in page.text


def test_search_takes_a_reference_as_it_is_said(world: World) -> None:
    citizen = world.person("Carla")
    wanted, _other = world.case(citizen), world.case(citizen)
    desk = world.browser(world.officer())
    for typed in (wanted, spoken(wanted), wanted.removeprefix("AC").lower()):
        page = desk.get("/en/ufficio")
        page = desk.submit("/en/ufficio", {"cerca": typed})
        assert references(page) == [wanted]
    page = desk.get("/en/ufficio?cerca=AC1234567890")
    assert "No case with this number" in page.text


def test_search_takes_a_whole_protocol_number(world: World) -> None:
    reference = world.case(world.person("Carla"))
    number = f"2026/{reference[2:9]}"
    with world.write() as session:
        same = Case.reference == reference
        session.execute(update(Case).where(same).values(protocol_number=number))
    desk = world.browser(world.officer())
    assert references(desk.get(f"/en/ufficio?cerca={number}")) == [reference]
    assert references(desk.get(f"/en/ufficio?cerca={number[:-1]}")) == []


def test_a_case_without_protocol_number_says_so(world: World) -> None:
    world.case(world.person("Carla"))
    assert "to be registered" in world.browser(world.officer()).get("/en/ufficio").text


def test_a_long_inbox_has_pages_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = world.person("Carla")
    sent = {world.case(citizen) for _ in range(3)}
    monkeypatch.setattr(inbox, "PER_PAGE", 2)
    desk = world.browser(world.officer())
    first = references(desk.get("/en/ufficio"))
    second = references(desk.click("Next"))
    assert set(first) | set(second) == sent
    assert len(first) + len(second) == 3
    assert references(desk.get("/en/ufficio?pagina=99")) == second
    assert references(desk.get("/en/ufficio?pagina=x")) == first


def test_no_name_is_opened_to_draw_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen, officer = world.person("Carlotta"), world.officer()
    world.case(citizen)
    desk = world.browser(officer)
    opened = []
    real = identity.open_profile
    monkeypatch.setattr(
        identity, "open_profile", lambda keyring, row: opened.append(row.id) or real(keyring, row)
    )
    page = desk.get("/en/ufficio")
    assert "Carlotta" not in page.html
    assert set(opened) == {officer.person_id}, "Only the officer's own name may be opened."


def test_more_cases_cost_no_more_queries(world: World) -> None:
    citizen = world.person("Carla")
    desk = world.browser(world.officer())
    world.case(citizen)
    counts = []
    for _ in range(2):
        with world.app.app_context(), statements(db.engine) as heard:
            desk.get("/en/ufficio")
        counts.append(len(heard))
        for _more in range(3):
            world.case(citizen)
    assert counts[0] == counts[1]
    assert counts[0] < 15
