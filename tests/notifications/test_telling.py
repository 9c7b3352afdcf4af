"""Telling is one row and one job in the caller's transaction, and shows nothing of the person."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.identity.actions import change_contacts
from portal.integrations.mail.fake import FakeMail
from portal.notifications import queries
from portal.notifications.actions import EventUnknown, tell
from portal.notifications.letters import LETTERS
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import clock, jobs
from portal.platform.database import db, writing
from portal.platform.jobs import Job
from tests.support.people import ANNA, actor, known

VALUES = {
    "reference": "AC4839271567",
    "spoken_reference": "AC 483 927 156 7",
    "due_on": "2026-12-23",
    "asks_until": "",
}


def values_of(event: str) -> dict[str, str]:
    """A value for every name that a letter speaks of."""
    letter = LETTERS[event]
    parts = (letter.subject, *letter.happened, *(w for _, w in letter.dated), *letter.then)
    text = " ".join(str(part) for part in (*parts, letter.action, letter.place))
    named = dict.fromkeys(re.findall(r"%\((\w+)\)", text), "7")
    days = {name: "2026-12-24" for name in named if name.endswith(("_on", "_until"))}
    return {**named, **days, **VALUES}


def told(app: Flask, event: str = "case_sent", **changes: object) -> Notification:
    """Something told, as an area above would."""
    asked: dict[str, object] = {
        "person_id": None,
        "address": "anna@prova.invalid",
        "language": "it",
        "case_id": 7,
        "values": VALUES,
        **changes,
    }
    with writing():
        tell(app.config["KEYRING"], event, **asked)  # type: ignore[arg-type]
    row = db.session.scalar(select(Notification).order_by(Notification.id.desc()))
    assert row is not None
    return row


def test_a_telling_is_one_row_and_one_job(app: Flask) -> None:
    with app.app_context():
        row = told(app)
        waiting = db.session.scalars(select(Job)).all()
        assert row.status is NotificationStatus.WAITING
        assert [(job.kind, job.facts) for job in waiting] == [
            ("notifications.deliver", {"notification_id": row.id, "channel": "email"})
        ]


def test_nothing_is_told_when_the_change_is_not_kept(app: Flask) -> None:
    def fail() -> None:
        with writing():
            tell(
                app.config["KEYRING"],
                "case_sent",
                person_id=None,
                address="anna@prova.invalid",
                language="it",
                case_id=7,
                values=VALUES,
            )
            raise RuntimeError("the change breaks")

    with app.app_context():
        with pytest.raises(RuntimeError):
            fail()
        assert db.session.scalars(select(Notification)).all() == []
        assert db.session.scalars(select(Job)).all() == []


def test_a_person_is_told_at_the_address_their_profile_has_when_it_leaves(
    app: Flask, mail: FakeMail
) -> None:
    person_id = known(app, ANNA)
    with app.app_context():
        told(app, person_id=person_id, address=None)
        with writing():
            change_contacts(
                app.config["KEYRING"], actor(person_id), {"email": "nuova@prova.invalid"}
            )
        jobs.drain()
        assert [letter.to for letter in mail.letters] == ["nuova@prova.invalid"]


def test_without_an_address_the_office_is_left_to_call(app: Flask) -> None:
    with app.app_context():
        row = told(app, address=None)
        assert row.status is NotificationStatus.NO_CHANNEL
        assert [found.id for found in queries.not_reached(7)] == [row.id]
        assert db.session.scalars(select(Job)).all() == []


def test_whoever_reads_the_table_learns_nothing_of_the_person(app: Flask) -> None:
    with app.app_context():
        told(app)
        rows = db.session.execute(text("SELECT * FROM notifications")).all()
        outbox = db.session.execute(text("SELECT * FROM outbox")).all()
        ways = db.session.execute(text("SELECT * FROM notification_deliveries")).all()
        for word in ("anna", "prova.invalid", "AC4839271567", "483 927"):
            assert word not in repr(rows)
            assert word not in repr(outbox)
            assert word not in repr(ways)


def test_what_was_told_is_found_by_its_case(app: Flask) -> None:
    with app.app_context():
        first, second = told(app), told(app, "case_taken")
        told(app, case_id=8)
        assert [row.id for row in queries.told_about(7)] == [first.id, second.id]
        assert queries.not_reached(7) == []


def test_an_event_without_a_letter_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(EventUnknown):
        told(app, "case_vanished")


def test_an_address_a_stranger_typed_gets_only_a_few_letters_a_day(app: Flask) -> None:
    with app.app_context():
        spellings = ("anna@prova.invalid", "Anna@Prova.invalid", " anna@prova.invalid")
        for address in spellings:
            row = told(app, address=address, is_unproved=True)
            assert row.status is NotificationStatus.WAITING
        assert row.address_hash is not None
        assert "anna" not in row.address_hash
        assert told(app, is_unproved=True).status is NotificationStatus.NO_CHANNEL
        other = told(app, address="carla@prova.invalid", is_unproved=True)
        assert other.status is NotificationStatus.WAITING
        assert told(app).status is NotificationStatus.WAITING, "What the office says always goes."
        with clock.freeze(clock.after(hours=25)):
            assert told(app, is_unproved=True).status is NotificationStatus.WAITING
