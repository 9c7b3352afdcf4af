"""Roles are looked through each quarter, paused where nobody confirms or uses them; clocks are frozen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.identity import granting, queries, roster
from portal.identity.actions import sign_in as come_in
from portal.identity.models import Paused, StaffGrant, StaffReview
from portal.identity.oversight import REVIEW_EVERY, REVIEW_LASTS, UNUSED_AFTER, look_through_roles
from portal.identity.provider import FISCAL_NUMBER, Identified
from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification
from portal.platform import clock, jobs
from portal.platform.actor import Grant, Role
from portal.platform.database import db, writing
from tests.support.page import PageClient
from tests.support.people import (
    ADA,
    BODY,
    BRUNO,
    EDDA,
    OFFICE,
    OLGA,
    Somebody,
    acting,
    actor,
    known,
    sign_in,
)

START = clock.now()
DAY = timedelta(days=1)
ASIDE = Grant(Role.ADMINISTRATOR, BODY)


@contextmanager
def at(app: Flask, after: timedelta) -> Iterator[None]:
    """Some time after the beginning of the test."""
    with clock.freeze(START + after), app.app_context():
        yield


def look(app: Flask, after: timedelta) -> None:
    """The worker makes its round at that moment."""
    with at(app, after), writing() as session:
        look_through_roles(session)


def log_in(app: Flask, who: Somebody, after: timedelta) -> None:
    """Somebody comes through their provider."""
    claims = {FISCAL_NUMBER: f"TINIT-{who.fiscal_code}", "given_name": who.given_name}
    with at(app, after), writing():
        come_in(app.config["KEYRING"], Identified("https://p.invalid", who.email, 2, True, claims))


def world(app: Flask, *more: Somebody) -> dict[str, int]:
    """Ada administers, Olga works in an office; both sign in on the first day."""
    with clock.freeze(START):
        found = {who.given_name: known(app, who) for who in (ADA, OLGA, *more)}
    for who in (ADA, OLGA, *more):
        log_in(app, who, timedelta(0))
    return found


def grants(app: Flask, person_id: int) -> tuple[Grant, ...]:
    with app.app_context():
        return queries.grants_of(person_id)


def told(app: Flask, event: str) -> list[int | None]:
    with app.app_context():
        query = select(Notification.person_id).where(Notification.event == event)
        return list(db.session.scalars(query.order_by(Notification.id)))


def paused(app: Flask) -> dict[int, Paused | None]:
    with app.app_context():
        query = select(StaffGrant).where(StaffGrant.paused_at.is_not(None))
        return {row.person_id: row.paused_for for row in db.session.scalars(query)}


def keep_coming(app: Flask, until: timedelta, *people: Somebody) -> None:
    for who in people:
        log_in(app, who, until)


def test_a_review_begins_after_a_quarter_and_not_before(app: Flask, mail: FakeMail) -> None:
    people = world(app)
    keep_coming(app, REVIEW_EVERY - 2 * DAY, ADA, OLGA)
    look(app, REVIEW_EVERY - DAY)
    assert told(app, "staff_review") == []
    look(app, REVIEW_EVERY)
    look(app, REVIEW_EVERY + timedelta(hours=1))
    assert told(app, "staff_review") == [people["Ada"]]
    with at(app, REVIEW_EVERY + timedelta(hours=1)):
        jobs.drain()
    (letter,) = [one for one in mail.letters if one.to == ADA.email]
    assert "/amministrazione/verifica" in letter.text
    assert OLGA.name not in letter.text + letter.subject


def test_what_is_confirmed_stays_and_what_is_not_is_paused(app: Flask) -> None:
    people = world(app, EDDA)
    keep_coming(app, REVIEW_EVERY - DAY, ADA, OLGA, EDDA)
    look(app, REVIEW_EVERY)
    with at(app, REVIEW_EVERY + DAY):
        ada = acting(app, ADA)
        waiting = [row.person_id for _one, rows in roster.to_confirm(ada) for row in rows]
        assert set(waiting) == set(people.values())
        number = db.session.scalars(
            select(StaffGrant.id).where(StaffGrant.person_id == people["Olga"])
        ).one()
        with writing():
            granting.confirm(ada, number)
    look(app, REVIEW_EVERY + REVIEW_LASTS - DAY)
    assert paused(app) == {}
    look(app, REVIEW_EVERY + REVIEW_LASTS)
    # Ada alone could confirm nobody but others: she stays, or nobody could lift what is paused.
    assert paused(app) == {people["Edda"]: Paused.NOT_CONFIRMED}
    assert grants(app, people["Edda"]) == ()
    assert grants(app, people["Olga"]) == OLGA.roles
    assert told(app, "staff_paused") == [people["Ada"]]
    with app.app_context():
        assert db.session.scalars(select(StaffReview)).one().closed_at is not None


def test_who_works_at_a_desk_is_confirmed_every_quarter_too(app: Flask) -> None:
    """C7: an operator nobody confirms works at no desk any more, and opens no visit."""
    people = world(app, BRUNO)
    keep_coming(app, REVIEW_EVERY - DAY, ADA, OLGA, BRUNO)
    look(app, REVIEW_EVERY)
    with at(app, REVIEW_EVERY + DAY):
        waiting = [row.desk for _one, rows in roster.to_confirm(acting(app, ADA)) for row in rows]
        assert BRUNO.roles[0].desk in waiting
    look(app, REVIEW_EVERY + REVIEW_LASTS)
    assert paused(app)[people["Bruno"]] is Paused.NOT_CONFIRMED
    assert grants(app, people["Bruno"]) == ()


def test_of_two_administrators_the_one_nobody_confirms_is_paused(app: Flask) -> None:
    people = world(app, EDDA)
    with clock.freeze(START):
        known(app, EDDA, ASIDE)
    keep_coming(app, REVIEW_EVERY - DAY, ADA, OLGA, EDDA)
    look(app, REVIEW_EVERY)
    with at(app, REVIEW_EVERY + DAY), writing():
        granting.confirm(actor(people["Edda"]), number_of_admin(people["Ada"]))
    look(app, REVIEW_EVERY + REVIEW_LASTS)
    assert grants(app, people["Ada"]) == ADA.roles
    assert ASIDE not in grants(app, people["Edda"])


def number_of_admin(person_id: int) -> int:
    query = select(StaffGrant.id).where(
        StaffGrant.person_id == person_id, StaffGrant.role == Role.ADMINISTRATOR
    )
    return db.session.scalars(query).one()


def test_a_role_given_during_the_review_is_not_asked_about(app: Flask) -> None:
    world(app)
    keep_coming(app, REVIEW_EVERY - DAY, ADA, OLGA)
    look(app, REVIEW_EVERY)
    with clock.freeze(START + REVIEW_EVERY + DAY):
        edda = known(app, EDDA)
    look(app, REVIEW_EVERY + REVIEW_LASTS)
    assert edda not in paused(app)


def test_the_next_review_begins_a_quarter_after_the_last(app: Flask) -> None:
    world(app)
    for number in (1, 2):
        keep_coming(app, number * REVIEW_EVERY - DAY, ADA, OLGA)
        look(app, number * REVIEW_EVERY)
        look(app, number * REVIEW_EVERY + REVIEW_LASTS)
        assert len(told(app, "staff_review")) == number


def test_who_does_not_sign_in_is_paused_and_the_administrator_told(app: Flask) -> None:
    people = world(app)
    log_in(app, ADA, UNUSED_AFTER - DAY)
    look(app, UNUSED_AFTER - DAY)
    assert paused(app) == {}
    look(app, UNUSED_AFTER + DAY)
    assert paused(app) == {people["Olga"]: Paused.NOT_USED}
    assert told(app, "staff_paused") == [people["Ada"]]
    log_in(app, OLGA, UNUSED_AFTER + 2 * DAY)
    assert grants(app, people["Olga"]) == ()


def test_a_new_role_has_its_own_ninety_days(app: Flask) -> None:
    with clock.freeze(START):
        old = known(app, EDDA)
    log_in(app, EDDA, timedelta(0))
    with clock.freeze(START + UNUSED_AFTER):
        known(app, EDDA, Grant(Role.OFFICER, BODY, office=OFFICE))
    look(app, UNUSED_AFTER + DAY)
    assert grants(app, old) == (Grant(Role.OFFICER, BODY, office=OFFICE),)


def test_a_body_without_administrator_is_told_at_its_own_address(
    app: Flask, mail: FakeMail
) -> None:
    with clock.freeze(START):
        known(app, OLGA)
    look(app, UNUSED_AFTER + DAY)
    assert told(app, "staff_paused") == [None]


def test_an_administrator_lifts_a_pause_on_the_page(app: Flask, client: PageClient) -> None:
    with clock.freeze(START - UNUSED_AFTER - DAY):
        olga = known(app, OLGA)
    log_in(app, OLGA, -UNUSED_AFTER - DAY)
    sign_in(client, ADA)
    look(app, timedelta(0))
    assert grants(app, olga) == ()
    officer = PageClient(app)
    sign_in(officer, OLGA)
    assert officer.raw.get("/ufficio").status_code == 403
    page = client.get("/amministrazione/personale")
    assert "Sospeso: nessun accesso da 90 giorni" in page.text
    number = next(one["action"] for one in page.soup.select("form") if "riattiva" in one["action"])
    client.submit(str(number))
    assert grants(app, olga) == OLGA.roles
    # It counts as used from now on: the next round leaves it alone.
    look(app, DAY)
    assert grants(app, olga) == OLGA.roles


def test_an_administrator_confirms_on_the_page(app: Flask, client: PageClient) -> None:
    with clock.freeze(START - REVIEW_EVERY):
        olga = known(app, OLGA)
    log_in(app, OLGA, -DAY)
    sign_in(client, ADA)
    look(app, timedelta(0))
    assert "1 ruolo da confermare" in client.get("/amministrazione/personale").text
    page = client.click("Conferma i ruoli")
    assert OLGA.name in page.text
    number = next(one["action"] for one in page.soup.select("form") if "conferma" in one["action"])
    assert "Niente da confermare" in client.submit(str(number)).text
    look(app, REVIEW_LASTS)
    assert grants(app, olga) == OLGA.roles


def test_two_workers_begin_one_review(app: Flask) -> None:
    def begin() -> None:
        with writing() as session:
            times = {"begun_at": START, "ends_at": START + REVIEW_LASTS}
            session.add(StaffReview(open_key=BODY, body=BODY, **times))

    with app.app_context():
        begin()
        with pytest.raises(IntegrityError):
            begin()
