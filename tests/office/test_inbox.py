"""The inbox: the right cases in the right order, filters that count, search by whole numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.cases.actions import drafting, handling
from portal.cases.actions.amending import amend_case
from portal.cases.models import Case
from portal.cases.reference import spoken
from portal.identity import queries as identity
from portal.office.views import inbox
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from tests.office.world import OTHER_OFFICE, Browser, World
from tests.support.page import Page
from tests.support.people import ANNA, acting
from tests.support.queries import assert_frugal, statements


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
    assert tabs == [
        "All open 2", "Mine 1", "Nobody’s 1", "To be taken in charge 1", "In charge 1",
        "Anziani e cure a casa 2",
    ]  # fmt: skip
    assert references(desk.get(page.link("Mine"))) == [mine]
    assert references(desk.get("/en/ufficio?stato=inviata")) == [new]
    assert references(desk.get("/en/ufficio?stato=in-carico")) == [mine]
    assert references(desk.get("/en/ufficio?stato=non-esiste")) == [mine, new]


def test_mine_are_not_a_colleagues(world: World) -> None:
    reference = world.case(world.person("Carla"))
    world.browser(world.officer("Ugo")).send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    page = world.browser(world.officer("Sara")).get("/en/ufficio?mie=yes")
    assert references(page) == []
    page = world.browser(world.officer("Sara")).get("/en/ufficio")
    assert "A colleague" in page.text


def searched(desk: Browser, text: str) -> Page:
    desk.get("/en/ufficio")
    return desk.submit("/en/ufficio/cerca", {"cerca": text})


def test_search_takes_a_reference_as_it_is_said(world: World) -> None:
    citizen = world.person("Carla")
    wanted, _other = world.case(citizen), world.case(citizen)
    desk = world.browser(world.officer())
    for typed in (wanted, spoken(wanted), wanted.removeprefix("AC").lower()):
        page = searched(desk, typed)
        assert references(page) == [wanted]
        assert "?" not in page.url, "What is searched stands in no address."
    assert "No case with this value" in searched(desk, "AC1234567890").text


def test_whom_an_officer_looked_for_is_on_record_and_the_person_reads_it(world: World) -> None:
    citizen = acting(world.app, ANNA)
    reference = world.case(citizen)
    ugo, sara = world.officer("Ugo"), world.officer("Sara")
    desk = world.browser(ugo)
    desk.send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    searched(desk, ANNA.fiscal_code)
    assert world.audited(reference, "case.found") == [], "it is their own work"
    assert reference in references(searched(world.browser(sara), ANNA.fiscal_code))
    (noted,) = world.audited(reference, "case.found")
    assert (noted.person_id, noted.subject_id) == (sara.person_id, citizen.person_id)
    said = world.browser(citizen).get("/en/area-personale/accessi").text
    assert "Looked for you or for your request in the office" in said
    searched(world.browser(world.officer("Otto", OTHER_OFFICE)), ANNA.fiscal_code)
    assert len(world.audited(reference, "case.found")) == 1, "nothing was found there"


def test_without_a_record_nothing_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.case(acting(world.app, ANNA))
    desk = world.browser(world.officer())
    desk.get("/en/ufficio")

    def away(*_given: object) -> None:
        raise RuntimeError("the trail is away")

    monkeypatch.setattr("portal.platform.audit.record_found", away)
    with pytest.raises(RuntimeError, match="the trail is away"):
        desk.submit("/en/ufficio/cerca", {"cerca": ANNA.fiscal_code})


def test_search_takes_a_whole_protocol_number(world: World) -> None:
    reference = world.case(world.person("Carla"))
    number = f"2026/{reference[2:9]}"
    with world.write() as session:
        same = Case.reference == reference
        session.execute(update(Case).where(same).values(protocol_number=number))
    desk = world.browser(world.officer())
    assert references(searched(desk, number)) == [reference]
    assert references(searched(desk, number[:-1])) == []


@pytest.mark.parametrize("typed", ["+39 000 0000777", "0000000777", "ospite@Prova.invalid"])
def test_search_finds_what_a_guest_left_in_their_answers(world: World, typed: str) -> None:
    reference = world.case(Actor(guest=f"browser-{typed}"), email="ospite@prova.invalid")
    desk = world.browser(world.officer())
    assert reference in references(searched(desk, typed))
    assert references(searched(desk, "altro@prova.invalid")) == []


@pytest.mark.parametrize(
    "typed", ["Provetti 01/01/1970", "provetti 1970-01-01", "prv nna 70a41 l741n"]
)
def test_search_finds_a_person_by_surname_with_birth_date_and_by_fiscal_code(
    world: World, typed: str
) -> None:
    anna = acting(world.app, ANNA)
    reference = world.case(anna)
    desk = world.browser(world.officer())
    assert references(searched(desk, typed)) == [reference]
    assert references(searched(desk, "Provetti 02/01/1970")) == []
    assert references(searched(desk, "Provetti")) == []


def test_search_finds_only_cases_of_ones_own_offices(world: World) -> None:
    reference = world.case(world.person("Carla"))
    stranger = world.browser(world.officer("Sara", OTHER_OFFICE))
    assert references(searched(stranger, reference)) == []
    assert searched(stranger, "").one("h1").get_text(strip=True) == "Office inbox"


def test_what_a_correction_changes_is_found_anew(world: World) -> None:
    citizen = world.person("Carla")
    reference = world.case(citizen)
    new = {("phone", None): drafting.Typed("+390000000888", 1, "citizen")}
    with world.write():
        amend_case(world.keyring, citizen, reference, new)
    desk = world.browser(world.officer())
    assert references(searched(desk, "+39 000 0000888")) == [reference]
    assert references(searched(desk, "+39 000 0000777")) == []


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
    assert references(desk.click("First page")) == first
    assert references(desk.get("/en/ufficio?da=nonsense")) == first
    assert references(desk.get("/en/ufficio?da=1-99990101-1")) == []


def test_cases_whose_clock_stands_come_below_until_it_runs_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    with clock.freeze(clock.now() - timedelta(days=9)):
        waiting, running = world.case(citizen), world.case(citizen)
        for reference in (waiting, running):
            world.browser(officer).send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    new, late = world.case(citizen), world.case(citizen)
    with world.write():
        handling.ask_for_something(world.keyring, officer, waiting, "Manca una carta.", 20)
    with world.write() as session:
        changed = update(Case).where(Case.reference.in_([waiting, late]))
        session.execute(changed.values(due_on=clock.today() - timedelta(days=1)))
    desk = world.browser(officer)
    page = desk.get("/en/ufficio")
    assert references(page) == [late, running, new, waiting]
    assert "the clock stands" in page.text
    monkeypatch.setattr(inbox, "PER_PAGE", 3)
    desk.get("/en/ufficio")
    assert references(desk.click("Next")) == [waiting]
    with clock.freeze(clock.now() + timedelta(days=21)):
        again = world.browser(officer).get("/en/ufficio")
        assert references(again)[0] in {waiting, late}


def test_a_case_goes_to_the_team_of_its_service_and_filters_narrow(world: World) -> None:
    citizen = world.person("Carla")
    mine = world.case(citizen)
    assert world.fact(mine, "team") == "anziani"
    desk = world.browser(world.officer())
    page = desk.get("/en/ufficio")
    assert "Anziani e cure a casa" in page.text
    assert references(desk.get(page.link("Anziani e cure a casa"))) == [mine]
    page = desk.get("/en/ufficio")
    page = desk.submit("filters", {"gruppo": "valli"})
    assert references(page) == []
    for chosen in ("servizio=assistenza-domiciliare", "comune=008065", "libere=yes"):
        assert references(desk.get(f"/en/ufficio?{chosen}")) == [mine], chosen
    for chosen in (
        "servizio=sportello-sociale",
        "comune=008001",
        "scade=oggi",
        "scade=ritardo",
        "mie=yes",
    ):
        assert references(desk.get(f"/en/ufficio?{chosen}")) == [], chosen
    assert references(desk.get("/en/ufficio?servizio=nonsense&scade=mai")) == [mine]
    with clock.freeze(clock.now() + timedelta(days=25)):
        late = world.browser(world.officer())
        assert references(late.get("/en/ufficio?scade=settimana")) == [mine]


def test_nobody_counts_beyond_a_hundred(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = world.person("Carla")
    for _number in range(3):
        world.case(citizen)
    for module in ("portal.cases.inbox", "portal.office.views.inbox"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    page = world.browser(world.officer()).get("/en/ufficio")
    assert "All open 2+" in " ".join(page.text.split())


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
        assert_frugal(heard, 11)
        for _more in range(3):
            world.case(citizen)
    assert counts[0] == counts[1]
