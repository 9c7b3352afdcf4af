"""Reading which requests wait for a signature: at a desk, in some desks, among the drafts of a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select

from portal.cases.awaited.models import AwaitedSignature
from portal.cases.models import Case
from portal.cases.models.people import Means
from portal.cases.timeline import CaseStatus
from portal.platform.database import db

_MOST = 50


def _waiting() -> Select[str, str, Means, datetime, int]:
    """Reference, desk, way, since when and by whose hands; a draft that is gone waits no more."""
    row = AwaitedSignature
    query = select(Case.reference, row.desk, row.means, row.since, row.operator_id)
    return (
        query.join(Case, Case.id == row.case_id)
        .where(Case.status == CaseStatus.DRAFT)
        .order_by(row.since, row.case_id)
    )


def waiting_at(desk: str, by: int | None = None) -> Sequence[Row[str, str, Means, datetime, int]]:
    """The requests of a desk that wait, by the hands of one operator or of all, the oldest first."""
    query = _waiting().where(AwaitedSignature.desk == desk).limit(_MOST)
    return db.session.execute(
        query if by is None else query.where(AwaitedSignature.operator_id == by)
    ).all()


def waiting_in(desks: Collection[str]) -> Sequence[Row[str, str, Means, datetime, int]]:
    """The same of several desks, all of them."""
    return db.session.execute(_waiting().where(AwaitedSignature.desk.in_(desks))).all()


def among(cases: Collection[Case]) -> frozenset[int]:
    """Which of these wait for a signature. Only what was begun or written at a desk can."""
    ids = [case.id for case in cases]
    if not ids:
        return frozenset()
    query = select(AwaitedSignature.case_id).where(AwaitedSignature.case_id.in_(ids))
    return frozenset(db.session.scalars(query))
