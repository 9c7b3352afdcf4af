"""The tables can be built, taken back and built again, with data in them, on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, text, update

from portal import create_app
from portal.cases.models import Case
from portal.identity.actions import change_contacts
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.commands import migrations
from portal.platform.database import Model, db, writing
from tests.support.databases import Database, on_one_engine
from tests.support.filing import Filing
from tests.support.people import ANNA, acting, known


@pytest.fixture
def bare(empty_database: Database, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    made = create_app(
        {"ACCANTO_DATA": str(tmp_path / "data"), "ACCANTO_DATABASE_URL": empty_database.url}
    )
    yield made
    with made.app_context():
        db.engine.dispose()


def tables(app: Flask) -> set[str]:
    """The tables there are, Alembic's own left out."""
    with app.app_context():
        db.engine.dispose()
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def columns(app: Flask) -> set[str]:
    """The columns there are, as ``table.column``."""
    found = tables(app)
    with app.app_context():
        engine = inspect(db.engine)
        return {f"{table}.{one['name']}" for table in found for one in engine.get_columns(table)}


def revisions(app: Flask) -> list[str]:
    """Every revision, oldest first."""
    script = ScriptDirectory.from_config(migrations(app))
    return [revision.revision for revision in script.walk_revisions()][::-1]


@on_one_engine
def test_there_is_one_head_and_revisions_are_numbered_in_order(app: Flask) -> None:
    assert len(ScriptDirectory.from_config(migrations(app)).get_heads()) == 1
    found = revisions(app)
    assert len(found) >= 4
    assert found == [f"{number:04}" for number in range(1, len(found) + 1)]


def test_up_down_and_up_again(bare: Flask) -> None:
    command.upgrade(migrations(bare), "head")
    whole = tables(bare)
    assert {"people", "cases", "outbox", "audit_entries", "notifications"} <= whole
    command.downgrade(migrations(bare), "base")
    assert tables(bare) == set()
    command.upgrade(migrations(bare), "head")
    assert tables(bare) == whole


def test_each_step_can_be_taken_alone(bare: Flask) -> None:
    before: set[str] = set()
    for revision in revisions(bare):
        command.upgrade(migrations(bare), revision)
        after = columns(bare)
        assert after != before
        command.downgrade(migrations(bare), "-1")
        assert columns(bare) == before
        before = after
        command.upgrade(migrations(bare), revision)
        assert columns(bare) == after


def test_data_stay_when_what_came_later_is_taken_back(app: Flask) -> None:
    known(app, ANNA)
    with app.app_context():
        db.engine.dispose()
    command.downgrade(migrations(app), "0002")
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM people")) == 1
        db.session.rollback()
        db.engine.dispose()
    command.upgrade(migrations(app), "head")
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM people")) == 1


def dispose(app: Flask) -> None:
    """Close what is open: a table cannot change under a connection."""
    with app.app_context():
        db.engine.dispose()


_POWER = (
    "INSERT INTO powers (id, code, kind, state, services, every_service, reach, represents, data_key, "
    "sealed, act_key, act_type, asked_at) VALUES (7, 'CODE', 'parent', 'asked', '[]', :yes, 'read', :yes, "
    ":key, :key, 'the-act', 'image/png', '2026-11-01 10:00:00')"
)


def test_acts_become_rows_of_their_own_and_the_newest_comes_back(app: Flask) -> None:
    dispose(app)
    command.downgrade(migrations(app), "0038")
    with app.app_context(), writing() as connection:
        connection.execute(text(_POWER), {"yes": True, "key": b"k"})
    dispose(app)
    command.upgrade(migrations(app), "0039")
    more = (
        "INSERT INTO power_acts (power_id, number, store_key, media_type, sent_at, scan) "
        "VALUES (7, 2, 'better', 'application/pdf', '2026-11-02 10:00:00', 'clean')"
    )
    with app.app_context(), writing() as connection:
        (row,) = connection.execute(
            text("SELECT power_id, number, store_key, scan FROM power_acts")
        )
        assert tuple(row) == (7, 1, "the-act", "unscanned")
        connection.execute(text(more))
    dispose(app)
    command.downgrade(migrations(app), "0038")
    with app.app_context(), writing() as connection:
        (row,) = connection.execute(text("SELECT act_key, act_type FROM powers"))
        assert tuple(row) == ("better", "application/pdf")
    dispose(app)
    command.upgrade(migrations(app), "head")


_TIE = (
    "INSERT INTO officer_relatives (person_id, tie, fiscal_code_hash, declared_at, ended_at) "
    "VALUES (:who, 'friend', 'hash', '2026-11-01 10:00:00', :ended)"
)


def test_ties_that_were_ended_alone_say_who_ended_them(app: Flask) -> None:
    anna = known(app, ANNA)
    dispose(app)
    command.downgrade(migrations(app), "0043")
    with app.app_context(), writing() as connection:
        for ended in (None, "2026-11-02 10:00:00"):
            connection.execute(text(_TIE), {"who": anna, "ended": ended})
    dispose(app)
    command.upgrade(migrations(app), "0044")
    asked = "SELECT ended_by, end_asked_at FROM officer_relatives ORDER BY id"
    with app.app_context():
        found = [tuple(row) for row in db.session.execute(text(asked))]
    assert found == [(None, None), (anna, None)]
    dispose(app)
    command.downgrade(migrations(app), "0043")
    command.upgrade(migrations(app), "head")
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM officer_relatives")) == 2


_CHANGE = (
    "INSERT INTO held_changes (person_id, what, sealed, tries, stop_hash, asked_at, asked_by, body, desk, "
    "ended_at, ended_how) VALUES (:who, :what, :none, 0, :stop, '2026-11-28 05:00:00', :who, 'b', 'd', "
    "'2026-11-28 06:00:00', :how)"
)


@pytest.mark.parametrize(
    ("what", "how", "is_doubted"),
    [
        ("phone", "used", True),
        ("phone", "confirmed", True),
        ("phone", "stopped", False),
        ("email", "used", False),
    ],
)
def test_a_number_read_out_to_a_desk_before_proves_nothing_any_more(
    app: Flask, what: str, how: str, is_doubted: bool
) -> None:
    anna, keyring = acting(app, ANNA), app.config["KEYRING"]
    then = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
    with clock.freeze(then + timedelta(seconds=1)), app.app_context(), writing():
        change_contacts(keyring, anna, {"phone": "+393330000404"})
    dispose(app)
    command.downgrade(migrations(app), "0044")
    said = {"who": anna.person_id, "what": what, "how": how, "stop": "x", "none": b""}
    with app.app_context(), writing() as connection:
        connection.execute(text(_CHANGE), said)
    dispose(app)
    command.upgrade(migrations(app), "head")
    with app.app_context():
        profile = profile_of(keyring, anna.person_id or 0)
        assert profile.answered_phone == "+393330000404"
        assert (profile.proved_phone == "") is is_doubted
    # Once its person proves one by themselves, it counts again.
    with app.app_context(), writing():
        change_contacts(keyring, anna, {"phone": "+393330000505"})
    with app.app_context():
        assert profile_of(keyring, anna.person_id or 0).proved_phone == "+393330000505"


def test_the_models_are_what_the_migrations_build(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_the_commands_build_and_take_back(bare: Flask) -> None:
    runner = bare.test_cli_runner()
    assert runner.invoke(args=["database", "upgrade"]).exit_code == 0
    assert "people" in tables(bare)
    assert runner.invoke(args=["database", "downgrade", "0001"]).exit_code == 0
    assert "people" not in tables(bare)
    assert "outbox" in tables(bare)


_RECEIVED = (
    "INSERT INTO case_declarations (case_id, means, wording, digest, made_at, attested) "
    "VALUES (:case, 'official', '[]', 'd', '2026-11-28 10:00:00', :seal)"
)


def test_what_was_declared_aloud_and_sent_stays_a_declaration(app: Flask) -> None:
    """A draft is declared anew; of what was sent the declaration is not lost."""
    filing, anna = Filing(app), acting(app, ANNA)
    for is_sent in (True, False):
        reference = filing.draft(anna)
        with app.app_context(), writing() as connection:
            case = connection.scalar(select(Case.id).where(Case.reference == reference))
            connection.execute(text(_RECEIVED), {"case": case, "seal": b"k"})
            if is_sent:
                sent = {"sent_at": clock.now(), "draft_key": None}
                connection.execute(update(Case).where(Case.id == case).values(sent))
    dispose(app)
    command.downgrade(migrations(app), "0042")
    with app.app_context(), writing() as connection:
        (row,) = connection.execute(text("SELECT means FROM case_declarations"))
        assert tuple(row) == ("paper",)
    dispose(app)
    command.upgrade(migrations(app), "head")
