"""Who enters the office: every route, every role; what is not theirs looks as if it did not exist."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor, Grant, Role
from tests.office.world import BODY, OFFICE, OTHER_OFFICE, Browser, World, beside

#: Whoever only looks here is led elsewhere before anything is loaded.
LEADS_ON = {"office.take_charge"}
TYPED = {"text": "Prova.", "days": "5", "seen": "0-0"}


def addresses(app: Flask, method: str, *, of_one: bool) -> list[str]:
    """The addresses of the office that take a method: those of one case, or all others."""
    found = [
        re.sub(r"<int:\w+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("office.")
        and method in (rule.methods or ())
        and ("<reference>" in rule.rule) is of_one
        and not (method == "GET" and rule.endpoint in LEADS_ON)
    ]
    assert len(found) >= 4
    return found


def of_case(app: Flask, method: str, reference: str) -> list[str]:
    return [path.replace("<reference>", reference) for path in addresses(app, method, of_one=True)]


def everything(app: Flask, method: str) -> list[str]:
    return [*addresses(app, method, of_one=False), *of_case(app, method, "AC0000000000")]


@pytest.mark.parametrize("role", ["citizen", "operator", "editor", "administrator"])
def test_other_roles_are_refused(world: World, role: str) -> None:
    grants = () if role == "citizen" else (Grant(Role(role), BODY, desk="sportello-ventimiglia"),)
    browser = world.browser(world.person("Carla", *grants))
    for path in everything(world.app, "GET"):
        browser.get(path, status=403)
    for path in everything(world.app, "POST"):
        browser.send(path, TYPED, status=403)


def test_nobody_is_sent_to_the_login(world: World) -> None:
    for path in everything(world.app, "GET"):
        answer = world.browser(None).raw.get(path)
        assert answer.status_code == 302
        assert "/accedi" in answer.headers["Location"]


def finds_nothing(world: World, desk: Browser, reference: str) -> None:
    """Whatever is asked about the case, it looks as if it did not exist; nothing is noted or changed."""
    for path in of_case(world.app, "GET", reference):
        desk.get(path, status=404)
    for path in of_case(world.app, "POST", reference):
        desk.send(path, TYPED, status=404)
    assert world.fact(reference, "status") is CaseStatus.SENT
    assert world.audited(reference, "case.read") == []
    pages = [desk.get("/ufficio"), desk.send("/ufficio/cerca", {"cerca": reference})]
    assert not any(page.soup.select("tbody") for page in pages)


def test_the_office_next_door_finds_nothing(world: World) -> None:
    reference = world.case(world.person("Carla"))
    finds_nothing(world, world.browser(world.officer("Sara", OTHER_OFFICE)), reference)


def test_an_officer_does_not_work_their_own_case(world: World) -> None:
    officer = world.officer()
    finds_nothing(world, world.browser(officer), world.case(officer))


def test_a_draft_and_a_discarded_draft_never_reach_the_office(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    draft = world.draft(citizen)
    desk = world.browser(officer)
    desk.get(f"/ufficio/pratiche/{draft}", status=404)
    world.discard(citizen, draft)
    desk.get(f"/ufficio/pratiche/{draft}", status=404)
    assert draft not in desk.get("/ufficio?stato=ritirata").html


def test_while_a_visit_is_open_the_office_is_closed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = world.person(
        "Olga", Grant(Role.OFFICER, BODY, office=OFFICE), Grant(Role.OPERATOR, BODY, desk="x")
    )
    citizen = world.person("Carla")
    reference = world.case(citizen)
    in_visit: Actor = beside(both, citizen)
    monkeypatch.setattr("portal.office.views.current_actor", lambda: in_visit)
    desk = world.browser(both)
    for path in ("/en/ufficio", f"/en/ufficio/pratiche/{reference}"):
        assert desk.get(path, status=403).h1 == "End the visit first"
    monkeypatch.setattr(
        "portal.office.views.current_actor", lambda: replace(in_visit, acting_for=None)
    )
    desk.get(f"/ufficio/pratiche/{reference}")
