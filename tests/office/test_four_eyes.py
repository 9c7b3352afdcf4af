"""A second pair of eyes: one proposes, another confirms or sends back; nobody confirms their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portal.cases.actions import handling, proposing, reviewing
from portal.cases.actions.locking import SomebodyElse
from portal.cases.events import NotNow
from portal.cases.models import Proposed
from portal.cases.timeline import CaseStatus
from portal.cases.working import open_proposal
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import Situation
from tests.office.world import OTHER_OFFICE, Browser, World

WHY = "?perche=conferma"


@pytest.fixture(autouse=True)
def four_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("portal.cases.actions.proposing", "portal.office.dossier"):
        monkeypatch.setattr(f"{module}.wants_four_eyes", lambda _case: True)


def address(reference: str, act: str = "") -> str:
    return f"/en/ufficio/pratiche/{reference}" + (f"/{act}" if act else "")


def proposed(world: World) -> tuple[str, Browser, Browser]:
    """A yes that Ugo proposed; his browser, and Sara's on the page of the case."""
    reference = world.case(world.person("Carla"))
    ugo, sara = world.browser(world.officer("Ugo")), world.browser(world.officer("Sara"))
    ugo.send(address(reference, "prendi-in-carico"))
    ugo.get(address(reference))
    page = ugo.submit("accept-form", {"text": "Cominciamo lunedì."})
    assert "Your proposal waits for a colleague" in page.text
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE
    sara.get(address(reference) + WHY)
    return reference, ugo, sara


def test_another_officer_confirms_and_only_then_it_is_decided(world: World) -> None:
    reference, _ugo, sara = proposed(world)
    page = sara.submit("answer-form", button="Confirm")
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED
    assert "Cominciamo lunedì." in page.text
    assert len(world.audited(reference, "case.decision_confirmed")) == 1


def test_nobody_confirms_their_own(world: World) -> None:
    reference, ugo, _sara = proposed(world)
    page = ugo.get(address(reference))
    assert "Another colleague confirms it" in page.text
    assert "Confirm" not in [
        b.get_text(strip=True) for b in page.soup.select("#answer-form button")
    ]
    number = page.one("#answer-form [name=number]")["value"]
    seen = page.one("#answer-form [name=seen]")["value"]
    path = address(reference, "conferma")
    ugo.send(path, {"number": str(number), "seen": str(seen)}, status=403)
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE


def test_sent_back_with_words_the_first_reads_them_and_may_propose_again(world: World) -> None:
    reference, ugo, sara = proposed(world)
    sara.submit("answer-form", {"words": "Manca il giorno."}, button="Send it back")
    page = ugo.get(address(reference))
    assert "Sara Di Prova sent the proposal back." in page.text
    assert "Manca il giorno." in page.text
    ugo.submit("accept-form", {"text": "Cominciamo lunedì 30."})
    sara.get(address(reference))
    sara.submit("answer-form", button="Confirm")
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED


def test_the_office_next_door_confirms_nothing(world: World) -> None:
    reference, _ugo, _sara = proposed(world)
    other = world.browser(world.officer("Otto", OTHER_OFFICE))
    other.send(address(reference, "conferma"), {"number": "1", "seen": ""}, status=404)


def test_what_came_in_meanwhile_is_read_before_it_is_confirmed(world: World) -> None:
    citizen = world.person("Carla")
    reference = world.case(citizen)
    ugo, sara = world.browser(world.officer("Ugo")), world.browser(world.officer("Sara"))
    ugo.send(address(reference, "prendi-in-carico"))
    ugo.get(address(reference))
    ugo.submit("accept-form", {"text": "Sì."})
    sara.get(address(reference) + WHY)
    world.answer(citizen, reference, "Ho cambiato casa.")
    page = sara.submit("answer-form", status=422)
    assert "Somebody did something on this case" in page.problems[0]
    assert "Ho cambiato casa." in page.text


def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    reference = world.case(world.person("Carla"))
    ugo, sara, sofia = (world.officer(name) for name in ("Ugo", "Sara", "Sofia"))
    with world.write():
        case = world.find(reference)
        case.officer_id, case.status = ugo.person_id, CaseStatus.IN_CHARGE
    with world.write():
        proposing.propose(world.keyring, ugo, reference, Proposed.ACCEPT, "Sì.")
    with world.app.app_context():
        waiting = open_proposal(world.find(reference))
    assert waiting is not None

    def answer(actor: Actor) -> type[Situation] | None:
        try:
            with world.write():
                proposing.confirm(world.keyring, actor, reference, waiting.id)
        except Situation as told:
            return type(told)
        return None

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(answer, [sara, sofia]))
    assert sorted(results, key=str) == [NotNow, None]
    assert len(world.audited(reference, "case.accepted")) == 1


@pytest.mark.parametrize("number", ["9" * 5_000, "٣", "-1", "x"])
def test_a_number_that_is_none_confirms_nothing(world: World, number: str) -> None:
    reference, _ugo, sara = proposed(world)
    sara.send(address(reference, "conferma"), {"number": number, "send_back": "1"}, status=409)
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE


def test_the_first_cannot_confirm_by_the_action_either(world: World) -> None:
    reference, ugo = world.case(world.person("Carla")), world.officer("Ugo")
    with world.write():
        world.find(reference).status = CaseStatus.IN_CHARGE
    with world.write():
        proposing.propose(world.keyring, ugo, reference, Proposed.ACCEPT, "Sì.")
    with world.app.app_context():
        waiting = open_proposal(world.find(reference))
    assert waiting is not None
    with pytest.raises(SomebodyElse), world.write():
        proposing.confirm(world.keyring, ugo, reference, waiting.id)


def test_neither_who_proposed_a_no_nor_who_confirmed_it_decides_the_review(world: World) -> None:
    citizen = world.person("Carla")
    reference = world.case(citizen)
    ugo, sara, third = (world.officer(name) for name in ("Ugo", "Sara", "Lina"))

    def do(act: Callable[..., object], by: Actor, *given: object) -> None:
        with world.write():
            act(world.keyring, by, reference, *given)

    do(handling.take_charge, ugo)
    do(handling.announce_refusal, ugo, "Il reddito.")
    with clock.freeze(clock.now() + timedelta(days=12)):
        do(proposing.propose, ugo, Proposed.REFUSE, "Il reddito.")
        with world.app.app_context():
            waiting = open_proposal(world.find(reference))
            assert waiting is not None
            number = waiting.id
        do(proposing.confirm, sara, number)
        do(reviewing.ask_for_review, citizen, "Il reddito è cambiato.", [])
        for first in (ugo, sara):
            with pytest.raises(SomebodyElse):
                do(handling.take_charge, first)
            with pytest.raises(SomebodyElse):
                do(proposing.propose, first, Proposed.ACCEPT, "Sì.")
        do(handling.take_charge, third)
        do(proposing.propose, third, Proposed.ACCEPT, "Sì.")


def test_some_services_of_the_catalogue_want_it(world: World) -> None:
    with world.app.app_context():
        wanting = {one.slug for one in serving.snapshot().services() if one.four_eyes}
    assert {"contributo-economico", "casa-popolare"} <= wanting
