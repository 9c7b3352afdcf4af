"""Roles given and ended by administrators: of their bodies only, never their own, and read by nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.models import Visit
from portal.identity import granting, naming, queries, roster
from portal.identity.models import StaffGrant
from portal.identity.policy import LastAdministrator, OwnRole, fits
from portal.identity.reach import Place
from portal.platform.actor import Actor, Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from tests.support.page import PageClient
from tests.support.people import (
    ADA,
    ANNA,
    BODY,
    BRUNO,
    CARLA,
    DESK,
    EDDA,
    OFFICE,
    OLGA,
    SERVICE,
    Somebody,
    acting,
    known,
    open_visit,
    sign_in,
)  # fmt: skip

STAFF = "/amministrazione/personale"
GIVE = f"{STAFF}/assegna"
TERRITORY, LEADING = "ventimigliese", BODY
ELSEWHERE = "comune-massafra"
OFFICER_HERE = (Role.OFFICER, Place(BODY, office=OFFICE))
#: Who comes to work here and was never seen before.
NEW = Somebody("Mario", "Rossini", "RSSMRA80A01L741G", "1980-01-01", "mario@prova.invalid")


def typed(
    who: Somebody, role: Role = Role.OFFICER, place: str = f"office:{OFFICE}"
) -> dict[str, str]:
    """What an administrator copies from a document."""
    return {
        "fiscal_code": who.fiscal_code,
        "given_name": who.given_name,
        "family_name": who.family_name,
        "email": who.email,
        "role": role.value,
        "place": place,
    }


def number_of(app: Flask, person_id: int) -> int:
    """The role of somebody who has one."""
    with app.app_context():
        query = select(StaffGrant.id).where(
            StaffGrant.person_id == person_id, StaffGrant.ended_at.is_(None)
        )
        return db.session.scalars(query).one()


def give(app: Flask, actor: Actor, who: Somebody, role: Role, place: Place) -> None:
    with app.app_context(), writing():
        granting.give(app.config["KEYRING"], actor, who.facts(), role, place)


def held(app: Flask, person_id: int) -> list[tuple[Role, str | None]]:
    with app.app_context():
        return [(one.role, one.office) for one in queries.grants_of(person_id)]


# Where a role reaches


@pytest.mark.parametrize(
    ("role", "place", "fitting"),
    [
        *((role, Place("b", desk="d"), role is Role.OPERATOR) for role in Role),
        *(
            (role, Place("b", office="o"), role in (Role.OFFICER, Role.COORDINATOR))
            for role in Role
        ),
        *((role, Place("b"), True) for role in Role),
        *((role, Place("b", territory="t"), True) for role in Role),
    ],
)
def test_where_each_role_can_be_held(role: Role, place: Place, fitting: bool) -> None:
    assert fits(role, place) is fitting


def test_a_role_in_a_territory_reaches_all_its_offices_and_desks(app: Flask) -> None:
    wide = {"body": BODY, "territory": TERRITORY}
    person_id = known(app, ANNA, Grant(Role.COORDINATOR, **wide), Grant(Role.OPERATOR, **wide))
    with app.app_context():
        actor = Actor(person_id=person_id, grants=queries.grants_of(person_id))
        assert {OFFICE, "casa-lavoro-ventimigliese"} < actor.offices()
        assert DESK in actor.desks()
        assert "servizi-sociali-massafra" not in actor.offices()
        assert queries.coordinators_of(OFFICE) == [person_id]
        assert queries.staff_of_office(OFFICE) == [person_id]
        assert actor.bodies() == frozenset()


def test_a_role_in_a_body_reaches_its_offices_only(app: Flask) -> None:
    person_id = known(app, ANNA, Grant(Role.OFFICER, "asl1-imperiese"))
    with app.app_context():
        (grant,) = queries.grants_of(person_id)
        assert OFFICE not in grant.reaches
        assert person_id not in queries.staff_of_office(OFFICE)


def test_a_territory_that_is_gone_reaches_nothing(app: Flask) -> None:
    person_id = known(app, ANNA, Grant(Role.OFFICER, BODY, territory="mai-esistito"))
    with app.app_context():
        (grant,) = queries.grants_of(person_id)
        assert grant.reaches == frozenset()


# Who may do what: the table


@pytest.mark.parametrize("who", [ANNA, BRUNO, OLGA, EDDA, ADA], ids=lambda who: who.given_name)
def test_only_an_administrator_gives_ends_and_lifts(app: Flask, who: Somebody) -> None:
    target = known(app, CARLA, Grant(Role.OFFICER, BODY, office=OFFICE))
    actor, number = acting(app, who), number_of(app, target)
    may = who is ADA
    acts = {
        "give": lambda: granting.give(app.config["KEYRING"], actor, NEW.facts(), *OFFICER_HERE),
        "confirm": lambda: granting.confirm(actor, number),
        "end": lambda: granting.end(actor, number),
    }
    for act in acts.values():
        with app.app_context(), writing():
            if may:
                act()
            else:
                with pytest.raises(NotThere):
                    act()
    assert held(app, target) == ([] if may else [(Role.OFFICER, OFFICE)])


def test_what_a_browser_claims_to_be_counts_for_nothing(app: Flask) -> None:
    """The roles are read again in the transaction: an actor put together before is not believed."""
    forged = replace(acting(app, ANNA), grants=(Grant(Role.ADMINISTRATOR, BODY),))
    with pytest.raises(NotThere):
        give(app, forged, NEW, *OFFICER_HERE)


@pytest.mark.parametrize(
    "place",
    [
        Place(ELSEWHERE),
        Place(BODY, office="servizi-sociali-massafra"),
        Place(ELSEWHERE, office=OFFICE),
        Place(BODY, territory=TERRITORY),
        Place("mai-esistito"),
    ],
)
def test_nothing_is_given_outside_ones_bodies(app: Flask, place: Place) -> None:
    with pytest.raises(NotThere):
        give(app, acting(app, ADA), NEW, Role.OFFICER, place)


def test_who_administers_a_whole_territory_gives_roles_in_it(app: Flask) -> None:
    boss = replace(acting(app, ANNA), grants=())
    known(app, ANNA, Grant(Role.ADMINISTRATOR, LEADING, territory=TERRITORY))
    give(app, boss, NEW, Role.COORDINATOR, Place(LEADING, territory=TERRITORY))
    person_id = known(app, NEW)
    with app.app_context():
        (grant,) = queries.grants_of(person_id)
        assert OFFICE in grant.reaches


def test_nobody_gives_ends_confirms_or_lifts_a_role_of_their_own(app: Flask) -> None:
    ada = acting(app, ADA)
    own = number_of(app, ada.person_id or 0)
    with pytest.raises(OwnRole):
        give(app, ada, ADA, *OFFICER_HERE)
    for act in (granting.end, granting.confirm, granting.lift):
        with app.app_context(), pytest.raises(OwnRole), writing():
            act(ada, own)
    assert held(app, ada.person_id or 0) == [(Role.ADMINISTRATOR, None)]


def test_the_last_administrator_of_a_body_stays(app: Flask) -> None:
    ada = acting(app, ADA)
    boss = acting(app, replace(CARLA, roles=(Grant(Role.ADMINISTRATOR, "asl1-imperiese"),)))
    with app.app_context(), pytest.raises(LastAdministrator), writing():
        granting.end_row(boss, db.session.get_one(StaffGrant, number_of(app, ada.person_id or 0)))
    known(app, EDDA, Grant(Role.ADMINISTRATOR, BODY))
    edda = acting(app, replace(EDDA, roles=()))
    with app.app_context(), writing():
        granting.end(edda, number_of(app, ada.person_id or 0))
    assert held(app, ada.person_id or 0) == []


def test_two_who_end_each_other_at_once_leave_one(app: Flask) -> None:
    ada, edda = (
        acting(app, ADA),
        acting(app, replace(EDDA, roles=(Grant(Role.ADMINISTRATOR, BODY),))),
    )
    turns = ((ada, number_of(app, edda.person_id or 0)), (edda, number_of(app, ada.person_id or 0)))
    both = Barrier(2)

    def end(turn: tuple[Actor, int]) -> bool:
        boss, number = turn
        both.wait(timeout=10)
        try:
            with app.app_context(), writing():
                granting.end(boss, number)
        except NotThere:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(end, turns)) == [False, True]
    with app.app_context():
        assert len(roster.administrators_of(BODY)) == 1


def test_somebody_known_keeps_their_own_data(app: Flask) -> None:
    person_id = known(app, ANNA)
    other = replace(ANNA, email="lavoro@prova.invalid")
    give(app, acting(app, ADA), other, *OFFICER_HERE)
    with app.app_context():
        profile = queries.profile_of(app.config["KEYRING"], person_id)
    assert profile.email == ANNA.email
    assert held(app, person_id) == [(Role.OFFICER, OFFICE)]


@pytest.mark.parametrize(
    ("code", "given", "family", "fits_it"),
    [
        ("RSSMRA80A01L741G", "Mario", "Rossini", True),
        ("RSSMRA80A01L741G", "Mario Aldo", "Rossini", True),
        ("RSSMRA80A01L741G", "Maria", "Bianchini", False),
        ("DNGNCL80A01L741V", "Niccolò", "D’Angeli", True),
        ("FOXGRL80A01L741V", "Giulia", "Fo", False),
        ("FOXGRL80A01L741V", "Gabriele", "Fo", True),
        ("12345678903", "Chiunque", "Sia", True),
    ],
)
def test_a_name_goes_with_its_code(code: str, given: str, family: str, fits_it: bool) -> None:
    assert naming.goes_with(code, given, family) is fits_it


# The pages


def test_an_administrator_gives_a_role_and_it_holds_at_the_next_request(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, ADA)
    client.get(STAFF)
    client.click("Dai un ruolo")
    page = client.submit("form", typed(NEW))
    assert "Il ruolo è dato" in page.html
    assert "Mario Rossini" in page.text
    officer = PageClient(app)
    sign_in(officer, NEW)
    assert officer.get("/ufficio").status == 200


def test_what_does_not_go_together_is_said_and_nothing_is_lost(client: PageClient) -> None:
    sign_in(client, ADA)
    client.get(GIVE)
    wrong = typed(replace(NEW, family_name="Bianchini"), Role.EDITOR)
    page = client.submit("form", wrong, status=422)
    assert len(page.problems) == 2
    assert page.one("[name=family_name]")["value"] == "Bianchini"


def test_the_places_offered_are_those_of_ones_bodies(client: PageClient) -> None:
    sign_in(client, ADA)
    offered = {one["value"] for one in client.get(GIVE).soup.select("[name=place] option")}
    assert f"office:{OFFICE}" in offered
    assert f"territory:{TERRITORY}" not in offered
    assert f"body:{ELSEWHERE}" not in offered
    token = client.page.one("#form [name=csrf_token]")["value"] if client.page else ""
    forged = {**typed(NEW, place=f"body:{ELSEWHERE}"), "csrf_token": token}
    assert client.post(GIVE, forged, status=422).problems


def test_ending_is_asked_once_more_and_closes_the_office_at_once(
    app: Flask, client: PageClient
) -> None:
    officer = PageClient(app)
    olga = sign_in(officer, OLGA)
    assert officer.get("/ufficio").status == 200
    sign_in(client, ADA)
    client.get(f"{STAFF}/{number_of(app, olga)}/termina")
    assert "Olga Ufficini" in client.page.text if client.page else False
    client.submit(f"{STAFF}/{number_of(app, olga)}/termina")
    assert officer.raw.get("/ufficio").status_code == 403


def test_ending_the_role_of_an_operator_ends_their_visit(app: Flask, client: PageClient) -> None:
    operator = PageClient(app)
    bruno = sign_in(operator, BRUNO)
    open_visit(operator, ANNA, SERVICE)
    boss = acting(app, ADA)
    with app.app_context(), writing():
        granting.end(boss, number_of(app, bruno))
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        assert visit.ended_at is not None
        assert visit.ended_how == "role"
    assert operator.raw.get("/sportello").status_code == 403


def test_a_role_of_another_body_is_hidden(app: Flask, client: PageClient) -> None:
    other = known(app, CARLA, Grant(Role.OFFICER, ELSEWHERE, office="servizi-sociali-massafra"))
    sign_in(client, ADA)
    number = number_of(app, other)
    assert CARLA.name not in client.get(STAFF).text
    client.get(f"{STAFF}/{number}/termina", status=404)
    client.get(f"{STAFF}/99999/termina", status=404)


def test_names_are_opened_for_administrators_only_and_it_is_noted(
    app: Flask, client: PageClient
) -> None:
    olga = known(app, OLGA)
    sign_in(client, OLGA)
    client.get(STAFF, status=403)
    ada = sign_in(client, ADA)
    assert OLGA.name in client.get(STAFF).text
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.event == "staff.listed")
        noted = [(one.person_id, one.subject_id) for one in db.session.scalars(query)]
    assert noted == [(ada, olga)]


def test_the_list_goes_on_page_by_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = acting(app, ADA)
    people = [known(app, one) for one in (BRUNO, OLGA, EDDA)]
    with app.app_context():
        keyring = app.config["KEYRING"]
        first = roster.list_staff(keyring, ada, 0, 2)
        rest = roster.list_staff(keyring, ada, first[-1].person_id, 2)
    assert {one.person_id for one in (*first, *rest)} == {ada.person_id, *people}
    assert [one.name for one in first if one.is_own] == [ADA.name]


# The commands


def test_the_commands_list_end_and_refuse_the_last_administrator(app: Flask) -> None:
    olga, ada = known(app, OLGA), known(app, ADA)
    run = app.test_cli_runner()
    listed = run.invoke(args=["identity", "staff", "--body", BODY]).output
    assert OLGA.name in listed
    assert OFFICE in listed
    number = str(number_of(app, olga))
    assert run.invoke(args=["identity", "end", number]).exit_code == 0
    assert held(app, olga) == []
    assert run.invoke(args=["identity", "end", number]).exit_code == 1
    assert run.invoke(args=["identity", "lift", str(number_of(app, ada))]).exit_code == 1
    last = run.invoke(args=["identity", "end", str(number_of(app, ada))])
    assert "last administrator" in last.output
    assert (
        run.invoke(args=["identity", "end", str(number_of(app, ada)), "--even-last"]).exit_code == 0
    )
    assert held(app, ada) == []
