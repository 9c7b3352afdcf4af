"""Where a role can be held, and where it reaches today by the catalogue."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.identity import queries
from portal.identity.policy import fits
from portal.identity.reach import Place
from portal.platform.actor import Actor, Grant, Role
from tests.identity.roles import (
    TERRITORY,
)
from tests.support.people import (
    ANNA,
    BODY,
    DESK,
    OFFICE,
    known,
)  # fmt: skip


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
