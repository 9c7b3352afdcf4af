"""Ending a visit: by hand, with its number, with the session or the role, or because nobody is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import policy, queries
from portal.assisted.models import EndedHow, Visit
from portal.assisted.turns.actions import end_served
from portal.cases.handover.opening import end_with_visit
from portal.identity.queries import grants_of
from portal.identity.tidings import LOST, Tiding
from portal.platform import audit, clock, jobs
from portal.platform.acting import InVisit
from portal.platform.actor import Actor, with_visit
from portal.platform.database import db
from portal.platform.sessions import LoginSession


def bare(visit: Visit) -> InVisit:
    """The visit as records need it: ids only, no name, no mandate."""
    return InVisit(
        visit_id=visit.id,
        subject_id=visit.subject_id,
        subject_name="",
        desk=visit.desk,
        desk_name="",
        opened_at=visit.opened_at,
        identified_by=visit.identified_by.value,
        language=visit.language,
        level=policy.level_of(visit),
    )


def is_used(session: Session, visit: Visit) -> bool:
    """Whether a browser of the operator is still in this visit, and not left alone for too long."""
    rows = session.scalars(select(LoginSession).where(LoginSession.person_id == visit.operator_id))
    return any(
        row.facts.get("visit") == visit.id
        and row.expires_at > clock.now()
        and not policy.is_idle(row.seen_at, clock.now())
        for row in rows
    )


def end_visit(actor: Actor, how: EndedHow = EndedHow.BUTTON) -> Visit | None:
    """End the operator's open visit, in whichever browser it was opened; its mandates for this visit
    end with it. Nothing happens where none is open."""
    visit = queries.open_visit_of(actor.person_id) if actor.person_id is not None else None
    if visit is not None:
        end(actor, visit, how)
    return visit


def end(actor: Actor, visit: Visit, how: EndedHow) -> None:
    """End a visit, whatever ends it, with its line in the trail."""
    close(db.session, visit, how)
    audit.record(with_visit(actor, bare(visit)), "visit.ended", "visit", visit.id, purpose=how)


def end_without_role(tiding: Tiding) -> None:
    """End the visit of an operator whose role at its desk ended or was paused."""
    if tiding.concerned is None or tiding.happened not in LOST:
        return
    person_id = tiding.concerned.person_id
    left = Actor(person_id=person_id, grants=grants_of(person_id))
    visit = queries.open_visit_of(person_id)
    if visit is not None and visit.desk not in left.desks():
        end(left, visit, EndedHow.ROLE)


def end_with_session(person_id: int | None, facts: Mapping[str, Any]) -> None:
    """Signing out ends the visit at once: what was given for this visit only opens nothing any more."""
    visit = queries.open_visit_of(person_id) if person_id is not None else None
    if visit is not None and facts.get("visit") == visit.id:
        end(Actor(person_id=person_id), visit, EndedHow.SESSION)


def close(session: Session, visit: Visit, how: EndedHow) -> None:
    """Write into a visit that it ended, and make room for the operator's next one."""
    visit.ended_at = clock.now()
    visit.ended_how = how
    visit.open_key = None
    end_served(session, visit.turn_id)
    end_with_visit(session, visit.id)


def end_if_idle(session: Session, visit_id: int) -> Visit | None:
    """End a visit found unused for too long; the visit, unless it had ended already."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.ended_at is not None:
        return None
    close(session, visit, EndedHow.IDLE)
    return visit


@jobs.regularly(timedelta(minutes=1))
def end_forgotten_visits(session: Session) -> None:
    """End the visits that no browser is in any more: signed out, closed, or left alone."""
    for visit in session.scalars(select(Visit).where(Visit.ended_at.is_(None))):
        if not is_used(session, visit):
            end(Actor(person_id=visit.operator_id), visit, EndedHow.SESSION)
