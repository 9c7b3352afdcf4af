"""Working a case together: hand-overs, notes, reasons to open, corrections; what the person reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.cases import working
from portal.cases.actions import drafting
from portal.cases.actions.amending import amend_case
from portal.platform import clock
from portal.platform.actor import Actor
from tests.office.world import OTHER_OFFICE, World
from tests.support.people import ANNA, acting


def address(reference: str, act: str = "") -> str:
    return f"/en/ufficio/pratiche/{reference}" + (f"/{act}" if act else "")


def reasons(world: World, reference: str, actor: Actor) -> list[str | None]:
    """Why somebody opened a case, each time."""
    opened = world.audited(reference, "case.read")
    return [one.purpose for one in opened if one.person_id == actor.person_id]


def test_a_case_is_given_to_a_colleague_who_reads_the_hand_over(world: World) -> None:
    reference = world.case(world.person("Carla"))
    ugo, sara = world.officer("Ugo"), world.officer("Sara")
    desk = world.browser(ugo)
    desk.send(address(reference, "prendi-in-carico"))
    desk.get(address(reference))
    page = desk.submit("assign-form", {"to": str(sara.person_id)}, status=422)
    assert "Write where the case stands" in page.problems[0]
    page = desk.submit("assign-form", {"words": "Manca solo la visita."})
    assert world.fact(reference, "officer_id") == sara.person_id
    page = world.browser(sara).get(address(reference))
    assert "Ugo Di Prova gave the case to: Sara Di Prova." in page.text
    assert "Manca solo la visita." in page.text
    assert len(world.audited(reference, "case.assigned")) == 1


def test_a_case_goes_back_to_nobody_and_to_another_team(world: World) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    desk.send(address(reference, "prendi-in-carico"))
    desk.get(address(reference))
    desk.submit("assign-form", {"to": "nobody", "words": "Sono in ferie."})
    assert world.fact(reference, "officer_id") is None
    desk.submit("assign-form", {"to": "team-primo-ascolto"})
    assert world.fact(reference, "team") == "primo-ascolto"


def test_nobody_of_another_office_can_be_given_a_case(world: World) -> None:
    reference = world.case(world.person("Carla"))
    stranger = world.officer("Otto", OTHER_OFFICE)
    desk = world.browser(world.officer())
    path = address(reference, "assegna")
    page = desk.send(path, {"to": str(stranger.person_id)}, status=422)
    assert page.problems
    assert world.fact(reference, "officer_id") is None


def test_the_person_reads_who_works_their_case_where_the_body_wants_it(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer("Ugo")
    reference = world.case(citizen)
    world.browser(officer).send(address(reference, "prendi-in-carico"))
    assert "Ugo Di Prova" in world.browser(citizen).get(f"/pratiche/{reference}").text
    with world.app.app_context():
        found = world.find(reference)
        found.office = OTHER_OFFICE
        assert working.name_for_citizen(world.keyring, found) == ""


def test_a_note_is_for_the_office_alone(world: World) -> None:
    citizen = acting(world.app, ANNA)
    reference = world.case(citizen)
    desk = world.browser(world.officer())
    desk.get(address(reference))
    page = desk.submit("note-form", {"text": "Ha chiamato il figlio."})
    assert "Ha chiamato il figlio." in page.text
    assert "If they ask for their file, they get it" in page.text
    assert "Ha chiamato" not in world.browser(citizen).get(f"/pratiche/{reference}").html
    said = world.browser(citizen).get("/en/area-personale/accessi").text
    assert "Noted something for the office: you may ask to see it" in said
    page = desk.submit("note-form", {"text": " "}, status=422)
    assert page.one("#note-box").has_attr("open")


def test_a_colleagues_case_opens_only_with_a_reason_which_the_person_reads(world: World) -> None:
    citizen = acting(world.app, ANNA)
    reference = world.case(citizen)
    world.browser(world.officer("Ugo")).send(address(reference, "prendi-in-carico"))
    sara = world.officer("Sara")
    desk = world.browser(sara)
    page = desk.get(address(reference))
    assert "Ho bisogno di aiuto" not in page.html
    assert "Provetti" not in page.html
    assert reasons(world, reference, sara) == []
    page = desk.submit("why-form", {"perche": "sostituzione"})
    assert "Ho bisogno di aiuto al mattino." in page.text
    assert reasons(world, reference, sara) == ["substitution"]
    said = world.browser(citizen).get("/en/area-personale/accessi").text
    assert "for a colleague who was away" in said
    assert "My colleague is away" in desk.get(address(reference)).text
    with clock.freeze(clock.now() + timedelta(hours=7)):
        again = world.browser(sara)
        assert "Ho bisogno" in again.get(address(reference)).text
    with clock.freeze(clock.now() + timedelta(hours=17)):
        assert "Ho bisogno" not in world.browser(sara).get(address(reference)).text


@pytest.mark.parametrize("said", ["", "work", "curiosità"])
def test_a_reason_that_is_none_opens_nothing(world: World, said: str) -> None:
    reference = world.case(world.person("Carla"))
    world.browser(world.officer("Ugo")).send(address(reference, "prendi-in-carico"))
    sara = world.officer("Sara")
    page = world.browser(sara).get(f"{address(reference)}?perche={said}")
    assert "Ho bisogno" not in page.html
    assert reasons(world, reference, sara) == []


@pytest.mark.parametrize("act", ["scrivi", "accogli", "annota", "assegna", "legame"])
def test_nothing_posted_without_a_page_opens_a_colleagues_case(world: World, act: str) -> None:
    reference = world.case(world.person("Carla"))
    world.browser(world.officer("Ugo")).send(address(reference, "prendi-in-carico"))
    sara = world.officer("Sara")
    desk, path = world.browser(sara), address(reference, act)
    for typed in ({"check": "1"}, {"modello": "x"}, {"text": ""}):
        page = desk.send(path, typed)
        assert "Ho bisogno" not in page.html
    assert reasons(world, reference, sara) == []


def test_a_page_opened_while_the_case_was_nobodys_can_still_be_posted(world: World) -> None:
    reference, sara = world.case(world.person("Carla")), world.officer("Sara")
    desk = world.browser(sara)
    desk.get(address(reference))
    world.browser(world.officer("Ugo")).send(address(reference, "prendi-in-carico"))
    page = desk.submit("note-form", {"text": " "}, status=422)
    assert "Ho bisogno" in page.text
    assert page.problems


def test_what_was_corrected_is_read_field_by_field(world: World) -> None:
    citizen = world.person("Carla")
    reference = world.case(citizen)
    new = {("story", None): drafting.Typed("Ho bisogno anche la sera.", 1, "citizen")}
    with world.write():
        amend_case(world.keyring, citizen, reference, new)
    page = world.browser(world.officer()).get(address(reference))
    history = page.one("[aria-labelledby=history]").get_text(" ")
    assert "Ho bisogno di aiuto al mattino." in history
    assert "Carla Di Prova" in history
    assert "Ho bisogno anche la sera." in page.text


def test_how_easy_it_reads_is_advice_and_stops_nothing(world: World) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    desk.send(address(reference, "prendi-in-carico"))
    desk.get(address(reference))
    hard = (
        "Conseguentemente all’istruttoria procedimentale si comunica l’ammissibilità dell’istanza."
    )
    page = desk.submit("accept-form", {"text": hard}, button="check=yes")
    assert "Many people must read it twice" in page.text
    assert "Conseguentemente" in page.text
    assert page.one("#accept-form textarea").get_text().strip() == hard
    page = desk.submit("accept-form", {"text": "Ti aiutiamo da lunedì."}, button="check=yes")
    assert "Most people understand it at once" in page.text
    page = desk.submit("accept-form", {"text": hard})
    assert "The request is accepted" in page.text


def test_a_case_goes_on_from_the_page_by_every_act(world: World) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    desk.send(address(reference, "prendi-in-carico"))
    desk.get(address(reference))
    desk.submit("assess-form", {"kind": "unit", "text": "Viene una squadra."})
    desk.submit("wait-form", {"body": "ASL 1", "text": "Il verbale."})
    desk.send(address(reference, "prendi-in-carico"))
    desk.get(address(reference))
    desk.submit("rank-form", {"kind": "waiting_list"})
    desk.submit("accept-form", {"text": "È il tuo turno."})
    day = clock.today()
    begins = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    desk.submit("activate-form", {**begins, "text": "Viene Maria."})
    page = desk.submit("close-form", {"text": "Il servizio è finito."})
    assert "The case is closed" in page.text
    assert "Nothing: this case is over." in page.text
