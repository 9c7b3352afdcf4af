"""Who never comes back is forgotten, where the installation says after how long: told, then as if asked.

Nobody has to ask for it: personal data are kept no longer than they serve (GDPR art. 5 c. 1 e). What the
trail says of a person themselves, or of somebody beside them or for them, counts as having been here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.identity.forgetting import forget_wholly
from portal.identity.models import Person, StaffGrant
from portal.platform import audit, clock, holdings, jobs
from portal.platform.actor import NOBODY
from portal.platform.audit import AuditEntry
from portal.platform.database import writing

#: So long before they are told; the day that is named is still theirs.
NOTICE = timedelta(days=30)
WARNED = "identity.forget_warned"
_AT_ONCE = 200

#: Tells a person, in their language, until which day they can come back.
Warner = Callable[[Person, date], None]
_warners: list[Warner] = []


def warns_who_is_away(warner: Warner) -> Warner:
    """Register how people are told, inside the transaction that notes it."""
    if warner not in _warners:
        _warners.append(warner)
    return warner


@jobs.regularly(timedelta(days=1), writes=False)
def forget_who_is_away(session: Session) -> None:
    """Tell who was away for nearly as long as is said, forget who was told and did not come; each in a
    transaction of its own."""
    months = current_app.config["SETTINGS"].forget_inactive_after_months
    if not months:
        return
    now = clock.now()
    limit = now - timedelta(days=round(months * 365.25 / 12))
    told_from = limit + NOTICE
    gone = and_(_is_away(limit), _was_warned(told_from, now - NOTICE - timedelta(days=1)))
    for person_id in _not_needed(session, gone):
        _forget(person_id, gone)
    due = and_(_is_away(told_from), ~_was_warned(told_from, now))
    for person_id in _not_needed(session, due):
        _warn(person_id, due)


def _is_away(since: datetime) -> ColumnElement[bool]:
    """Known, without a role, and not here since a moment: neither alone, nor beside anybody, nor through
    somebody who acts for them."""
    theirs = AuditEntry.person_id == Person.id
    with_them = and_(
        AuditEntry.subject_id == Person.id,
        or_(AuditEntry.visit_id.is_not(None), AuditEntry.mandate_id.is_not(None)),
    )
    return and_(
        Person.forgotten_at.is_(None),
        Person.forget_asked_at.is_(None),
        Person.created_at < since,
        ~exists().where(StaffGrant.person_id == Person.id, StaffGrant.ended_at.is_(None)),
        ~exists().where(theirs, AuditEntry.at >= since),
        ~exists().where(with_them, AuditEntry.at >= since),
    )


def _was_warned(since: datetime, until: datetime) -> ColumnElement[bool]:
    return exists().where(
        AuditEntry.subject_id == Person.id,
        AuditEntry.event == WARNED,
        AuditEntry.at.between(since, until),
    )


def _not_needed(session: Session, which: ColumnElement[bool]) -> list[int]:
    """Those whom neither the law nor work under way must still know, a few at a time."""
    found = session.scalars(select(Person.id).where(which).order_by(Person.id)).all()
    free: Iterator[int] = (one for one in found if not holdings.is_needed(session, one))
    people = list(islice(free, _AT_ONCE))
    session.rollback()
    return people


def _held(session: Session, person_id: int, which: ColumnElement[bool]) -> Person | None:
    """The person, held; nobody where they came back meanwhile, or are needed after all."""
    query = select(Person).where(Person.id == person_id, which).with_for_update(of=Person)
    person = session.scalar(query)
    return None if person is None or holdings.is_needed(session, person_id) else person


def _warn(person_id: int, which: ColumnElement[bool]) -> None:
    with writing() as session:
        person = _held(session, person_id, which)
        if person is None:
            return
        audit.record(NOBODY, WARNED, "person", person_id, subject_id=person_id)
        for warner in _warners:
            warner(person, clock.rome_day(clock.now() + NOTICE))


def _forget(person_id: int, which: ColumnElement[bool]) -> None:
    with writing() as session:
        person = _held(session, person_id, which)
        if person is None:
            return
        after = forget_wholly(person)
    for act in after:
        act()
