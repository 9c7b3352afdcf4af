"""Access tokens go back when somebody leaves, and when a session just ends; nobody waits for it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity.membership.models import AccessToken
from portal.identity.membership.rounds import notice_ended_sessions
from portal.platform import clock, jobs
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus
from tests.identity.membership.coming import sign_in
from tests.identity.membership.joined import Town, join
from tests.support.page import PageClient
from tests.support.people import ANNA
from tests.support.people import sign_in as sign_in_otherwise

PROFILE = "/area-personale/profilo"


@pytest.fixture
def member(app: Flask, town: Town) -> Flask:
    """A portal that has joined."""
    join(app)
    return app


def work(app: Flask) -> None:
    """The rounds of a minute, and the jobs that are due."""
    with app.app_context():
        with writing() as session:
            notice_ended_sessions(session)
        jobs.drain()


def kept(app: Flask) -> list[AccessToken]:
    """The tokens that lie here."""
    with app.app_context():
        found = list(db.session.scalars(select(AccessToken)))
        db.session.expunge_all()
        return found


def test_a_token_lies_sealed_while_its_session_lasts(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    work(member)
    (row,) = kept(member)
    assert town.logins["c0de"].token("access").encode() not in row.sealed
    assert not town.revoked


def test_leaving_gives_it_back_and_forgets_it(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    client.get(PROFILE)
    client.submit("/esci")
    work(member)
    assert town.revoked == [town.logins["c0de"].token("access")]
    assert not kept(member)
    work(member)
    assert len(town.revoked) == 1


def test_a_session_that_ends_by_time_gives_it_back_too(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    with clock.freeze(clock.after(minutes=31)):
        town.renew()
        assert member.test_cli_runner().invoke(args=["federation", "refresh"]).exit_code == 0
        work(member)
        assert len(town.revoked) == 1
        assert not kept(member)


def test_so_does_a_sign_out_on_every_device_and_a_second_login(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town, "first")
    sign_in(client, town, "second")
    work(member)
    assert town.revoked == [town.logins["first"].token("access")]
    sign_in(PageClient(member), town, "third")
    client.get(PROFILE)
    client.submit("/area-personale/esci-ovunque")
    work(member)
    assert len(town.revoked) == 3
    assert not kept(member)


def test_leaving_waits_for_nobody(member: Flask, client: PageClient, town: Town) -> None:
    sign_in(client, town)
    town.cut.add("revoke")
    client.get(PROFILE)
    client.submit("/esci")
    assert client.raw.get(PROFILE).status_code == 302
    work(member)
    assert len(kept(member)) == 1, "it is tried again"
    town.cut.clear()
    with clock.freeze(clock.after(seconds=10)):
        work(member)
    assert not kept(member)


def test_a_token_nobody_takes_is_forgotten_after_the_last_try(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    town.cut.add("revoke")
    client.get(PROFILE)
    client.submit("/esci")
    work(member)
    for _ in jobs.DELAYS:
        assert len(kept(member)) == 1
        try_again(member)
    with member.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == "federation.give_back")).one()
        assert job.status is JobStatus.GIVEN_UP
    assert not kept(member)


def try_again(app: Flask) -> None:
    """One more try of every job, whenever it is due."""
    with app.app_context():
        with writing() as session:
            for job in session.scalars(select(Job).where(Job.status == JobStatus.WAITING)):
                job.run_at = clock.now()
        jobs.drain()


def test_a_person_who_came_another_way_leaves_as_ever(member: Flask, client: PageClient) -> None:
    sign_in_otherwise(client, ANNA)
    client.get(PROFILE)
    client.submit("/esci")
    work(member)
    assert client.raw.get(PROFILE).status_code == 302
