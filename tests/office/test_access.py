"""Who enters the office: every route, every role; what is not theirs looks as if it did not exist."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor, Grant, Role
from tests.office.world import BODY, OFFICE, OTHER_OFFICE, World, beside

#: Every address of the area; those of one case are filled in with its reference.
OF_ALL = {
    "office.inbox": "/ufficio",
    "office.board": "/ufficio/bacheca",
    "office.retry": "/ufficio/bacheca/1/riprova",
}
OF_ONE = {
    "office.case": "/ufficio/pratiche/{}",
    "office.attachment": "/ufficio/pratiche/{}/allegati/1",
    "office.take_charge": "/ufficio/pratiche/{}/prendi-in-carico",
    "office.ask": "/ufficio/pratiche/{}/chiedi",
    "office.write": "/ufficio/pratiche/{}/scrivi",
    "office.accept": "/ufficio/pratiche/{}/accogli",
    "office.announce_refusal": "/ufficio/pratiche/{}/preavviso",
    "office.refuse": "/ufficio/pratiche/{}/respingi",
}
EVERY = OF_ALL | OF_ONE
ACTS = sorted(set(OF_ONE) - {"office.case", "office.attachment"})
TYPED = {"text": "Prova.", "days": "5", "seen": "0-0"}


def test_these_tables_know_every_route_of_the_office(app: Flask) -> None:
    routes = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")
    }
    assert routes == set(EVERY)


@pytest.mark.parametrize("role", ["citizen", "operator", "editor", "administrator"])
def test_other_roles_are_refused(world: World, role: str) -> None:
    grants = () if role == "citizen" else (Grant(Role(role), BODY, desk="sportello-ventimiglia"),)
    browser = world.browser(world.person("Carla", *grants))
    for endpoint, path in EVERY.items():
        browser.get(path.format("AC0000000000"), status=403)
        if endpoint in {*ACTS, "office.retry"}:
            browser.send(path.format("AC0000000000"), TYPED, status=403)


def test_nobody_is_sent_to_the_login(world: World) -> None:
    for path in EVERY.values():
        answer = world.browser(None).raw.get(path.format("AC0000000000"))
        assert answer.status_code == 302
        assert "/accedi" in answer.headers["Location"]


def test_the_office_next_door_finds_nothing(world: World) -> None:
    reference = world.case(world.person("Carla"))
    stranger = world.browser(world.officer("Sara", OTHER_OFFICE))
    for endpoint, path in OF_ONE.items():
        if endpoint != "office.take_charge":
            stranger.get(path.format(reference), status=404)
        if endpoint in ACTS:
            stranger.send(path.format(reference), TYPED, status=404)
    assert world.fact(reference, "status") is CaseStatus.SENT
    assert world.audited(reference, "case.read") == []


def test_an_officer_does_not_work_their_own_case(world: World) -> None:
    officer = world.officer()
    reference = world.case(officer)
    desk = world.browser(officer)
    for endpoint, path in OF_ONE.items():
        if endpoint != "office.take_charge":
            desk.get(path.format(reference), status=404)
        if endpoint in ACTS:
            desk.send(path.format(reference), TYPED, status=404)
    for path in ("/ufficio", f"/ufficio?cerca={reference}"):
        assert desk.get(path).soup.select("tbody") == []
    assert world.fact(reference, "status") is CaseStatus.SENT


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
    monkeypatch.setattr("portal.office.views.current_actor", lambda: replace(in_visit, visit=None))
    desk.get(f"/ufficio/pratiche/{reference}")
