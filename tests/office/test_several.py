"""One act on several cases, each with its own result; and the board of who coordinates."""

from __future__ import annotations

from portal.cases.actions import assigning
from portal.cases.models import Tie
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Grant, Role
from tests.office.world import BODY, OFFICE, OTHER_OFFICE, World


def test_several_are_taken_at_once_and_what_was_not_done_says_why(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    first, second, own = world.case(citizen), world.case(citizen), world.case(officer)
    desk = world.browser(officer)
    desk.get("/en/ufficio")
    chosen = {"case": [first, second]}
    page = desk.submit("several", chosen, button="act=take")
    assert "Done: 2. Not done: 0." in page.text
    assert world.fact(first, "officer_id") == world.fact(second, "officer_id") == officer.person_id
    page = desk.send("/en/ufficio/insieme", {"case": own, "act": "take"})
    assert "It is not among the cases of your offices." in page.text
    assert world.fact(own, "status") is CaseStatus.SENT


def test_a_refused_one_undoes_only_itself(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    new, taken = world.case(citizen), world.case(citizen)
    desk = world.browser(officer)
    desk.send(f"/ufficio/pratiche/{taken}/prendi-in-carico")
    desk.get("/en/ufficio")
    page = desk.submit("several", {"case": [new, taken]}, button="act=close")
    assert "2 cases chosen." in page.text
    page = desk.submit("several-form", {"text": ""}, button="go=yes", status=422)
    assert "Write the text" in page.problems[0]
    page = desk.submit("several-form", {"text": "La domanda era doppia."}, button="go=yes")
    assert "Done: 1. Not done: 1." in page.text
    assert "The case has changed in the meantime" in page.text
    assert world.fact(taken, "status") is CaseStatus.CLOSED
    assert world.fact(new, "status") is CaseStatus.SENT


def test_the_same_message_and_the_same_colleague_for_several(world: World) -> None:
    citizen, sara = world.person("Carla"), world.officer("Sara")
    both = [world.case(citizen), world.case(citizen)]
    desk = world.browser(world.officer())
    desk.get("/en/ufficio")
    desk.submit("several", {"case": both}, button="act=write")
    desk.submit("several-form", {"text": "Siamo chiusi lunedì."}, button="go=yes")
    for one in both:
        assert "Siamo chiusi" in world.browser(citizen).get(f"/pratiche/{one}").text
    desk.get("/en/ufficio")
    desk.submit("several", {"case": both}, button="act=assign")
    desk.submit("several-form", {"to": str(sara.person_id)}, button="go=yes")
    assert {world.fact(one, "officer_id") for one in both} == {sara.person_id}


def test_nothing_chosen_changes_nothing(world: World) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    page = desk.send("/en/ufficio/insieme", {"act": "take"})
    assert "Choose at least one case" in page.text
    desk.send("/en/ufficio/insieme", {"act": "accept", "case": reference})
    assert world.fact(reference, "status") is CaseStatus.SENT


def test_who_coordinates_sees_teams_and_conflicts_of_their_offices_only(world: World) -> None:
    reference, officer = world.case(world.person("Carla")), world.officer("Ugo")
    with world.write():
        assigning.declare_tie(world.keyring, officer, reference, Tie.FRIEND)
    leader = world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    page = world.browser(leader).get("/en/ufficio/coordinamento")
    assert "Anziani e cure a casa" in page.text
    assert "Ugo Di Prova" in page.text
    assert "I know this person well" in page.text
    assert "How the work goes" in world.browser(leader).get("/en/ufficio").text
    other = world.person("Leo", Grant(Role.COORDINATOR, BODY, office=OTHER_OFFICE))
    assert "Ugo Di Prova" not in world.browser(other).get("/en/ufficio/coordinamento").text
    world.browser(officer).get("/ufficio/coordinamento", status=404)
