"""The second step of the actor: at which desk, and for whom: read anew at every request."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, g
from sqlalchemy.exc import SQLAlchemyError

from portal.assisted import policy, queries
from portal.assisted.actions.visiting import bare, end_if_idle
from portal.assisted.models import Visit
from portal.identity.queries import profile_of
from portal.platform import audit, clock, logs
from portal.platform.actor import ActingFor, Actor, with_visit
from portal.platform.database import aside, db
from portal.platform.errors import NotThere
from portal.platform.sessions import current_session, mark_apart


def for_whom(actor: Actor) -> Actor:
    """Add the desk and, in a visit, the citizen with what their mandate allows at this moment.

    A desk that is no longer the operator's is left out, and with it the visit. A visit left alone
    for too long ends here.
    """
    row = current_session()
    if row is None or not actor.is_operator:
        return actor
    actor = replace(actor, desk=_desk(actor))
    visit = _open_visit(actor, row.facts.get("visit"))
    if visit is None:
        return actor
    if policy.is_idle(row.seen_at, clock.now()):
        _end_idle(actor, visit.id)
        return actor
    return with_visit(actor, acting_for(visit))


def _desk(actor: Actor) -> str | None:
    """The desk chosen in this session, as long as it is theirs; who has only one need not choose."""
    desks = tuple(dict.fromkeys(actor.desks()))
    if actor.desk in desks:
        return actor.desk
    return desks[0] if len(desks) == 1 else None


def _open_visit(actor: Actor, visit_id: object) -> Visit | None:
    if not isinstance(visit_id, int):
        return None
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.ended_at is not None:
        return None
    is_theirs = visit.operator_id == actor.person_id and visit.desk == actor.desk
    return visit if is_theirs and visit.subject_id != actor.person_id else None


def acting_for(visit: Visit) -> ActingFor:
    """The visit as every rule and every page sees it."""
    mandates = queries.mandates_in_force(visit)
    services, every_service = policy.covered(mandates)
    try:
        name = profile_of(current_app.config["KEYRING"], visit.subject_id).name
    except NotThere:
        name = ""
    return replace(
        bare(visit),
        subject_name=name,
        desk_name=queries.desk_name(visit.desk),
        mandate_id=mandates[-1].id if mandates else None,
        services=services,
        every_service=every_service,
    )


def _end_idle(actor: Actor, visit_id: int) -> None:
    """End it in a short transaction of its own: it must stay ended whatever this request is."""
    g.visit_went_idle = True
    mark_apart(False)
    try:
        with aside() as session:
            visit = end_if_idle(session, visit_id)
        if visit is not None:
            beside = with_visit(actor, bare(visit))
            audit.record_read(beside, "visit.ended", "visit", visit_id, purpose="idle")
    except SQLAlchemyError as error:
        # The person is kept off this page anyway; the worker ends the row.
        logs.failure("visit.not_ended", error)
