"""The inbox of an officer: what waits in their offices, page by page along an index, and the search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, defer

from portal.cases import ties
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus, is_open
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db

#: Counting stops here: more than that is said as "100+", and costs the same at any size.
MOST_COUNTED = 100
_FIRST_DAY = date(1, 1, 1)


class Due(StrEnum):
    """When the office owes its answer."""

    TODAY = "today"
    LATE = "late"
    WEEK = "week"


@dataclass(frozen=True)
class Wanted:
    """What an officer wants to see: every part narrows, nothing chosen shows all that is open."""

    status: CaseStatus | None = None
    team: str | None = None
    service: str | None = None
    municipality: str | None = None
    due: Due | None = None
    unassigned: bool = False
    mine: bool = False


@dataclass(frozen=True, order=True)
class Place:
    """Where a page begins: after this case. Cases whose clock stands come after all others."""

    stands: bool
    due_on: date
    case_id: int

    def __str__(self) -> str:
        return f"{int(self.stands)}-{self.due_on:%Y%m%d}-{self.case_id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place written into an address; nothing where it is none."""
        found = re.fullmatch(r"([01])-([0-9]{8})-([0-9]{1,15})", text)
        if found is None:
            return None
        try:
            day = date.fromisoformat(found[2])
        except ValueError:
            return None
        return cls(found[1] == "1", day, int(found[3]))


_WAITING = (CaseStatus.NEEDS_SOMETHING, CaseStatus.REFUSAL_NOTICE)


def stands(case: Case, today: date) -> bool:
    """Whether the office's clock stands: the person may still answer."""
    return case.status in _WAITING and case.state_day is not None and case.state_day >= today


def _stands(today: date) -> ColumnElement[bool]:
    return and_(Case.status.in_(_WAITING), func.coalesce(Case.state_day, _FIRST_DAY) >= today)


def reached(actor: Actor) -> list[ColumnElement[bool]]:
    """What reached the officer's offices and is no affair of theirs; a discarded draft never did."""
    return [Case.office.in_(actor.offices()), *_no_affair(actor)]


def _no_affair(actor: Actor) -> list[ColumnElement[bool]]:
    where = [
        Case.sent_at.is_not(None),
        or_(Case.subject_id.is_(None), Case.subject_id != actor.person_id),
    ]
    barred = ties.barred_cases(actor.person_id)
    return [*where, Case.id.not_in(barred)] if barred else where


def list_inbox(
    actor: Actor, wanted: Wanted, after: Place | None = None, limit: int = 50
) -> Sequence[Case]:
    """What waits in the officer's offices after a place: nearest deadline first, standing clocks last.

    Each office is read along its own index, so that a page costs the same however many cases lie there.
    """
    where, is_standing = _no_affair(actor), _stands(clock.today())
    found: list[Case] = []
    for standing in (False, True):
        if after is not None and after.stands and not standing:
            continue
        start = after if after is not None and after.stands is standing else None
        which = [*where, is_standing if standing else not_(is_standing)]
        rest = limit - len(found)
        pages = [
            _page(_narrowed(actor, wanted, office), [*which, *_between(wanted, start)], rest)
            for office in sorted(actor.offices())
        ]
        found += islice(merge(*pages, key=_order), rest)
    return found


def _order(case: Case) -> tuple[date, int]:
    return case.due_on or date.max, case.id


def place_of(case: Case) -> Place:
    """Where the page after this case begins."""
    return Place(stands(case, clock.today()), case.due_on or date.max, case.id)


def _page(narrowed: _Narrowed, where: list[ColumnElement[bool]], limit: int) -> Sequence[Case]:
    # In the order of the index, what is one and the same first: then no row has to be sorted.
    order = [column for column, _value in narrowed]
    slim = select(Case).options(defer(Case.questionnaire), defer(Case.sheet))
    query = slim.where(*_alike(narrowed), *where).order_by(*order, Case.due_on, Case.id)
    return db.session.scalars(query.limit(limit)).all()


#: Columns that must hold one value, with it.
_Narrowed = list[tuple[InstrumentedAttribute[Any], Any]]


def _narrowed(actor: Actor, wanted: Wanted, office: str | None = None) -> _Narrowed:
    chosen: _Narrowed = [
        (Case.office, office),
        (Case.team, wanted.team),
        (Case.service, wanted.service),
        (Case.municipality, wanted.municipality),
        (Case.officer_id, actor.person_id if wanted.mine else None),
    ]
    narrowed = [(column, value) for column, value in chosen if value is not None]
    if wanted.unassigned:
        narrowed.append((Case.officer_id, None))
    if wanted.status is not None:
        return [*narrowed, (Case.status, wanted.status)]
    return [*narrowed, (Case.closed_at, None)]


def _alike(narrowed: _Narrowed) -> list[ColumnElement[bool]]:
    return [c.is_(None) if value is None else c == value for c, value in narrowed]


def _between(wanted: Wanted, after: Place | None = None) -> Iterator[ColumnElement[bool]]:
    """From which day to which; drafts have no day and fall out here."""
    today = clock.today()
    first, last = {
        None: (_FIRST_DAY, None),
        Due.TODAY: (today, today),
        Due.LATE: (_FIRST_DAY, today - timedelta(days=1)),
        Due.WEEK: (today, today + timedelta(days=7)),
    }[wanted.due]
    yield Case.due_on >= (max(first, after.due_on) if after else first)
    if last is not None:
        yield Case.due_on <= last
    if after is not None:
        later = Case.due_on > after.due_on
        yield or_(later, and_(Case.due_on == after.due_on, Case.id > after.case_id))


def count_inbox(actor: Actor, wanted: Iterable[Wanted]) -> list[int]:
    """How many cases each of these would show, in one query; counting stops at ``MOST_COUNTED``."""
    where = reached(actor)
    parts = []
    for number, one in enumerate(wanted):
        some = select(Case.id).where(*where, *_alike(_narrowed(actor, one)), *_between(one))
        counted = some.limit(MOST_COUNTED).subquery()
        parts.append(select(literal(number), func.count()).select_from(counted))
    found = dict(db.session.execute(union_all(*parts)).all()) if parts else {}
    return [found[number] for number in range(len(found))]


def statuses() -> list[CaseStatus]:
    """The statuses of sent cases, those that are still owed an answer first."""
    sent = [status for status in CaseStatus if status is not CaseStatus.DRAFT]
    return sorted(sent, key=lambda status: not is_open(status))
