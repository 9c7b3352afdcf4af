"""The worker's rounds: a reminder the day before, drafts that end, appointments that are erased."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal.appointments.actions import keeping
from portal.appointments.models import Appointment, State
from portal.appointments.rounds import erase_old_appointments, remind_of_tomorrow
from portal.integrations.mail.fake import FakeMail
from portal.platform import clock, jobs
from portal.platform.database import db, writing
from tests.support.booking import Booking
from tests.support.people import ANNA, acting


@pytest.fixture
def booked(app: Flask, appointments: Booking) -> int:
    """An appointment of Anna, a week away or more."""
    wanted = clock.after(days=7)
    return appointments.book(
        acting(app, ANNA), next(at for at in appointments.free() if at > wanted)
    )


def day_before(appointments: Booking, number: int, hour: int) -> datetime:
    starts_at = appointments.row(number).starts_at
    assert starts_at is not None
    there = clock.rome_time(starts_at) - timedelta(days=1)
    return there.replace(hour=hour, minute=0)


def remind(app: Flask) -> None:
    with app.app_context():
        remind_of_tomorrow(db.session)
        jobs.drain()


def test_the_day_before_one_is_reminded_once_and_not_at_night(
    app: Flask, mail: FakeMail, appointments: Booking, booked: int
) -> None:
    remind(app)
    with clock.freeze(day_before(appointments, booked, 5)):
        remind(app)
    told = [letter.subject for letter in mail.letters]
    assert "Domani hai un appuntamento" not in told
    with clock.freeze(day_before(appointments, booked, 9)):
        remind(app)
        remind(app)
    told = [letter.subject for letter in mail.letters]
    assert told.count("Domani hai un appuntamento") == 1


def test_who_cancelled_is_not_reminded(
    app: Flask, mail: FakeMail, appointments: Booking, booked: int
) -> None:
    with app.app_context(), writing() as session:
        session.get_one(Appointment, booked).state = State.CANCELLED
    with clock.freeze(day_before(appointments, booked, 9)):
        remind(app)
    assert all("Domani" not in letter.subject for letter in mail.letters)


def erase(app: Flask) -> None:
    with app.app_context(), writing() as session:
        erase_old_appointments(session)


def left(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Appointment).count()


def test_a_draft_ends_after_its_hours_and_an_appointment_after_its_days(
    app: Flask, appointments: Booking, booked: int
) -> None:
    appointments.draft(acting(app, ANNA))
    erase(app)
    assert left(app) == 2
    with clock.freeze(clock.after(hours=appointments.rules.draft_hours + 1)):
        erase(app)
    assert left(app) == 1
    starts_at = appointments.row(booked).starts_at
    assert starts_at is not None
    with clock.freeze(starts_at + timedelta(days=appointments.rules.keep_days - 1)):
        erase(app)
    assert left(app) == 1
    with clock.freeze(starts_at + timedelta(days=appointments.rules.keep_days + 1)):
        erase(app)
    assert left(app) == 0


def test_nothing_is_due_when_nothing_is_booked(app: Flask) -> None:
    with app.app_context():
        assert keeping.list_to_remind() == []
