"""The pages and commands of roles: read by administrators alone, and what ends gives nothing at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.models import Visit
from portal.identity import granting, roster
from portal.platform.actor import Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.identity.roles import (
    ELSEWHERE,
    GIVE,
    NEW,
    STAFF,
    TERRITORY,
    held,
    number_of,
    typed,
)
from tests.support.page import PageClient
from tests.support.people import (
    ADA,
    ANNA,
    BODY,
    BRUNO,
    CARLA,
    EDDA,
    OFFICE,
    OLGA,
    SERVICE,
    acting,
    known,
    open_visit,
    sign_in,
)  # fmt: skip


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
