"""The database: one session per request, reading by default, and one short write transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

#: Views that may write while answering a GET, each in its own short transaction (design: a closed list).
WRITING_GETS = frozenset({"identity.begin", "identity.callback"})

_READ = "accanto.read"
Found = TypeVar("Found")

_writing: ContextVar[bool] = ContextVar("accanto_writing", default=False)

db = SQLAlchemy(require_default_engine=False)


class ReadingWrites(Exception):
    """Code tried to write outside ``writing()``; move the change into the view's write block."""


class Model(DeclarativeBase):
    """What every table inherits; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; a naive datetime is refused, and SQLite gives aware ones back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC, and only from a value that says its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its zone: use clock.now().")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def word(kind: type[StrEnum], length: int = 24) -> Enum:
    """The column type of an enumeration: stored as its word, given back as its member."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


def init_app(app: Flask, url: str) -> None:
    """Bind the session to one engine whose transactions are reading unless ``writing()`` says so."""
    options: dict[str, Any] = {"url": url, "pool_pre_ping": not url.startswith("sqlite")}
    # A request that reads may ask for a second line (``aside``). With a limit to lines, as many requests as
    # there are lines could each hold one and wait for another; the threads are limit enough.
    options["max_overflow"] = -1
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    # There are no asynchronous sessions here; looking for some costs a thread at each request.
    app.teardown_appcontext_funcs = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    with app.app_context():
        _prepare(db.engine)


def _prepare(engine: Engine) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite if is_sqlite else _begin_postgresql)


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: the begin event below decides which kind.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = _writing.get()
    connection.exec_driver_sql(f"PRAGMA query_only={0 if writes else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if not _writing.get() and (session.new or session.dirty or session.deleted):
        names = sorted({type(row).__name__ for row in [*session.new, *session.dirty]})
        raise ReadingWrites(f"{', '.join(names)} changed outside writing().")


def read_once(key: tuple[object, ...], read: Callable[[], Found]) -> Found:
    """What ``read`` finds, asked once while a request only reads: several parts of a page want the same rows.

    It is forgotten with the transaction it was read in, so that nothing old is met while writing or after
    it, and nothing outlives the request. Commands and jobs read anew: they go through many cases.
    """
    if _writing.get() or not has_request_context():
        return read()
    known = db.session.info.setdefault(_READ, {})
    if key not in known:
        # The first look begins the transaction, and what ends an older one empties the store.
        found = read()
        known = db.session.info.setdefault(_READ, {})
        known[key] = found
    return cast(Found, known[key])


@event.listens_for(Session, "after_transaction_end")
def _forget_read(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_READ, None)


@contextmanager
def writing() -> Iterator[Session]:
    """The one short write transaction of a request, a command or a job.

    Everything slow (body, files, outside answers, PDFs) is done before. What was read earlier is
    read again inside. Commits when the block ends well, rolls back otherwise.

    Raises:
        ReadingWrites: on a GET that is not in ``WRITING_GETS``, or a second time in one request.
    """
    if _writing.get():
        raise ReadingWrites("writing() inside writing(): one change, one transaction.")
    _check_request()
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def aside() -> Iterator[Session]:
    """A separate short write transaction for what must be kept whatever becomes of the request.

    Used for the audit of reads, *last seen* and counted attempts: own connection, own commit.

    Raises:
        ReadingWrites: inside ``writing()``, where it would wait for itself.
    """
    if _writing.get():
        raise ReadingWrites("aside() inside writing(): do it before.")
    token = _writing.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    finally:
        _writing.reset(token)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session of its own that only reads, even while the caller writes.

    Without it a look from inside ``writing()`` would begin a second write and wait for itself.
    """
    token = _writing.set(False)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        _writing.reset(token)


def _check_request() -> None:
    if not has_request_context():
        return
    if request.method in {"GET", "HEAD", "OPTIONS"} and request.endpoint not in WRITING_GETS:
        raise ReadingWrites(f"GET {request.endpoint} wants to write.")
    if g.get("has_written") and request.endpoint not in WRITING_GETS:
        raise ReadingWrites(f"{request.endpoint} writes twice: one commit per request.")
    g.has_written = True
