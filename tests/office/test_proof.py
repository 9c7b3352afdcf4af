"""After a quarter of an hour with nobody here, what weighs asks for a new login; nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.csrf import FIELD, mask
from tests.office.world import Browser, World
from tests.support.page import SAME_ORIGIN

PAUSE, SHORT = timedelta(minutes=16), timedelta(minutes=14)


def post(desk: Browser, path: str, data: dict[str, object] | None = None) -> TestResponse:
    """What the browser gets at once, before it follows."""
    given = {FIELD: mask(desk.secret), **(data or {})}
    return desk.raw.post(path, data=given, headers=SAME_ORIGIN)


def asks_again(answer: TestResponse, back: str) -> bool:
    """Whether the browser is sent to prove anew who is there, and back."""
    return answer.status_code == 302 and (
        answer.headers["Location"] == f"/accedi?da={back}&conferma=1"
    )


def taken(world: World) -> tuple[str, Actor, Browser]:
    """A case in charge of an officer, and their browser."""
    reference, officer = world.case(world.person("Carla")), world.officer()
    desk = world.browser(officer)
    desk.send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    return reference, officer, desk


@pytest.mark.parametrize("act", ["accogli", "preavviso", "respingi", "conferma"])
def test_a_decision_asks_again_after_a_pause(world: World, act: str) -> None:
    reference, _officer, desk = taken(world)
    path = f"/ufficio/pratiche/{reference}/{act}"
    with clock.freeze(clock.now() + PAUSE):
        assert asks_again(post(desk, path, {"text": "Sì."}), path)
        assert asks_again(desk.raw.get(path), path)
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE


@pytest.mark.parametrize("act", ["scrivi", "annota"])
def test_everyday_work_goes_on_without_a_new_login(world: World, act: str) -> None:
    reference, _officer, desk = taken(world)
    with clock.freeze(clock.now() + PAUSE):
        answer = post(desk, f"/ufficio/pratiche/{reference}/{act}", {"text": "Ti aspettiamo."})
    assert answer.headers.get("Location", "").endswith(reference)


def test_who_is_here_all_the_time_is_not_asked(world: World) -> None:
    reference, _officer, desk = taken(world)
    start, path = clock.now(), f"/ufficio/pratiche/{reference}"
    for number in (1, 2, 3):
        with clock.freeze(start + number * SHORT):
            assert desk.raw.get(path).status_code == 200
    with clock.freeze(start + 4 * SHORT):
        assert desk.raw.get(f"{path}/accogli").status_code == 200


def test_opening_any_page_after_the_pause_proves_nothing(world: World) -> None:
    reference, _officer, desk = taken(world)
    start, path = clock.now(), f"/ufficio/pratiche/{reference}/accogli"
    with clock.freeze(start + PAUSE):
        assert desk.raw.get("/ufficio").status_code == 200
    with clock.freeze(start + PAUSE + timedelta(seconds=20)):
        assert asks_again(desk.raw.get(path), path)


def test_what_was_typed_is_there_after_the_new_login(world: World) -> None:
    reference, officer, desk = taken(world)
    path = f"/ufficio/pratiche/{reference}/accogli"
    with clock.freeze(clock.now() + PAUSE):
        post(desk, path, {"text": "Accolta perché ne hai diritto."})
        anew = world.browser(officer)
        assert "Accolta perché ne hai diritto." in anew.get(path).html
        other = world.browser(world.officer("Sara"))
        assert "Accolta perché" not in other.get(f"{path}").html


def test_chosen_cases_and_their_words_survive_the_new_login(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    both = [world.case(citizen), world.case(citizen)]
    desk = world.browser(officer)
    with clock.freeze(clock.now() + PAUSE):
        chosen = {"case": both, "act": "write", "go": "yes", "text": "Siamo chiusi lunedì."}
        assert asks_again(post(desk, "/ufficio/insieme", chosen), "/ufficio/insieme")
        anew = world.browser(officer)
        page = anew.get("/en/ufficio/insieme")
        assert "2 cases chosen." in page.text
        assert "Siamo chiusi lunedì." in page.html
        page = anew.submit("several-form", button="go=yes")
        assert "Done: 2. Not done: 0." in page.text
        assert anew.raw.get("/ufficio/insieme").status_code == 302, "kept only until it is done"


def test_cases_chosen_to_be_taken_survive_too(world: World) -> None:
    reference, officer = world.case(world.person("Carla")), world.officer()
    desk = world.browser(officer)
    with clock.freeze(clock.now() + PAUSE):
        post(desk, "/ufficio/insieme", {"case": reference, "act": "take"})
        anew = world.browser(officer)
        anew.get("/en/ufficio/insieme")
        assert world.fact(reference, "status") is CaseStatus.SENT
        anew.submit("several-form", button="go=yes")
    assert world.fact(reference, "officer_id") == officer.person_id


def test_the_words_that_send_a_decision_back_survive(world: World) -> None:
    reference, officer, desk = taken(world)
    path = f"/ufficio/pratiche/{reference}/conferma"
    with clock.freeze(clock.now() + PAUSE):
        post(desk, path, {"words": "Manca il motivo.", "send_back": "yes"})
        assert world.browser(officer).raw.get(path).status_code == 200


def test_a_colleagues_case_is_opened_only_by_who_was_here(world: World) -> None:
    reference, _officer, _desk = taken(world)
    colleague = world.browser(world.officer("Sara"))
    path = f"/ufficio/pratiche/{reference}"
    with clock.freeze(clock.now() + PAUSE):
        assert "perche" in colleague.get(path).html, "the reason may be chosen"
        answer = colleague.raw.get(f"{path}?perche=sostituzione")
        assert answer.status_code == 302
        assert "conferma=1" in answer.headers["Location"]
        assert "perche%3Dsostituzione" in answer.headers["Location"]
    assert world.audited(reference, "case.read")[-1].purpose == "work"
