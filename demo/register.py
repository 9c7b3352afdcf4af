"""A body's protocol register that is not one: numbers what it is told, once, and can be made to fail.

``POST /register/registrations`` with ``Authorization: Bearer <token>`` and the JSON fields body,
subject, received_on (YYYY-MM-DD), sender, digest (SHA-256, hexadecimal) and idempotency_key answers
201 with number and registered_on. The same key with the same content answers the same again, with
other content 409; 400 names the field that is wrong, 422 gives the reason of a refusal, 503 is down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

_ROME = ZoneInfo("Europe/Rome")
_TABLE = """CREATE TABLE IF NOT EXISTS registrations (
    key TEXT NOT NULL, body TEXT NOT NULL, content TEXT NOT NULL, year INTEGER NOT NULL,
    sequence INTEGER NOT NULL, registered_on TEXT NOT NULL,
    PRIMARY KEY (body, key), UNIQUE (body, year, sequence))"""


class KeyReused(Exception):
    """The idempotency key came before with other content."""


class Entry(BaseModel):
    """What somebody asks to register; the sender may be unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: str = Field(min_length=1, max_length=100)
    subject: str = Field(min_length=1, max_length=500)
    received_on: dt.date
    sender: str = Field(max_length=300)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    idempotency_key: str = Field(min_length=8, max_length=200)


@dataclass(frozen=True)
class Registered:
    """The number given, and the day it was given."""

    number: str
    registered_on: dt.date


class Register:
    """Numbers per body and year, from 1, kept in a file: a second start does not count again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, entry: Entry, today: dt.date | None = None) -> Registered:
        """Register an entry, or find what its key was given before.

        Raises:
            KeyReused: see there.
        """
        day = today or dt.datetime.now(_ROME).date()
        content = hashlib.sha256(entry.model_dump_json().encode()).hexdigest()
        with self._writing() as database:
            found = database.execute(
                "SELECT content, sequence, year, registered_on FROM registrations"
                " WHERE body = ? AND key = ?",
                (entry.body, entry.idempotency_key),
            ).fetchone()
            if found is None:
                sequence = self._next(database, entry.body, day.year)
                database.execute(
                    "INSERT INTO registrations VALUES (?, ?, ?, ?, ?, ?)",
                    (entry.idempotency_key, entry.body, content, day.year, sequence, f"{day}"),
                )
                found = (content, sequence, day.year, f"{day}")
        if found[0] != content:
            raise KeyReused
        return Registered(f"{found[1]:07d}/{found[2]}", dt.date.fromisoformat(found[3]))

    @staticmethod
    def _next(database: sqlite3.Connection, body: str, year: int) -> int:
        row = database.execute(
            "SELECT COALESCE(MAX(sequence), 0) + 1 FROM registrations WHERE body = ? AND year = ?",
            (body, year),
        ).fetchone()
        return int(row[0])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=10, isolation_level=None)
        try:
            database.execute(_TABLE)
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")
        finally:
            database.close()
