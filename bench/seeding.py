"""Many cases at once: a real one copied in bulk, each copy with a key, hashes and rows of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import psycopg
from flask import Flask
from psycopg.types.json import Json
from sqlalchemy import make_url, select

from portal import catalogue
from portal.cases import reference as references
from portal.cases.models import Case, Happening
from portal.cases.models.working import Whole
from portal.cases.timeline import CaseStatus
from portal.identity.models import Person
from portal.platform import clock
from portal.platform.database import db

#: Three cases to a person, as in a small district after some years.
_PER_PERSON = 3
_DAYS = 900
#: How cases stand after some years: nearly all are over.
_STATUSES = (
    [CaseStatus.ACCEPTED] * 60
    + [CaseStatus.REFUSED] * 12
    + [CaseStatus.CLOSED] * 20
    + [CaseStatus.IN_CHARGE] * 4
    + [CaseStatus.SENT] * 2
    + [CaseStatus.NEEDS_SOMETHING] * 2
)
_OPEN = {CaseStatus.IN_CHARGE, CaseStatus.SENT, CaseStatus.NEEDS_SOMETHING}


def seed(app: Flask, url: str, cases: int) -> None:
    """Copy so many cases into an installation that was filled through the portal's own code."""
    with app.app_context():
        model = db.session.scalars(select(Case).where(Case.sent_at.is_not(None)).limit(1)).one()
        pinned = {column.name: getattr(model, column.name) for column in Case.__table__.columns}
        first_person = (db.session.scalar(select(Person.id).order_by(Person.id.desc())) or 0) + 1
        first_case = (db.session.scalar(select(Case.id).order_by(Case.id.desc())) or 0) + 1
        offices = [
            office.id for one in catalogue.snapshot().territories() for office in one.offices
        ]
        db.session.rollback()
    people = cases // _PER_PERSON + 1
    with psycopg.connect(_plain(url)) as connection:
        _copy(connection, "people", _people(app, first_person, people))
        made = _cases(app, pinned, offices, first_case, first_person, cases)
        _copy(connection, "cases", made)
        _copy(connection, "case_happenings", _happenings(first_case, first_person, cases))
        _copy(connection, "case_lookups", _lookups(app, first_case, cases))
        for table in ("people", "cases", "case_happenings", "case_lookups"):
            highest = f"(SELECT max(id) FROM {table})"  # noqa: S608 - names of our own
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest})")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _copy(
    connection: psycopg.Connection[Any], table: str, rows: Iterator[dict[str, object]]
) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    statement = f"COPY {table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        copying.write_row(list(first.values()))
        for row in rows:
            copying.write_row(list(row.values()))


def _people(app: Flask, first: int, count: int) -> Iterator[dict[str, object]]:
    ring, now = app.config["KEYRING"], clock.now()
    for number in range(first, first + count):
        yield {
            "id": number,
            "data_key": ring.new_data_key(),
            "sealed": secrets.token_bytes(400),
            "fiscal_code_hash": ring.lookup("fiscal_code", f"PERSON{number}"),
            "name_birth_hash": ring.lookup("name_birth", f"person {number}"),
            "email_hash": ring.lookup("email", f"numero{number}@prova.invalid"),
            "phone_hash": ring.lookup("phone", f"+39000{number:09}"),
            "language": "it",
            "created_at": now,
        }


def _cases(
    app: Flask,
    pinned: dict[str, Any],
    offices: Sequence[str],
    first: int,
    first_person: int,
    count: int,
) -> Iterator[dict[str, object]]:
    ring, now, today = app.config["KEYRING"], clock.now(), clock.today()
    known = {
        name: Json(value) if isinstance(value, dict | list) else value
        for name, value in pinned.items()
    }
    used: set[str] = set()
    for number in range(count):
        reference = references.new_reference()
        while reference in used:
            reference = references.new_reference()
        used.add(reference)
        status = _STATUSES[number * 37 % len(_STATUSES)]
        ago = timedelta(days=number * 13 % (25 if status in _OPEN else _DAYS))
        yield {
            **known,
            "id": first + number,
            "reference": reference,
            "status": status.value,
            "draft_key": None,
            "data_key": ring.new_data_key(),
            "subject_id": first_person + number // _PER_PERSON,
            "office": offices[number % len(offices)],
            "team": None,
            "officer_id": None,
            "sent_at": now - ago,
            "received_on": today - ago,
            "due_on": today - ago + timedelta(days=30),
            "protocol_number": f"{number + 1:07}/2026",
            "closed_at": None if status in _OPEN else now - ago + timedelta(days=20),
        }


def _happenings(first: int, first_person: int, count: int) -> Iterator[dict[str, object]]:
    now = clock.now()
    names = [column.name for column in Happening.__table__.columns if column.name != "id"]
    row: dict[str, object] = dict.fromkeys(names)
    for number in range(count):
        yield {
            **row,
            "case_id": first + number,
            "at": now,
            "status": CaseStatus.SENT.value,
            "author": "citizen",
            "person_id": first_person + number // _PER_PERSON,
        }


def _lookups(app: Flask, first: int, count: int) -> Iterator[dict[str, object]]:
    ring = app.config["KEYRING"]
    for number in range(count):
        for kind, said in (
            (Whole.PHONE, f"+39000{number:09}"),
            (Whole.FISCAL_CODE, f"CODE{number}"),
        ):
            yield {
                "case_id": first + number,
                "kind": kind.value,
                "hash": ring.lookup(kind.value, said),
            }
