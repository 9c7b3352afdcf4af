"""Databases for tests: each engine has one template with every table and the catalogue, copied per test."""

from __future__ import annotations

import fcntl
import importlib
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import make_url

from portal import create_app
from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.platform.commands import migrations
from portal.platform.database import db, writing

VARIABLE = "ACCANTO_TEST_DATABASES"
ENGINES = ("sqlite", "postgresql")
_TEMPLATE = "accanto_template"
#: Nothing of a test outlives the machine: PostgreSQL need not wait for the disk.
_HASTE = ("fsync", "synchronous_commit", "full_page_writes")


class WrongEngine(Exception):
    """The variable names a database we do not know."""


def engines() -> tuple[str, ...]:
    """The databases the tests run on: both, unless the variable says less."""
    chosen = tuple(name.strip() for name in os.environ.get(VARIABLE, "").split(",") if name.strip())
    if set(chosen) - set(ENGINES):
        raise WrongEngine(f"{VARIABLE} is {','.join(chosen)!r}: write {','.join(ENGINES)}.")
    return chosen or ENGINES


#: For tests of pages and words: one engine is enough, whichever the run has.
on_one_engine = pytest.mark.parametrize("database", engines()[:1], indirect=True)


@dataclass(frozen=True)
class Database:
    """A database of one test: its engine and its address."""

    engine: str
    url: str


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Only one worker at a time."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(url: str, folder: Path) -> None:
    """Bring an empty database to the newest tables, with the catalogue of content/ published."""
    app = create_app({"ACCANTO_DATA": str(folder), "ACCANTO_DATABASE_URL": url})
    command.upgrade(migrations(app), "head")
    with app.app_context():
        with writing():
            publish(read_content(app.config["CONTENT"]))
        db.session.close()
        db.engine.dispose()


class SqliteTemplate:
    """A file that is migrated once per run of the tests and copied for each."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.sqlite3"
        with _alone(folder / "template.lock"):
            if not self._file.exists():
                building = folder / "building.sqlite3"
                fill(f"sqlite:///{building}", folder / "template-data")
                building.rename(self._file)

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Database]:
        """A database of its own."""
        file = folder / "test.sqlite3"
        shutil.copyfile(self._file, file)
        yield Database("sqlite", f"sqlite:///{file}")

    @contextmanager
    def empty(self, folder: Path) -> Iterator[Database]:
        """A database without tables."""
        yield Database("sqlite", f"sqlite:///{folder / 'empty.sqlite3'}")


class PostgresTemplate:
    """A database that is migrated once per server and run, and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._server = _given() or _started(folder)
        # Its name is that of this run: a server somebody gave us may hold an older one.
        self._name = f"{_TEMPLATE}_{folder.name.replace('-', '_')}_{_run(folder)}"
        with _alone(folder / "template.lock"):
            if not self._ask("SELECT 1 FROM pg_database WHERE datname = %s", self._name):
                building = f"{self._name}_building"
                self._do(f'DROP DATABASE IF EXISTS "{building}"')
                self._do(f'CREATE DATABASE "{building}"')
                fill(self._url(building), folder / "template-data")
                self._do(f'ALTER DATABASE "{building}" RENAME TO "{self._name}"')

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[Database]:
        """A database of its own, dropped afterwards."""
        with self._own(f' TEMPLATE "{self._name}"') as database:
            yield database

    @contextmanager
    def empty(self, _folder: Path) -> Iterator[Database]:
        """A database without tables, dropped afterwards."""
        with self._own("") as database:
            yield database

    @contextmanager
    def _own(self, how: str) -> Iterator[Database]:
        name = f"accanto_test_{secrets.token_hex(6)}"
        self._do(f'CREATE DATABASE "{name}"{how}')
        try:
            yield Database("postgresql", self._url(name))
        finally:
            self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    def _ask(self, query: str, value: str) -> bool:
        with psycopg.connect(self._server) as connection:
            return connection.execute(query, (value,)).fetchone() is not None


Template = SqliteTemplate | PostgresTemplate


def _given() -> str:
    """A server that is already there, as CI gives it."""
    return os.environ.get("DATABASE_URL", "")


@cache
def _started(folder: Path) -> str:
    """A server of our own, from PyPI; the last worker that leaves stops it and takes its files along."""
    with warnings.catch_warnings(action="ignore"):
        # It complains of a machine without a login session, as containers are.
        # Only here: on a machine that gives a server, nobody needs it.
        pgserver = importlib.import_module("pgserver")

    # A short path: the address of a socket has 107 characters at most.
    data = Path(tempfile.gettempdir()) / f"accanto-pg-{_run(folder)}"
    with _alone(folder / "server.lock"):
        data.mkdir(exist_ok=True)
        server = pgserver.get_server(data, cleanup_mode="delete")
        for setting in _HASTE:
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("ALTER SYSTEM SET max_connections = 200; SELECT pg_reload_conf();")
        return str(server.get_uri())


def _run(folder: Path) -> str:
    """A word for this run of the tests, the same in all its workers."""
    file = folder / "run"
    with _alone(folder / "run.lock"):
        if not file.exists():
            file.write_text(secrets.token_hex(4))
        return file.read_text()


@cache
def template(engine: str, folder: Path) -> Template:
    """The template of an engine, made at first use; ``folder`` is shared by the workers of a run."""
    place = folder / engine
    place.mkdir(parents=True, exist_ok=True)
    return SqliteTemplate(place) if engine == "sqlite" else PostgresTemplate(place)
