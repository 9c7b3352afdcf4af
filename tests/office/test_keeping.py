"""How long papers stay: an officer holds a case, lifts the hold, and sees only their own office's."""

from __future__ import annotations

from datetime import timedelta

from portal.cases.actions import handling
from portal.cases.reference import spoken
from portal.platform import clock
from tests.office.world import OTHER_OFFICE, World

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
