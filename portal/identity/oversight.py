"""Roles looked through every quarter, and paused where nobody confirms or uses them.

Whoever left is forgotten in lists of access more often than anywhere else: a role lives on only because
somebody says so again (ISO/IEC 27001, A.5.18; AgID's minimum measures, ABSC 5, for administrators).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.identity import roster
from portal.identity.models import Paused, ProviderIdentity, StaffGrant, StaffReview
from portal.identity.queries import IN_FORCE
from portal.identity.tidings import Happened, Tiding, announce
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY, Role
from portal.platform.database import db

#: A body's roles are looked through this often, and so long there is to confirm them.
REVIEW_EVERY = timedelta(days=91)
REVIEW_LASTS = timedelta(days=30)
#: Whoever does not sign in for so long is paused.
UNUSED_AFTER = timedelta(days=90)


@jobs.regularly(timedelta(hours=1))
def look_through_roles(session: Session) -> None:
    """Begin the reviews that are due, close those whose time is over, pause what nobody used."""
    for body in session.scalars(select(StaffGrant.body).where(IN_FORCE).distinct()).all():
        review = roster.open_review_of(body)
        if review is None and _is_due(body):
            _begin(session, body)
        elif review is not None and review.ends_at <= clock.now():
            _close(session, review)
    for row in session.scalars(select(StaffGrant).where(IN_FORCE, _is_unused())).all():
        _pause(row, Paused.NOT_USED)


def _is_due(body: str) -> bool:
    """Whether the last review, or where there was none the first role, is a quarter old."""
    last = select(func.max(StaffReview.begun_at)).where(StaffReview.body == body)
    first = select(func.min(StaffGrant.given_at)).where(StaffGrant.body == body, IN_FORCE)
    since = db.session.scalar(last) or db.session.scalar(first)
    return since is not None and since + REVIEW_EVERY <= clock.now()


def _begin(session: Session, body: str) -> None:
    now = clock.now()
    review = StaffReview(open_key=body, body=body, begun_at=now, ends_at=now + REVIEW_LASTS)
    session.add(review)
    session.flush()
    until = clock.rome_day(review.ends_at)
    announce(Tiding(Happened.REVIEW_BEGUN, body, f"review:{review.id}", until=until))


def _close(session: Session, review: StaffReview) -> None:
    """Pause what was not confirmed. The one administrator of a body stays: nobody else could confirm
    them, and nobody could lift the pause."""
    for row in session.scalars(select(StaffGrant).where(roster.waits_for(review))).all():
        is_alone = roster.administrators_of(row.body, without=row.id) == []
        if row.role is not Role.ADMINISTRATOR or not is_alone:
            _pause(row, Paused.NOT_CONFIRMED)
    review.open_key, review.closed_at = None, clock.now()


def _is_unused() -> ColumnElement[bool]:
    """Given and lifted long ago, and the person did not sign in since."""
    long_ago: datetime = clock.now() - UNUSED_AFTER
    came = select(ProviderIdentity.id).where(
        ProviderIdentity.person_id == StaffGrant.person_id,
        ProviderIdentity.last_login_at > long_ago,
    )
    is_old = or_(StaffGrant.lifted_at.is_(None), StaffGrant.lifted_at <= long_ago)
    return (StaffGrant.given_at <= long_ago) & is_old & ~came.exists()


def _pause(row: StaffGrant, reason: Paused) -> None:
    row.paused_at, row.paused_for = clock.now(), reason
    audit.record(
        NOBODY, "staff.role_paused", "grant", row.id, subject_id=row.person_id, purpose=reason
    )
    key = f"paused:{row.body}:{clock.today().isoformat()}"
    announce(Tiding(Happened.PAUSED, row.body, key, roster.concerned_by(row)))
