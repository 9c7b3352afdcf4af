"""Who gives, ends, confirms and lifts roles: administrators, in their bodies only, never their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from portal.identity import granting, naming, queries, roster
from portal.identity.models import StaffGrant
from portal.identity.policy import LastAdministrator, OwnRole
from portal.identity.reach import Place
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from tests.identity.roles import (
    ELSEWHERE,
    LEADING,
    NEW,
    OFFICER_HERE,
    TERRITORY,
    give,
    held,
    number_of,
)
from tests.support.people import (
    ADA,
    ANNA,
    BODY,
    BRUNO,
    CARLA,
    EDDA,
    OFFICE,
    OLGA,
    Somebody,
    acting,
    known,
)  # fmt: skip


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
