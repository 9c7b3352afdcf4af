"""Wrapping keys change while everything runs, and none is destroyed that something still needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from portal.identity.models import Person
from portal.identity.queries import profile_of
from portal.platform import keys
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing
from tests.support.people import ANNA, BRUNO, CARLA, known


def do(app: Flask, *words: str) -> Result:
    """A command of the application."""
    return app.test_cli_runner().invoke(args=["keys", *words])


def an_hour_later(app: Flask) -> None:
    """The keys were changed long ago."""
    file: Path = app.config["SETTINGS"].data / "keys" / "keys.json"
    changed = file.stat().st_mtime - 3600
    os.utime(file, (changed, changed))


def test_every_data_key_is_wrapped_anew_and_still_opens_what_it_sealed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    ring: Keyring = app.config["KEYRING"]
    people = [known(app, who) for who in (ANNA, BRUNO, CARLA)]
    old = ring.active_key
    assert do(app, "rotate").exit_code == 0
    an_hour_later(app)
    refused = do(app, "retire", old)
    assert (refused.exit_code, "people 3" in refused.output) == (1, True)
    assert "people: 3" in do(app, "rewrap").output
    assert "people: 0" in do(app, "rewrap").output
    assert do(app, "retire", old).exit_code == 0
    fresh = Keyring.load(app.config["SETTINGS"].data / "keys", create=False)
    with app.app_context():
        names = [profile_of(fresh, person).name for person in people]
    assert names == [ANNA.name, BRUNO.name, CARLA.name]
    assert do(app, "retire", old).exit_code == 1, "It is gone."


def test_nothing_is_destroyed_right_after_a_rotation(app: Flask) -> None:
    old = app.config["KEYRING"].active_key
    do(app, "rotate")
    answer = do(app, "retire", old)
    assert (answer.exit_code, "ten minutes" in answer.output) == (1, True)


def test_the_active_key_is_never_destroyed(app: Flask) -> None:
    an_hour_later(app)
    answer = do(app, "retire", app.config["KEYRING"].active_key)
    assert (answer.exit_code, "rotate first" in answer.output) == (1, True)


def test_what_was_erased_meanwhile_keeps_no_key(app: Flask) -> None:
    ring: Keyring = app.config["KEYRING"]
    person = known(app, ANNA)
    table = Person.__table__
    with app.app_context():
        old = db.session.scalar(sa.select(Person.data_key))
        assert old is not None
        ring.rotate()
        with writing() as session:
            session.execute(sa.update(Person).values(data_key=b""))
        stale = {person: (old, ring.rewrap(old))}
        assert keys._write(table, table.c.id, stale) == 0
        assert keys.rewrap_table(ring, table) == 0
        assert db.session.scalar(sa.select(Person.data_key)) == b""


def test_every_table_with_a_data_key_is_known() -> None:
    names = {table.name for table in keys.tables_with_keys()}
    assert names >= {"people", "cases", "visits", "mandates", "notifications", "kept_forms"}


def test_a_running_process_wraps_under_the_new_key_at_once(tmp_path: Path) -> None:
    ring = Keyring.load(tmp_path, create=True)
    running = Keyring.load(tmp_path, create=False)
    new = ring.rotate()
    assert ring.is_under(running.new_data_key()) == new
