"""Databases for tests: each engine has one template with every table and the catalogue, copied per test."""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
from alembic import command
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from portal import create_app
from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.platform.commands import migrations
from portal.platform.database import db, writing
from tests.support.tidying import Tidy

VARIABLE = "ACCANTO_TEST_DATABASES"
ENGINES = ("sqlite", "postgresql")
_RUN = "ACCANTO_TEST_RUN"
_START = "import pgserver, sys; pgserver.get_server(sys.argv[1], cleanup_mode=None)"
_MEMORY = Path("/dev/shm")
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


@contextmanager
def _quick(folder: Path) -> Iterator[Path]:
    """A folder in memory where the machine has one: each commit of SQLite waits for its disk."""
    found = _MEMORY if os.access(_MEMORY, os.W_OK) else folder
    with tempfile.TemporaryDirectory(prefix="accanto-", dir=found) as place:
        yield Path(place)


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
        with _quick(folder) as place:
            shutil.copyfile(self._file, place / "test.sqlite3")
            yield Database("sqlite", f"sqlite:///{place / 'test.sqlite3'}")

    @contextmanager
    def empty(self, folder: Path) -> Iterator[Database]:
        """A database without tables."""
        with _quick(folder) as place:
            yield Database("sqlite", f"sqlite:///{place / 'empty.sqlite3'}")


class PostgresTemplate:
    """A database that is migrated once per run and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._kept: tuple[str, Tidy] | None = None
        atexit.register(self._leave)
        self._server = os.environ.get("DATABASE_URL") or _started(folder)
        name = _template_name()
        with _alone(folder / "template.lock"):
            if not self._ask("SELECT 1 FROM pg_database WHERE datname = %s", name):
                building = f"{name}_building"
                self._do(f'CREATE DATABASE "{building}"')
                fill(self._url(building), folder / "template-data")
                self._do(f'ALTER DATABASE "{building}" RENAME TO "{name}"')

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[Database]:
        """A database of its own: one for all tests of this process, as good as new for each.

        To make one anew costs half a second, to tidy it up some thousandths. Who asks for a second
        one at the same time gets it made, and dropped.
        """
        (name, tidy), self._kept = self._kept or self._whole(), None
        try:
            yield Database("postgresql", self._url(name))
        finally:
            if self._kept is None and tidy.up():
                self._kept = (name, tidy)
            else:
                tidy.close()
                self._drop(name)

    @contextmanager
    def empty(self, _folder: Path) -> Iterator[Database]:
        """A database without tables, dropped afterwards."""
        name = self._make("")
        try:
            yield Database("postgresql", self._url(name))
        finally:
            self._drop(name)

    def _leave(self) -> None:
        if self._kept is not None:
            self._kept[1].close()

    def _whole(self) -> tuple[str, Tidy]:
        name = self._make(f' TEMPLATE "{_template_name()}"')
        return name, Tidy(make_conninfo(self._server, dbname=name))

    def _make(self, how: str) -> str:
        name = f"{_copies()}{secrets.token_hex(6)}"
        self._do(f'CREATE DATABASE "{name}"{how}')
        return name

    def _drop(self, name: str) -> None:
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


@cache
def template(engine: str, folder: Path) -> Template:
    """The template of an engine, made at first use; ``folder`` is shared by the workers of a run."""
    place = folder / engine
    place.mkdir(parents=True, exist_ok=True)
    return SqliteTemplate(place) if engine == "sqlite" else PostgresTemplate(place)


def begin_run() -> None:
    """Give this run of the tests a name that its workers inherit."""
    os.environ.setdefault(_RUN, secrets.token_hex(4))


def end_run() -> None:
    """Leave no server, no template and no file behind; called once, after the last worker."""
    given = os.environ.get("DATABASE_URL")
    if given:
        with psycopg.connect(given, autocommit=True) as connection:
            copies = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (_copies(),)
            )
            for name in (_template_name(), *(row[0] for row in copies)):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    running = _server_folder() / "postmaster.pid"
    if running.exists():
        os.kill(int(running.read_text().split()[0]), signal.SIGINT)
        for _wait in range(100):
            if not running.exists():
                break
            time.sleep(0.1)
    shutil.rmtree(_server_folder(), ignore_errors=True)


def _template_name() -> str:
    return f"accanto_template_{os.environ[_RUN]}"


def _copies() -> str:
    """What the names of this run's databases begin with."""
    return f"accanto_test_{os.environ[_RUN]}_"


def _server_folder() -> Path:
    # A short path: the address of a socket has 107 characters at most.
    return Path(tempfile.gettempdir()) / f"accanto-pg-{os.environ[_RUN]}"


@cache
def _started(folder: Path) -> str:
    """A server of our own, from PyPI, for all workers of this run; ``end_run`` stops it."""
    data = _server_folder()
    address = f"postgresql://postgres@/postgres?host={data}"
    with _alone(folder / "server.lock"):
        if not (data / "postmaster.pid").exists():
            data.mkdir(exist_ok=True)
            # In a process of its own: it would stop the server with the first worker that leaves.
            subprocess.run(
                [sys.executable, "-c", _START, str(data)], check=True, capture_output=True
            )
            with psycopg.connect(address, autocommit=True) as connection:
                for setting in _HASTE:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
    return address
