"""How long papers stay: an officer holds a case, lifts the hold, and sees only their own office's."""

from __future__ import annotations

from datetime import timedelta

from portal.cases.actions import handling
from portal.cases.reference import spoken
from portal.platform import clock
from tests.office.world import OTHER_OFFICE, World
from tests.support.people import ANNA, acting

PAGE = "/en/ufficio/conservazione"


def closed(world: World) -> str:
    """A case that was accepted."""
    reference, officer = world.case(world.person("Carla")), world.officer()
    with world.write():
        handling.take_charge(world.keyring, officer, reference)
    with world.write():
        handling.accept(world.keyring, officer, reference, "Va bene.")
    return reference


def test_a_case_is_held_and_let_go(world: World) -> None:
    reference = closed(world)
    desk = world.browser(world.officer())
    desk.get(PAGE)
    page = desk.submit("form", {"reference": spoken(reference), "reason": "court"})
    assert "stay until somebody lifts the hold" in page.text
    assert "A court asks for them" in page.text
    (held,) = world.audited(reference, "case.held")
    assert held.purpose == "court"

    page = desk.submit(page.one("form[action$='/togli']")["action"])
    assert "The hold is lifted" in page.text
    assert world.audited(reference, "case.hold_lifted")


def test_a_wrong_number_is_said_beside_its_field_and_stays(world: World) -> None:
    desk = world.browser(world.officer())
    desk.get(PAGE)
    page = desk.submit("form", {"reference": "AC 000", "reason": "court"}, status=422)
    assert page.problems == [
        "Reference: No case of your offices has this number. Check every digit."
    ]
    assert page.one("[name=reference]")["value"] == "AC 000"


def test_another_office_neither_holds_nor_sees_nor_lifts(world: World) -> None:
    reference = closed(world)
    desk = world.browser(world.officer())
    desk.get(PAGE)
    page = desk.submit("form", {"reference": reference, "reason": "appeal"})
    address = page.one("form[action$='/togli']")["action"]

    other = world.browser(world.officer("Sara", OTHER_OFFICE))
    assert reference not in other.get(PAGE).html
    other.submit("form", {"reference": reference, "reason": "court"}, status=422)
    other.send(str(address), status=404)


def test_what_is_old_is_listed_with_what_it_waits_for(world: World) -> None:
    reference = closed(world)
    with clock.freeze(clock.now() + timedelta(days=5 * 365)):
        page = world.browser(world.officer()).get(PAGE)
    assert spoken(reference) in page.text
    assert "the body has not approved its class" in page.text


def test_who_is_bound_to_the_person_neither_sees_nor_holds_nor_lets_their_papers_go(
    world: World,
) -> None:
    reference, desk = world.case(acting(world.app, ANNA)), world.browser(world.officer())
    desk.send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    desk.get(f"/en/ufficio/pratiche/{reference}")
    desk.submit("accept-form", {"text": "Cominciamo lunedì."})
    desk.get(PAGE)
    page = desk.submit("form", {"reference": reference, "reason": "inspection"})
    lift = str(page.one("form[action$='/togli']")["action"])

    bound = world.officer("Sara")
    world.case(bound, with_whom=ANNA.fiscal_code)
    theirs = world.browser(bound)
    page = theirs.get(PAGE)
    assert spoken(reference) not in page.text
    theirs.send(lift, status=404)
    assert not world.audited(reference, "case.hold_lifted")
    with clock.freeze(clock.now() + timedelta(days=5 * 365)):
        assert spoken(reference) not in world.browser(bound).get(PAGE).text
        assert spoken(reference) in world.browser(world.officer()).get(PAGE).text


def test_nobody_lets_the_papers_of_their_own_affair_go(world: World) -> None:
    own, colleague = world.officer("Sara"), world.browser(world.officer())
    reference = world.case(own)
    colleague.get(PAGE)
    page = colleague.submit("form", {"reference": reference, "reason": "appeal"})
    lift = str(page.one("form[action$='/togli']")["action"])
    world.browser(own).send(lift, status=404)
    assert spoken(reference) not in world.browser(own).get(PAGE).text
