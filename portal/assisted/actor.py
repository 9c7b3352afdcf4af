"""The second step of the actor: at which desk, and for whom: read anew at every request."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from portal.assisted import policy, queries
from portal.assisted.actions.ending import bare, end_if_idle
from portal.assisted.actions.visiting import VisitOver
from portal.assisted.models import Visit
from portal.assisted.represented import queries as represented
from portal.identity.queries import profile_of
from portal.platform import audit, clock, logs
from portal.platform.acting import BESIDE, InVisit
from portal.platform.actor import Actor, with_visit
from portal.platform.csrf import is_way_out
from portal.platform.database import aside
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.sessions import current_session, is_at_kiosk, keep_fact, mark_apart
from portal.powers.models import Power


class MandateTakenAway(Situation):
    """The mandate ended, or its giver said that it is none of theirs, while a page of it was open."""

    status = 403
    title = _l("The person took the mandate back")
    words = _l("Nothing was saved: the mandate holds no more. Ask the person, or end the visit.")


class NoLongerRepresents(Situation):
    """The power of who came in the person's place ended while a page of it was open."""

    status = 403
    title = _l("They no longer represent this person")
    words = _l("Nothing was saved: the act holds no more. End the visit, and explain it to them.")


def for_whom(actor: Actor) -> Actor:
    """Add the desk and, in a visit, the citizen with what their mandate allows at this moment.

    A desk that is no longer the operator's is left out, and with it the visit. A visit left alone
    for too long ends here.

    Raises:
        VisitOver: something was posted from a page of a visit that ended meanwhile.
        MandateTakenAway, NoLongerRepresents: see there.
    """
    row = current_session()
    if row is None:
        return actor
    visit = None
    if actor.is_operator:
        actor = replace(actor, desk=_desk(actor))
        visit = _open_visit(actor, row.facts.get("visit"))
    elif is_at_kiosk(row):
        actor = replace(actor, at_machine=True)
    if visit is not None and not policy.is_idle(row.seen_at, clock.now()):
        beside = acting_for(visit)
        _check_taken_away(visit, beside)
        return with_visit(actor, beside)
    if "visit" in row.facts:
        _leave(actor, visit)
        if request.method == "POST" and not is_way_out():
            # Done now it would be done for the operator, not for the person who was here.
            raise VisitOver
    return actor


def _check_taken_away(visit: Visit, beside: InVisit) -> None:
    """What an operator types under a mandate that was taken back, or stopped by who should have given it,
    is not kept: they read why, instead of a page that is gone.

    Raises:
        MandateTakenAway, NoLongerRepresents: something was posted to a page of the person's affairs.
    """
    is_theirs = request.method != "POST" or is_way_out() or request.blueprint == "assisted"
    if not is_theirs and beside.representative_id is not None and beside.mandate_id is None:
        raise NoLongerRepresents
    if not is_theirs and beside.mandate_id is None and queries.taken_away(visit):
        raise MandateTakenAway


def _desk(actor: Actor) -> str | None:
    """The desk chosen in this session, as long as it is theirs; who has only one need not choose."""
    desks = tuple(dict.fromkeys(actor.desks()))
    if actor.desk in desks:
        return actor.desk
    return desks[0] if len(desks) == 1 else None


def _open_visit(actor: Actor, visit_id: object) -> Visit | None:
    if not isinstance(visit_id, int):
        return None
    visit = queries.find_visit(visit_id)
    if visit is None or visit.ended_at is not None:
        return None
    is_theirs = visit.operator_id == actor.person_id and visit.desk == actor.desk
    return visit if is_theirs and visit.subject_id != actor.person_id else None


def acting_for(visit: Visit) -> InVisit:
    """The visit as every rule and every page sees it."""
    power = represented.power_of(visit)
    if power is not None:
        return _by_power(visit, power)
    mandates = queries.mandates_in_force(visit)
    services, every_service = queries.reach_of(visit.body, mandates)
    return replace(
        bare(visit),
        subject_name=_name_of(visit.subject_id),
        desk_name=queries.desk_name(visit.desk),
        mandate_id=mandates[-1].id if mandates else None,
        services=services,
        every_service=every_service,
        is_signed=any(one.signed_at is not None for one in mandates),
    )


def _by_power(visit: Visit, power: Power) -> InVisit:
    """A visit of who represents the person: the accepted act is the permission, while it is in force."""
    held = represented.in_force(power)
    services, every_service = represented.reach_of(visit, power)
    return replace(
        bare(visit),
        subject_name=_name_of(visit.subject_id),
        desk_name=queries.desk_name(visit.desk),
        mandate_id=power.id if held is not None else None,
        services=services,
        every_service=every_service,
        acts=BESIDE & held.acts if held is not None else frozenset(),
        representative_id=power.holder_id,
        representative_name=_name_of(power.holder_id),
        kind=power.kind.value,
    )


def _name_of(person_id: int | None) -> str:
    try:
        return profile_of(current_app.config["KEYRING"], person_id or 0).name
    except NotThere:
        return ""


def _leave(actor: Actor, left_alone: Visit | None) -> None:
    """Forget the visit in a short transaction of its own, and end it if it was left alone: it must
    stay so whatever this request is."""
    g.visit_is_over = True
    mark_apart(False)
    try:
        with aside() as session:
            keep_fact(session, visit=None)
            ended = end_if_idle(session, left_alone.id) if left_alone else None
        if ended is not None:
            beside = with_visit(actor, bare(ended))
            audit.record_read(beside, "visit.ended", "visit", ended.id, purpose="idle")
    except SQLAlchemyError as error:
        # The person is kept off this page anyway; the worker ends the row.
        logs.failure("visit.not_ended", error)
