"""Taking one case out of the database: every row that names it, in whatever table, children first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Table, delete, func, select, update
from sqlalchemy.orm import Session

from portal.cases.models import Attachment, Case, RequestDocument, WaitingFile
from portal.platform.database import Model

#: Tables that hold a case's number on purpose and are never emptied: the trail says who did what.
KEPT_FOR_EVER = frozenset({"audit_entries", "audit_seals", "case_erasures"})
_CASES = "cases"


def tables_of_cases() -> list[Table]:
    """Every table whose rows belong to a case, those that others refer to last."""
    return [table for table in reversed(Model.metadata.sorted_tables) if _belongs(table)]


def _belongs(table: Table) -> bool:
    return table.name not in {_CASES, *KEPT_FOR_EVER} and "case_id" in table.c


def _references(table: Table) -> Iterator[tuple[Table, Column[object]]]:
    """Who refers to a table by a foreign key, and through which column."""
    for other in Model.metadata.sorted_tables:
        for column in other.c:
            if any(key.column.table is table for key in column.foreign_keys):
                yield other, column


def count_rows(session: Session, case_id: int) -> dict[str, int]:
    """How many rows each table holds of a case; tables without any are left out."""
    found = {
        table.name: session.scalar(
            select(func.count()).select_from(table).where(table.c.case_id == case_id)
        )
        or 0
        for table in tables_of_cases()
    }
    return {name: number for name, number in found.items() if number}


def store_keys(session: Session, case_id: int) -> list[str]:
    """The files of a case, to be erased once its rows are gone."""
    return [
        key
        for kind in (Attachment, RequestDocument, WaitingFile)
        for key in session.scalars(select(kind.store_key).where(kind.case_id == case_id))
    ]


def erase_rows(session: Session, case_id: int) -> dict[str, int]:
    """Delete a case and everything that names it; how many rows of each table that were.

    Its data key goes with its row, so what a backup still holds can no longer be opened from here.
    Another case that follows from this one stays, and forgets which one it followed.
    """
    session.flush()
    erased: Counter[str] = Counter()
    for table in tables_of_cases():
        erased += _erase(session, table, table.c.case_id == case_id)
    cases = Case.__table__
    assert isinstance(cases, Table)  # noqa: S101 - SQLAlchemy types it more widely
    for other, column in _references(cases):
        if other is cases:
            session.execute(update(cases).where(column == case_id).values({column: None}))
        elif other.name not in KEPT_FOR_EVER:
            erased += _loosen(session, other, column, case_id)
    session.execute(delete(cases).where(cases.c.id == case_id))
    erased[_CASES] += 1
    session.expire_all()
    return dict(erased)


def _loosen(session: Session, table: Table, column: Column[object], case_id: int) -> Counter[str]:
    """A row of another case that points here forgets it; one that cannot do without goes too."""
    if column.nullable:
        session.execute(update(table).where(column == case_id).values({column: None}))
        return Counter()
    return _erase(session, table, column == case_id)


def _erase(session: Session, table: Table, where: ColumnElement[bool]) -> Counter[str]:
    """Delete rows of a table, and before them those of others that cannot stand without them."""
    erased: Counter[str] = Counter()
    for other, column in _references(table):
        if other is table or other.name in KEPT_FOR_EVER:
            continue
        (number,) = table.primary_key.columns
        below = column.in_(select(number).where(where))
        if column.nullable:
            session.execute(update(other).where(below).values({column: None}))
        else:
            erased += _erase(session, other, below)
    gone = session.execute(delete(table).where(where)).rowcount  # type: ignore[attr-defined]
    if gone:
        erased[table.name] += gone
    return erased
