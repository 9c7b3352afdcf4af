"""Which cases are over long enough to go, and what stops them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.cases import inbox, timeline
from portal.cases.models import IN_LISTS, Case, LegalHold
from portal.cases.retention.rules import RetentionClass, RetentionRules
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere

_OVER = [status for status in CaseStatus if not timeline.is_open(status)]


@dataclass(frozen=True)
class Due:
    """A case whose time is over or nearly so, with the class that says it."""

    case: Case
    kept_as: RetentionClass
    over_on: date
    goes_on: date
    is_held: bool

    def may_go(self, today: date) -> bool:
        """Whether it may be erased today: its class is approved, its day has come, nobody holds it."""
        return self.kept_as.approved and self.goes_on <= today and not self.is_held


def over_on(case: Case) -> date | None:
    """The day a case was over; none while it is open, or a service of it still goes on."""
    if case.closed_at is None or case.sent_at is None or case.status is CaseStatus.ACTIVE:
        return None
    return clock.rome_day(case.closed_at)


def list_due(rules: RetentionRules, until: date, actor: Actor | None) -> Iterator[Due]:
    """The cases that may go by a day, those over for longest first: what an officer may see, or all."""
    earliest = min(one.keep_years for one in rules.classes)
    closed_before = clock.now() - timedelta(days=365 * earliest - (until - clock.today()).days - 1)
    query = (
        select(Case)
        .options(*IN_LISTS)
        .where(Case.status.in_(_OVER), Case.closed_at < closed_before, Case.sent_at.is_not(None))
        .order_by(Case.closed_at, Case.id)
    )
    if actor is not None:
        query = query.where(*inbox.reached(actor))
    held = set(db.session.scalars(select(LegalHold.case_id).where(LegalHold.lifted_at.is_(None))))
    for case in db.session.scalars(query.execution_options(yield_per=200)):
        due = _due(rules, case, is_held=case.id in held)
        if due is not None and due.goes_on <= until:
            yield due


def due_of(rules: RetentionRules, case: Case) -> Due | None:
    """When one case may go; none while it is open."""
    return _due(rules, case, is_held=bool(holds_on(case)))


def _due(rules: RetentionRules, case: Case, *, is_held: bool) -> Due | None:
    day = over_on(case)
    if day is None:
        return None
    kept_as = rules.of(case.service)
    return Due(case, kept_as, day, kept_as.ends_on(day), is_held)


def holds_on(case: Case) -> list[LegalHold]:
    """The holds in force on a case."""
    query = select(LegalHold).where(LegalHold.case_id == case.id, LegalHold.lifted_at.is_(None))
    return list(db.session.scalars(query.order_by(LegalHold.id)))


def list_holds(actor: Actor) -> list[tuple[LegalHold, Case]]:
    """The holds in force in the officer's offices, oldest first; never on an affair of theirs
    (L. 241/1990 art. 6-bis): who lifts a hold lets papers go."""
    query = (
        select(LegalHold, Case)
        .join(Case, Case.id == LegalHold.case_id)
        .where(LegalHold.lifted_at.is_(None), *inbox.reached(actor))
        .order_by(LegalHold.id)
    )
    return [(hold, case) for hold, case in db.session.execute(query)]


def get_hold(actor: Actor, number: int) -> tuple[LegalHold, Case]:
    """One hold in force in the officer's offices.

    Raises:
        NotThere: there is none, it is another office's, or on an affair of the officer's.
    """
    found = next((pair for pair in list_holds(actor) if pair[0].id == number), None)
    if found is None:
        raise NotThere
    return found
