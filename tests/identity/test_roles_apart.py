"""Whoever stands at a desk of a body gives no roles in it: a table of both, in every width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.identity import granting, policy, queries
from portal.identity.actions import grant_role
from portal.identity.models import Paused, Person, StaffGrant
from portal.identity.policy import NotBoth
from portal.identity.reach import Place
from portal.platform import clock
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.database import db, writing
from tests.identity.roles import GIVE, NEW, give, number_of, typed
from tests.support.page import PageClient
from tests.support.people import ADA, BODY, BRUNO, DESK, OFFICE, acting, known, sign_in

HERE, TERRITORY = BODY, "ventimigliese"
PAIRS: list[tuple[Grant, Grant, bool]] = [
    (Grant(Role.OPERATOR, HERE, desk=DESK), Grant(Role.ADMINISTRATOR, HERE), False),
    (Grant(Role.OPERATOR, HERE), Grant(Role.ADMINISTRATOR, HERE), False),
    (Grant(Role.OPERATOR, HERE, territory=TERRITORY), Grant(Role.ADMINISTRATOR, HERE), False),
    (Grant(Role.OPERATOR, HERE, territory=TERRITORY), Grant(Role.ADMINISTRATOR, "asl1-imperiese"), False),
    (Grant(Role.OPERATOR, HERE, desk=DESK), Grant(Role.ADMINISTRATOR, HERE, territory=TERRITORY), False),
    (Grant(Role.OPERATOR, HERE, desk=DESK), Grant(Role.ADMINISTRATOR, "comune-massafra"), True),
    (Grant(Role.OPERATOR, HERE, desk=DESK), Grant(Role.OPERATOR, HERE), True),
    (Grant(Role.OFFICER, HERE, office=OFFICE), Grant(Role.ADMINISTRATOR, HERE), True),
    (Grant(Role.EDITOR, HERE), Grant(Role.ADMINISTRATOR, HERE), True),
    (Grant(Role.OPERATOR, HERE, desk=DESK), Grant(Role.OFFICER, HERE, office=OFFICE), True),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "goes"), PAIRS)
def test_an_operator_is_never_also_an_administrator_of_the_same_body(
    app: Flask, one: Grant, other: Grant, goes: bool
) -> None:
    """C9: whoever acts beside people must not also decide who may look over their shoulder."""
    with app.app_context():
        assert policy.clashes(one, [other]) is not goes
        assert policy.clashes(other, [one]) is not goes


@pytest.mark.parametrize("first", [Role.OPERATOR, Role.ADMINISTRATOR])
def test_the_second_of_the_two_is_refused_whichever_it_is(app: Flask, first: Role) -> None:
    """C9"""
    second = Role.ADMINISTRATOR if first is Role.OPERATOR else Role.OPERATOR
    ada = acting(app, ADA)
    give(app, ada, NEW, first, Place(BODY))
    with pytest.raises(NotBoth):
        give(app, ada, NEW, second, Place(BODY))
    with app.app_context():
        assert [one.role for one in queries.grants_of(known(app, NEW))] == [first]


def test_a_role_that_is_suspended_counts_and_one_that_ended_does_not(app: Flask) -> None:
    """C9: a pause may be lifted any day."""
    ada = acting(app, ADA)
    give(app, ada, NEW, Role.OPERATOR, Place(BODY))
    number = number_of(app, known(app, NEW))
    with app.app_context(), writing():
        row = db.session.get_one(StaffGrant, number)
        row.paused_at, row.paused_for = clock.now(), Paused.NOT_USED
    with pytest.raises(NotBoth):
        give(app, ada, NEW, Role.ADMINISTRATOR, Place(BODY))
    with app.app_context(), writing():
        granting.end(ada, number)
    give(app, ada, NEW, Role.ADMINISTRATOR, Place(BODY))


def test_the_form_says_it_beside_the_role_and_keeps_what_was_typed(
    app: Flask, client: PageClient
) -> None:
    """C9"""
    known(app, BRUNO)
    sign_in(client, ADA)
    client.get(GIVE)
    page = client.submit("form", typed(BRUNO, Role.ADMINISTRATOR, f"body:{BODY}"), status=422)
    assert len(page.problems) == 1
    assert "sportello" in page.text
    assert page.one("[name=family_name]")["value"] == BRUNO.family_name


def test_no_file_and_no_code_goes_round_it(app: Flask, tmp_path: Path) -> None:
    """C9"""
    person_id = known(app, BRUNO)
    file = tmp_path / "staff.json"
    role = {"role": "administrator", "body": BODY}
    entry = {
        "fiscal_code": BRUNO.fiscal_code,
        "given_name": BRUNO.given_name,
        "family_name": BRUNO.family_name,
        "roles": [role],
    }
    file.write_text(json.dumps([entry]), encoding="utf-8")
    said = app.test_cli_runner().invoke(args=["identity", "import", str(file)])
    assert said.exit_code == 1
    assert "never also administrator" in said.output
    with app.app_context(), writing():
        person = db.session.get_one(Person, person_id)
        with pytest.raises(NotBoth):
            grant_role(NOBODY, person, Grant(Role.ADMINISTRATOR, BODY))
    with app.app_context():
        assert {one.role for one in queries.grants_of(person_id)} == {Role.OPERATOR}
