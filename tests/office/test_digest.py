"""One letter a day for an office that wants it so: numbers and references, early, on working days, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases import reference as references
from portal.cases.plan import Plan
from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification, NotificationStatus
from portal.office import chain, digest
from portal.office.chain import Reached, Station
from portal.platform import clock, jobs
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db
from portal.platform.jobs import Job, JobStatus
from tests.office.world import World

OFFICE = "servizi-sociali-cremonese"
ADDRESS = "servizi-sociali-cremonese@prova.invalid"
#: The morning after: a Tuesday, 8 o’clock in Rome.
TUESDAY = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
#: The same day before half past seven; a Sunday; the Immaculate Conception.
EARLY = datetime(2026, 12, 1, 6, 20, tzinfo=UTC)
SUNDAY = datetime(2026, 12, 6, 9, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


class DailyWorld(World):
    """A world whose cases go to an office that wants one letter a day."""

    def plan(self) -> Plan:
        """Help at home, answered there."""
        return replace(super().plan(), office=OFFICE)


@pytest.fixture
def world(app: Flask) -> DailyWorld:
    return DailyWorld(app)


def letters(world: World, moment: datetime, to: str = ADDRESS) -> list[str]:
    """The round at a moment, and the worker after it; the words of what the office got."""
    mail: FakeMail = world.app.config["MAIL"]
    before = len(mail.to(to))
    with world.app.app_context(), clock.freeze(moment):
        digest.send_digests(db.session)
        jobs.drain()
    return [f"{one.subject}\n{one.text}" for one in mail.to(to)[before:]]


def officer(world: World) -> Actor:
    return world.officer("Olga", OFFICE)


def test_what_happens_waits_for_the_letter_of_the_day(world: World) -> None:
    first, second = world.case(world.person("Carla")), world.case(world.person("Dina"))
    assert not world.app.config["MAIL"].to(ADDRESS)
    (letter,) = letters(world, TUESDAY)
    assert "Il tuo ufficio oggi, 1° dicembre 2026" in letter
    for reference in (first, second):
        assert references.spoken(reference) in letter
    assert "Carla" not in letter
    assert "Aiuto a casa" not in letter


def test_it_comes_once_a_day_and_what_came_later_stands_in_the_next(world: World) -> None:
    world.case(world.person("Carla"))
    assert len(letters(world, TUESDAY)) == 1
    later = world.case(world.person("Dina"))
    assert letters(world, TUESDAY + timedelta(hours=2)) == []
    (letter,) = letters(world, TUESDAY + timedelta(days=1))
    assert references.spoken(later) in letter


@pytest.mark.parametrize("moment", [EARLY, SUNDAY, HOLIDAY])
def test_nobody_is_written_to_before_the_hour_or_on_a_holiday(
    world: World, moment: datetime
) -> None:
    world.case(world.person("Carla"))
    assert letters(world, moment) == []


def test_an_empty_day_has_no_letter(world: World) -> None:
    assert letters(world, TUESDAY) == []


def test_what_is_late_is_said_with_its_number(world: World) -> None:
    world.case(world.person("Carla"))
    letters(world, TUESDAY)
    (letter,) = letters(world, TUESDAY + timedelta(days=59))
    assert "In ritardo: 1." in letter


def test_the_office_counts_as_told_when_the_letter_left(world: World) -> None:
    reference, who = world.case(world.person("Carla")), officer(world)
    with world.app.app_context():
        jobs.drain()
        before = {one.reference: one.stations[Station.OFFICE] for one in chain.list_chains(who)}
    assert before[reference] is Reached.WAITING
    letters(world, TUESDAY)
    with world.app.app_context():
        rows = db.session.scalars(
            select(Notification).where(Notification.event == "office_new_case")
        )
        assert {row.status for row in rows} == {NotificationStatus.SENT}


def test_who_coordinates_reads_what_did_not_go_out(world: World) -> None:
    chief = Grant(Role.COORDINATOR, "azienda-sociale-cremonese", office=OFFICE)
    world.person("Cora", chief, email="cora@prova.invalid")
    with world.write() as session:
        session.add(
            Job(
                kind="cases.register", dedup_key="prova", facts={}, status=JobStatus.GIVEN_UP,
                attempts=9, created_at=clock.now(), run_at=clock.now(), trouble="register_refused",
            )
        )  # fmt: skip
    (letter,) = letters(world, TUESDAY, "cora@prova.invalid")
    assert "Consegne abbandonate: 1." in letter
    assert letters(world, TUESDAY + timedelta(hours=1), "cora@prova.invalid") == []


def test_an_office_that_wants_each_letter_gets_each_at_once(app: Flask) -> None:
    plain = World(app)
    plain.case(plain.person("Carla"))
    with app.app_context():
        jobs.drain()
    assert app.config["MAIL"].to("servizi-sociali-ventimigliese@prova.invalid")
