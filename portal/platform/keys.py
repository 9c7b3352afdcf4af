"""Changing the wrapping keys of a running installation: rotate, wrap every data key anew, retire the old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Column, Table, func, select, update

from portal.platform import clock, logs
from portal.platform.crypto import Keyring, KeysUnusable
from portal.platform.database import Model, db, writing

#: So many rows are wrapped anew in one write transaction.
BATCH = 200
#: A key made before a rotation may reach the database a little after it.
WAIT = timedelta(minutes=10)

keys = AppGroup("keys", help="Change the keys that wrap what is personal.")


def _ring() -> Keyring:
    found: Keyring = current_app.config["KEYRING"]
    return found


def tables_with_keys() -> list[Table]:
    """Every table whose rows hold a wrapped data key."""
    return [table for table in Model.metadata.sorted_tables if "data_key" in table.c]


def _wrapped(table: Table) -> Iterator[list[tuple[Any, bytes]]]:
    """The rows of a table in batches: their primary key and wrapped data key; erased ones have none."""
    (number,) = table.primary_key.columns
    last = None
    while True:
        query = select(number, table.c.data_key).where(func.length(table.c.data_key) > 0)
        query = query.order_by(number).limit(BATCH)
        rows = db.session.execute(query if last is None else query.where(number > last)).all()
        db.session.rollback()
        if not rows:
            return
        last = rows[-1][0]
        yield [(row[0], bytes(row[1])) for row in rows]


def rewrap_table(ring: Keyring, table: Table) -> int:
    """Wrap the data keys of a table with the active key, batch by batch; how many there were."""
    (number,) = table.primary_key.columns
    done = 0
    for batch in _wrapped(table):
        fresh = {row: (old, ring.rewrap(old)) for row, old in batch if ring.needs_rewrap(old)}
        if fresh:
            done += _write(table, number, fresh)
    return done


def _write(table: Table, number: Column[Any], fresh: dict[Any, tuple[bytes, bytes]]) -> int:
    done = 0
    with writing() as session:
        for row, (old, new) in fresh.items():
            # Only while it is what was read: a draft thrown away meanwhile keeps no key.
            same = (number == row, table.c.data_key == old)
            statement = update(table).where(*same).values(data_key=new).returning(number)
            done += len(session.execute(statement).all())
    return done


def rows_under(ring: Keyring, key_id: str) -> dict[str, int]:
    """How many rows of which table still lie under a wrapping key; only tables that have some."""
    found = {}
    for table in tables_with_keys():
        under = sum(ring.is_under(old) == key_id for batch in _wrapped(table) for _, old in batch)
        if under:
            found[table.name] = under
    return found


@keys.command()
def rotate() -> None:
    """Make a new wrapping key the active one; the old ones stay until they are retired."""
    old = _ring().active_key
    new = _ring().rotate()
    logs.event("keys.rotated", active=new)
    click.echo(f"Key {new} is active. Now: flask keys rewrap, then flask keys retire {old}.")


@keys.command()
def rewrap() -> None:
    """Wrap every data key with the active wrapping key; can be broken off and begun again."""
    ring = _ring()
    for table in tables_with_keys():
        done = rewrap_table(ring, table)
        click.echo(f"{table.name}: {done}")
        logs.event("keys.rewrapped", table=table.name, rows=done)


@keys.command()
@click.argument("key_id", metavar="ID")
def retire(key_id: str) -> None:
    """Destroy a wrapping key; refused while anything lies under it or soon might."""
    ring = _ring()
    if not ring.knows(key_id):
        raise click.ClickException(f"There is no key {key_id}.")
    if clock.now() < ring.changed_at + WAIT:
        raise click.ClickException("The keys were changed just now: wait ten minutes, then rewrap.")
    left = rows_under(ring, key_id)
    if left:
        words = ", ".join(f"{name} {number}" for name, number in left.items())
        raise click.ClickException(f"Key {key_id} still wraps: {words}. Run flask keys rewrap.")
    try:
        ring.retire(key_id)
    except KeysUnusable as problem:
        raise click.ClickException(str(problem)) from problem
    logs.event("keys.retired", key=key_id)
    click.echo(f"Key {key_id} is destroyed. Backups made under it need a backup of the keys.")
