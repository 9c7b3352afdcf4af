"""A session is a row of ours: it ends when it should, and whoever reads the table cannot enter with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.platform import clock
from portal.platform.access import public
from portal.platform.database import db, writing
from portal.platform.sessions import (
    APART,
    COOKIE,
    LoginSession,
    current_session,
    keep_fact,
    mark_apart,
    open_session,
    purge_sessions,
    sessions_of,
)
from tests.support.databases import on_one_engine
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, CARLA, sign_in

PERSONAL = "/area-personale/profilo"


def is_in(client: PageClient) -> bool:
    """Whether this browser opens a personal page."""
    return client.raw.get(PERSONAL).status_code == 200


def the_row(app: Flask) -> LoginSession:
    """The one session, read again."""
    with app.app_context():
        return db.session.scalars(select(LoginSession)).one()


def test_the_table_does_not_hold_what_opens_the_door(client: PageClient) -> None:
    sign_in(client, ANNA)
    cookie = client.raw.get_cookie(COOKIE)
    assert cookie is not None
    with client.app.app_context():
        rows = repr(db.session.execute(text("SELECT * FROM login_sessions")).all())
    assert cookie.value not in rows
    client.raw.set_cookie(COOKIE, the_row(client.app).id_hash)
    assert not is_in(client)


def test_a_session_left_alone_ends_and_one_in_use_goes_on(client: PageClient) -> None:
    sign_in(client, ANNA)
    start = clock.now()
    for minutes in (20, 40, 60):
        with clock.freeze(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.freeze(start + timedelta(minutes=91)):
        assert not is_in(client)


def test_a_session_ends_after_its_hours_however_busy(client: PageClient) -> None:
    sign_in(client, ANNA)
    start = clock.now()
    for minutes in range(20, 480, 20):
        with clock.freeze(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.freeze(start + timedelta(minutes=481)):
        assert not is_in(client)


def test_last_seen_is_written_once_a_minute_at_most(client: PageClient) -> None:
    sign_in(client, ANNA)
    first = the_row(client.app).seen_at
    is_in(client)
    assert the_row(client.app).seen_at == first
    with clock.freeze(first + timedelta(seconds=61)):
        is_in(client)
    assert the_row(client.app).seen_at == first + timedelta(seconds=61)


def test_only_sessions_that_still_open_are_listed(app: Flask) -> None:
    old, new = PageClient(app), PageClient(app)
    with clock.freeze(clock.now() - timedelta(minutes=40)):
        person_id = sign_in(old, ANNA)
    sign_in(new, ANNA)
    sign_in(PageClient(app), CARLA)
    with app.app_context():
        assert len(sessions_of(person_id)) == 1


def test_ended_sessions_are_erased_a_day_later(app: Flask) -> None:
    sign_in(PageClient(app), ANNA)

    def left_after(hours: int) -> int:
        with app.app_context(), clock.freeze(clock.after(hours=hours)):
            with writing() as session:
                purge_sessions(session)
            return len(db.session.scalars(select(LoginSession)).all())

    assert left_after(9) == 1
    assert left_after(33) == 0


@pytest.fixture
def opening(app: Flask, door: Callable[..., None]) -> Flask:
    """Doors that open a session, keep a fact in it, and set the browser apart."""

    @public
    def enter() -> str:
        with writing() as session:
            open_session(session, None, {"guest": "g"})
            keep_fact(session, desk="d", guest=None)
        mark_apart(apart=True)
        return "in"

    @public
    def say() -> dict[str, object]:
        row = current_session()
        return row.facts if row else {}

    door("/entra", enter, methods=["POST"])
    door("/fatti", say)
    return app


@on_one_engine
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(opening: Flask) -> None:
    client = PageClient(opening)
    answer = client.raw.post("/entra", headers=SAME_ORIGIN)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
    assert client.raw.get_cookie(APART) is not None


@on_one_engine
def test_facts_are_added_and_taken_away(opening: Flask) -> None:
    client = PageClient(opening)
    client.raw.post("/entra", headers=SAME_ORIGIN)
    assert client.raw.get("/fatti").get_json() == {"desk": "d"}


@on_one_engine
def test_without_a_cookie_or_with_an_invented_one_there_is_no_session(app: Flask) -> None:
    for headers in ({}, {"Cookie": f"{COOKIE}=invented"}, {"Cookie": f"{COOKIE}="}):
        with app.test_request_context(headers=headers):
            assert current_session() is None
