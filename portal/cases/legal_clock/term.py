"""The legal clock of a stored case: rows in, the pure clock of ``deadlines`` asked, rows and last day out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from portal.cases.legal_clock.clock_events import (
    ClockRefused,
    Event,
    NothingToResume,
    NoticeOfRefusal,
    Observations,
    Resumed,
    Suspended,
    event_of,
    kind_of,
)
from portal.cases.legal_clock.deadlines import Clock, Line
from portal.cases.models import Case, ClockEntry, ClockLine
from portal.cases.plan import DEFAULT_TERM_DAYS
from portal.catalogue.holidays import HolidayRule
from portal.platform import clock
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

#: The entry with which the clock of a case begins anew.
REVIEW = "review"


class ClockStands(Situation):
    """The law does not let the clock do this."""

    title = _l("The law does not allow this now")
    words = _l(
        "The clock of a case may be stopped once, for at most 30 days, before a refusal is announced."
    )


def clock_of(case: Case) -> Clock:
    """The clock of a sent case."""
    if case.received_on is None:
        raise ClockStands
    query = select(ClockEntry).where(ClockEntry.case_id == case.id).order_by(ClockEntry.id)
    received_on, rows = case.received_on, list(db.session.scalars(query))
    begun = max((place for place, row in enumerate(rows) if row.kind == REVIEW), default=None)
    if begun is not None:
        received_on, rows = rows[begun].day, rows[begun + 1 :]
    return Clock(
        received_on=received_on,
        term_days=DEFAULT_TERM_DAYS if case.term_days is None else case.term_days,
        events=tuple(event_of(row.kind, row.day, row.until) for row in rows),
        holidays=rule_of(case),
    )


def rule_of(case: Case) -> HolidayRule:
    """How the body counted days when the case was sent."""
    if case.holiday_rule is None:
        return HolidayRule(patron=case.patron)
    return HolidayRule.from_data(case.holiday_rule)


def start(case: Case, day: date) -> None:
    """The clock starts on the day the case is received."""
    case.received_on = day
    started = clock_of(case)
    case.due_on = started.due_on
    _keep(case, started.explain()[-1])


def lines_of(case: Case) -> tuple[Line, ...]:
    """Every change of the last day as it was explained when it happened, oldest first.

    Cases whose clock began before the lines were kept are explained anew.
    """
    rows = db.session.scalars(
        select(ClockLine).where(ClockLine.case_id == case.id).order_by(ClockLine.id)
    )
    lines = tuple(
        Line(row.code, row.day, row.due_on, row.answer_by, row.restarts_on, row.moved_by)
        for row in rows
    )
    return lines if lines and lines[0].code == "received" else clock_of(case).explain()


def _keep(case: Case, line: Line) -> None:
    db.session.add(
        ClockLine(
            case_id=case.id,
            code=line.code,
            day=line.on,
            due_on=line.due_on,
            answer_by=line.answer_by,
            restarts_on=line.restarts_on,
            moved_by=line.moved_by,
            recorded_at=clock.now(),
        )
    )


def start_again(case: Case, day: date) -> None:
    """A decision is looked at again: a new term runs, and what moved the old one counts no more."""
    db.session.add(
        ClockEntry(case_id=case.id, kind=REVIEW, day=day, until=None, recorded_at=clock.now())
    )
    db.session.flush()
    started = clock_of(case)
    case.due_on = started.due_on
    _keep(case, replace(started.explain()[0], code=REVIEW))


def _happen(case: Case, event: Event) -> Clock:
    try:
        moved = clock_of(case).after(event)
    except ClockRefused as refusal:
        raise ClockStands from refusal
    db.session.add(
        ClockEntry(
            case_id=case.id,
            kind=kind_of(event),
            day=event.on,
            until=event.ends if isinstance(event, Suspended) else None,
            recorded_at=clock.now(),
        )
    )
    case.due_on = moved.due_on
    _keep(case, moved.explain()[-1])
    db.session.flush()
    return moved


def suspend(case: Case, day: date, days: int) -> date | None:
    """Stop the clock while the person finds something; the person's last day.

    Raises:
        ClockStands: it was stopped before, or for too long.
    """
    return _happen(case, Suspended(day, day + timedelta(days=days))).request_answer_by


def resume(case: Case, day: date) -> None:
    """What was missing arrived; a clock that started again by itself stays as it is."""
    try:
        _happen(case, Resumed(day))
    except ClockStands as stands:
        if not isinstance(stands.__cause__, NothingToResume):
            raise


def announce(case: Case, day: date) -> None:
    """The refusal is announced: ten days to answer, and the clock stands."""
    _happen(case, NoticeOfRefusal(day))


def object_to_notice(case: Case, day: date) -> None:
    """The person answered the announcement."""
    _happen(case, Observations(day))


def has_objections(case: Case) -> bool:
    """Whether the person has answered the announcement already."""
    return any(isinstance(event, Observations) for event in clock_of(case).events)


def may_refuse(case: Case, day: date) -> bool:
    """Whether a refusal is lawful today."""
    return clock_of(case).may_refuse_on(day)
