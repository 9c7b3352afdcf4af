"""The trail can only grow: the database refuses the rest, and the chain of seals shows what got past it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.platform import audit, clock
from portal.platform.actor import NOBODY, Actor, Authentication
from portal.platform.audit import AuditEntry, AuditSeal
from portal.platform.database import db, writing


def record(*events: str, seconds_ago: int = 60) -> None:
    """Acts that happened a while ago."""
    with clock.freeze(clock.now() - timedelta(seconds=seconds_ago)), writing():
        for event in events:
            audit.record(NOBODY, event, "case", 7)


def seal() -> int:
    """One round of the worker."""
    with writing() as session:
        return audit.seal(session)


def tamper(statement: str) -> None:
    """What somebody with the keys of the database could do: take the lock off, then change."""
    with writing() as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
            session.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = CURRENT_TIMESTAMP", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_erase(
    app: Flask, table: str, change: str
) -> None:
    with app.app_context():
        record("case.sent")
        seal()
        with pytest.raises(DBAPIError, match="append-only"), writing() as session:
            session.execute(text(change.format(table)))
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_an_act_says_who_how_and_about_whom(app: Flask) -> None:
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now())
    with app.app_context():
        with writing():
            audit.record(
                Actor(person_id=3, authentication=proof), "case.sent", "case", 7, subject_id=5
            )
        entry = audit.about(5)[0]
        assert (entry.person_id, entry.method, entry.level) == (3, "oidc", 2)
        assert (entry.kind, entry.object_id, entry.subject_id) == ("case", 7, 5)


def test_a_look_is_noted_before_the_page_and_by_itself(app: Flask) -> None:
    with app.app_context():
        audit.record_read(NOBODY, "case.read", "case", 7, subject_id=5)
        assert [entry.event for entry in audit.about(5)] == ["case.read"]


def test_entries_are_sealed_in_order_and_the_chain_is_whole(app: Flask) -> None:
    with app.app_context():
        record("one", "two")
        assert seal() == 2
        record("three")
        assert seal() == 1
        assert seal() == 0
        seals = db.session.scalars(select(AuditSeal).order_by(AuditSeal.last_id)).all()
        assert [(link.first_id, link.last_id) for link in seals] == [(1, 2), (3, 3)]
        assert audit.first_broken_seal(db.session) is None


def test_what_happened_just_now_waits_for_the_next_seal(app: Flask) -> None:
    with app.app_context():
        record("old")
        record("young", seconds_ago=2)
        assert seal() == 1
        with clock.freeze(clock.after(seconds=30)):
            assert seal() == 1
        assert audit.first_broken_seal(db.session) is None


def test_an_old_entry_behind_a_young_one_is_not_sealed_past_it(app: Flask) -> None:
    with app.app_context():
        record("young", seconds_ago=2)
        record("old", seconds_ago=60)
        assert seal() == 0
        with clock.freeze(clock.after(seconds=30)):
            assert seal() == 2
        assert audit.first_broken_seal(db.session) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET event = 'other' WHERE id = 1",
        "UPDATE audit_entries SET person_id = 9 WHERE id = 2",
        "DELETE FROM audit_entries WHERE id = 2",
        "UPDATE audit_entries SET at = CURRENT_TIMESTAMP WHERE id = 1",
    ],
)
def test_a_changed_entry_breaks_its_seal_and_the_command_says_so(app: Flask, change: str) -> None:
    with app.app_context():
        record("one", "two")
        seal()
        record("three")
        seal()
        tamper(change)
        broken = audit.first_broken_seal(db.session)
        assert broken is not None
        assert (broken.first_id, broken.last_id) == (1, 2)
    told = app.test_cli_runner().invoke(args=["audit", "check"])
    assert told.exit_code == 1
    assert "1–2" in told.output


def test_the_command_is_glad_of_a_whole_chain(app: Flask) -> None:
    with app.app_context():
        record("one")
        seal()
    assert app.test_cli_runner().invoke(args=["audit", "check"]).exit_code == 0
