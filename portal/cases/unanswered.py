"""What people wrote to an office and nobody answered: since when, for how many working days, and whether that
is too long for the body.

Answered is what the office wrote after, or a step it took after: the person was told of it. That somebody
takes the case in charge answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from portal.cases.models import Author, Case, Happening, Message
from portal.cases.timeline import CaseStatus, is_open
from portal.catalogue import serving
from portal.catalogue.definitions import Escalating
from portal.catalogue.holidays import HolidayRule
from portal.platform import clock
from portal.platform.database import db

_MOST = 200


@dataclass(frozen=True)
class Unanswered:
    """The oldest message of a person that waits in a case, and the working days since."""

    reference: str
    at: datetime
    days: int
    is_long: bool


def unanswered_in(cases: Iterable[Case]) -> dict[int, Unanswered]:
    """Those of these cases in which a person waits for words, by the number of the row."""
    still_open = {case.id: case for case in cases if is_open(case.status)}
    if not still_open:
        return {}
    query = _waiting().where(Case.id.in_(still_open))
    rows = db.session.execute(query)
    return {number: _counted(reference, body, at) for number, reference, body, at in rows}


def list_long(where: Sequence[ColumnElement[bool]]) -> list[Unanswered]:
    """The cases where a person waits for longer than their body allows, the oldest message first."""
    query = _waiting().where(*where, Case.closed_at.is_(None))
    rows = db.session.execute(query.order_by(func.min(Message.at)).limit(_MOST))
    found = [_counted(reference, body, at) for _number, reference, body, at in rows]
    return [one for one in found if one.is_long]


def _waiting() -> Select[int, str, str, datetime]:
    later = aliased(Message)
    written = exists().where(
        later.case_id == Message.case_id, later.author == Author.OFFICE, later.id > Message.id
    )
    moved = exists().where(
        Happening.case_id == Message.case_id,
        Happening.author == Author.OFFICE,
        Happening.status != CaseStatus.IN_CHARGE,
        Happening.at >= Message.at,
    )
    return (
        select(Case.id, Case.reference, Case.body, func.min(Message.at))
        .join(Message, Message.case_id == Case.id)
        .where(Message.author.in_([Author.CITIZEN, Author.OPERATOR]), ~written, ~moved)
        .group_by(Case.id, Case.reference, Case.body)
    )


def _counted(reference: str, body_id: str, at: datetime) -> Unanswered:
    """Counted as the body counts its working days."""
    body = serving.snapshot().find_body(body_id)
    rule = body.holidays.rule if body else HolidayRule()
    most = (body.escalation if body else Escalating()).unanswered_days
    days = rule.working_days(clock.rome_day(at), clock.today())
    return Unanswered(reference, at, days, days >= most)
