"""The inbox of an officer: what waits in their offices, page by page along an index, and the search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.cases import ties
from portal.cases.models import IN_LISTS, Case
from portal.cases.timeline import CaseStatus, is_open
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db

#: Counting stops here: more than that is said as "100+", and costs the same at any size.
MOST_COUNTED = 100
_FIRST_DAY = date(1, 1, 1)
#: So many statements are remembered; what officers choose among is far less.
_SHAPES = 500


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


@dataclass(frozen=True)
class Sight:
    """What an officer may see in lists: what reached their offices, without the cases that are an affair
    of theirs. Read once for a page."""

    person_id: int | None
    offices: tuple[str, ...]
    barred: frozenset[int]

    def values(self) -> dict[str, Any]:
        """What the statements below are asked with, and the days they count from."""
        today = clock.today()
        return {
            "me": self.person_id,
            "barred": list(self.barred),
            "today": today,
            "yesterday": today - timedelta(days=1),
            "week": today + timedelta(days=7),
        }


def sight_of(actor: Actor) -> Sight:
    """What the officer may see."""
    barred = ties.barred_cases(actor.person_id)
    return Sight(actor.person_id, tuple(sorted(actor.offices())), barred)


def reached(actor: Actor) -> list[ColumnElement[bool]]:
    """What reached the officer's offices and is no affair of theirs; a discarded draft never did."""
    where = [
        Case.office.in_(actor.offices()),
        Case.sent_at.is_not(None),
        or_(Case.subject_id.is_(None), Case.subject_id != actor.person_id),
    ]
    barred = ties.barred_cases(actor.person_id)
    return [*where, Case.id.not_in(barred)] if barred else where


def _no_affair() -> Iterator[ColumnElement[bool]]:
    yield Case.sent_at.is_not(None)
    yield or_(Case.subject_id.is_(None), Case.subject_id.is_distinct_from(bindparam("me")))
    yield Case.id.not_in(bindparam("barred", expanding=True))


def _stands() -> ColumnElement[bool]:
    until = func.coalesce(Case.state_day, _FIRST_DAY)
    return and_(Case.status.in_(_WAITING), until >= bindparam("today"))


def list_inbox(
    sight: Sight, wanted: Wanted, after: Place | None = None, limit: int = 50
) -> Sequence[Case]:
    """What waits in the officer's offices after a place: nearest deadline first, standing clocks last.

    Each office is read along its own index, so that a page costs the same however many cases lie there.
    """
    values, found = sight.values(), list[Case]()
    for standing in (False, True):
        if after is not None and after.stands and not standing:
            continue
        start = after if after is not None and after.stands is standing else None
        query, rest = _page(wanted, standing, start is not None), limit - len(found)
        begins = {"after_day": start.due_on, "after_id": start.case_id} if start else {}
        pages = [
            db.session.scalars(query, {**values, **begins, "office": office, "limit": rest}).all()
            for office in sight.offices
        ]
        found += islice(merge(*pages, key=_order), rest)
    return found


def _order(case: Case) -> tuple[date, int]:
    return case.due_on or date.max, case.id


def place_of(case: Case) -> Place:
    """Where the page after this case begins."""
    return Place(stands(case, clock.today()), case.due_on or date.max, case.id)


# Statements are written once for each choice of filters: writing one costs more than asking it.
@lru_cache(maxsize=_SHAPES)
def _page(wanted: Wanted, standing: bool, is_after: bool) -> Select[Case]:
    narrowed = [(Case.office, bindparam("office")), *_narrowed(wanted)]
    # In the order of the index, what is one and the same first: then no row has to be sorted.
    order = [column for column, _value in narrowed]
    query = select(Case).options(*IN_LISTS).where(*_alike(narrowed), *_no_affair())
    query = query.where(_stands() if standing else not_(_stands()), *_between(wanted.due))
    if is_after:
        query = query.where(*_later())
    return query.order_by(*order, Case.due_on, Case.id).limit(bindparam("limit"))


#: Columns that must hold one value, with it.
_Narrowed = list[tuple[InstrumentedAttribute[Any], Any]]


def _narrowed(wanted: Wanted) -> _Narrowed:
    chosen: _Narrowed = [
        (Case.team, wanted.team),
        (Case.service, wanted.service),
        (Case.municipality, wanted.municipality),
        (Case.officer_id, bindparam("me") if wanted.mine else None),
    ]
    narrowed = [(column, value) for column, value in chosen if value is not None]
    if wanted.unassigned:
        narrowed.append((Case.officer_id, None))
    if wanted.status is not None:
        return [*narrowed, (Case.status, wanted.status)]
    return [*narrowed, (Case.closed_at, None)]


def _alike(narrowed: _Narrowed) -> list[ColumnElement[bool]]:
    return [c.is_(None) if value is None else c == value for c, value in narrowed]


def _between(due: Due | None) -> Iterator[ColumnElement[bool]]:
    """From which day to which; drafts have no day and fall out here."""
    is_near = due in {Due.TODAY, Due.WEEK}
    yield Case.due_on >= (bindparam("today") if is_near else _FIRST_DAY)
    last = {Due.TODAY: "today", Due.LATE: "yesterday", Due.WEEK: "week"}
    if due is not None:
        yield Case.due_on <= bindparam(last[due])


def _later() -> Iterator[ColumnElement[bool]]:
    day: BindParameter[date] = bindparam("after_day")
    number: BindParameter[int] = bindparam("after_id")
    yield Case.due_on >= day
    yield or_(Case.due_on > day, and_(Case.due_on == day, Case.id > number))


def count_inbox(sight: Sight, wanted: Iterable[Wanted]) -> list[int]:
    """How many cases each of these would show, in one query; counting stops at ``MOST_COUNTED``."""
    if not (asked := tuple(wanted)):
        return []
    values = {**sight.values(), "offices": list(sight.offices), "most": MOST_COUNTED}
    found = dict(db.session.execute(_counts(asked), values).all())
    return [found[number] for number in range(len(asked))]


@lru_cache(maxsize=_SHAPES)
def _counts(wanted: tuple[Wanted, ...]) -> CompoundSelect[int, int]:
    offices: BindParameter[str] = bindparam("offices", expanding=True)
    parts = []
    for number, one in enumerate(wanted):
        some = select(Case.id).where(Case.office.in_(offices), *_no_affair())
        some = some.where(*_alike(_narrowed(one)), *_between(one.due)).limit(bindparam("most"))
        parts.append(select(literal(number), func.count()).select_from(some.subquery()))
    return union_all(*parts)


def statuses() -> list[CaseStatus]:
    """The statuses of sent cases, those that are still owed an answer first."""
    sent = [status for status in CaseStatus if status is not CaseStatus.DRAFT]
    return sorted(sent, key=lambda status: not is_open(status))
