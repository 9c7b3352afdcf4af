"""Each door has its sign; a door without one is an error at start, and the sign is obeyed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.platform import access
from portal.platform.access import UndeclaredAccess, check_doors, door_of
from portal.platform.acting import ActingFor, ByPower, InVisit
from portal.platform.actor import NOBODY, Actor, Grant, Role
from portal.platform.clock import now
from tests.support.databases import on_one_engine
from tests.support.page import PageClient
from tests.support.people import ANNA, open_session, sign_in, sign_in_bruno, sign_in_olga

VISIT = InVisit(
    subject_id=5,
    subject_name="Anna",
    visit_id=1,
    desk="desk",
    desk_name="Desk",
    opened_at=now(),
    identified_by="document",
)
POWER = ByPower(subject_id=5, subject_name="Anna", kind="mandate")
GRANTS = {role: Grant(role, "body", office="o", desk="d") for role in Role}


def staff(role: Role, acting_for: ActingFor | None = None) -> Actor:
    return Actor(person_id=2, grants=(GRANTS[role],), acting_for=acting_for)


ACTORS = {
    "nobody": NOBODY,
    "guest": Actor(guest="hash"),
    "citizen": Actor(person_id=1),
    "operator": staff(Role.OPERATOR),
    "operator in a visit": staff(Role.OPERATOR, VISIT),
    "officer": staff(Role.OFFICER),
    "coordinator": staff(Role.COORDINATOR),
    "editor": staff(Role.EDITOR),
    "administrator": staff(Role.ADMINISTRATOR),
    "administrator in a visit": staff(Role.ADMINISTRATOR, VISIT),
    "administrator for another": staff(Role.ADMINISTRATOR, POWER),
}
SIGNED_IN = set(ACTORS) - {"nobody", "guest"}
ADMITTED = {
    access.PUBLIC: set(ACTORS),
    access.PARTICIPANT: SIGNED_IN | {"guest"},
    access.SIGNED_IN: SIGNED_IN,
    access.CITIZEN: SIGNED_IN,
    access.OPERATOR: {"operator", "operator in a visit"},
    access.IN_VISIT: {"operator in a visit"},
    access.OFFICER: {"officer", "coordinator"},
    access.EDITOR: {"editor"},
    access.ADMINISTRATOR: {"administrator"},
}


@pytest.mark.parametrize("door", ADMITTED, ids=lambda door: door.word)
def test_a_door_admits_whom_its_sign_names_and_nobody_else(door: access.Door) -> None:
    assert {name for name, actor in ACTORS.items() if door.admits(actor)} == ADMITTED[door]


def test_an_unsigned_door_is_an_error_at_start_that_names_it() -> None:
    app = Flask("doors", static_folder=None)
    app.add_url_rule("/signed", "signed", access.public(lambda: "x"))
    check_doors(app)
    app.add_url_rule("/unsigned", "unsigned", lambda: "x")
    with pytest.raises(UndeclaredAccess, match="unsigned"):
        check_doors(app)


@on_one_engine
def test_every_door_of_the_house_has_its_sign(app: Flask) -> None:
    assert len(app.view_functions) > 30
    assert all(door_of(app, endpoint) for endpoint in app.view_functions)


@on_one_engine
def test_a_door_that_lost_its_sign_does_not_open(
    client: PageClient, door: Callable[..., None]
) -> None:
    door("/prova", lambda: "open")
    with pytest.raises(UndeclaredAccess):
        client.raw.get("/prova")


@on_one_engine
def test_who_is_not_in_is_sent_to_sign_in_and_back(client: PageClient) -> None:
    answer = client.raw.get("/en/area-personale/profilo?x=1")
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/en/accedi"
    assert parse_qs(address.query) == {"da": ["/en/area-personale/profilo?x=1"]}


@on_one_engine
def test_who_is_in_but_not_meant_is_refused_not_sent_around(app: Flask) -> None:
    doors = {"/sportello": sign_in_bruno, "/ufficio": sign_in_olga}
    for path, meant in doors.items():
        citizen, staff_member = PageClient(app), PageClient(app)
        sign_in(citizen, ANNA)
        meant(staff_member)
        assert citizen.get(path, status=403).h1
        assert staff_member.raw.get(path).status_code == 200


@on_one_engine
def test_an_officer_is_no_operator_and_an_operator_no_officer(app: Flask) -> None:
    for path, other in (("/ufficio", sign_in_bruno), ("/sportello", sign_in_olga)):
        client = PageClient(app)
        other(client)
        assert client.raw.get(path).status_code == 403


@on_one_engine
def test_a_session_without_a_person_opens_no_personal_page(client: PageClient) -> None:
    open_session(client, None, guest="hash")
    assert client.raw.get("/area-personale/profilo").status_code == 302


@on_one_engine
def test_a_session_of_a_person_who_is_gone_is_nobody(client: PageClient) -> None:
    open_session(client, 4711, method="oidc", provider="p", level=2, at=now().isoformat())
    assert client.raw.get("/area-personale/profilo").status_code == 302
