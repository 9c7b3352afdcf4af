"""When a visit and a mandate hold, and who may do what with a mandate: predicates over rows. No database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from portal.assisted.models import IdentifiedBy, Kiosk, Mandate, Scope, Visit
from portal.platform.actor import Actor

#: A visit that nobody uses for so long ends by itself.
IDLE = timedelta(minutes=15)
#: The times a person may choose; the longest is one year.
DURATIONS = (30, 90, 365)


def is_idle(seen_at: datetime, now: datetime) -> bool:
    """Whether nobody used this browser for too long to leave a person on its screen."""
    return seen_at + IDLE <= now


def is_in_force(mandate: Mandate, visit: Visit, today: date) -> bool:
    """Whether a mandate lets this visit act.

    It binds the body it was given to. Until its signed paper is attached it holds only in the
    visit in which it was heard and agreed; a revoked one holds nowhere, from that moment.
    """
    if mandate.revoked_at is not None or visit.ended_at is not None:
        return False
    if mandate.subject_id != visit.subject_id or mandate.body != visit.body:
        return False
    if mandate.visit_id == visit.id:
        return mandate.scope is Scope.VISIT or not is_over(mandate, today)
    return (
        mandate.scope is Scope.UNTIL
        and mandate.signed_at is not None
        and not is_over(mandate, today)
    )


def is_over(mandate: Mandate, today: date) -> bool:
    """Whether the stated time of a mandate has passed; its last day still counts."""
    return mandate.until is not None and mandate.until < today


def covered(mandates: Iterable[Mandate]) -> tuple[frozenset[str], bool]:
    """What several mandates in force cover together: services by slug, and whether all of them."""
    found = list(mandates)
    services = frozenset(slug for mandate in found for slug in mandate.services)
    return services, any(mandate.every_service for mandate in found)


def may_last(identified_by: IdentifiedBy) -> bool:
    """Whether a mandate may outlast the visit: only where a document was seen."""
    return identified_by is not IdentifiedBy.KNOWN


def can_read(actor: Actor, mandate: Mandate, body: str | None) -> bool:
    """The operator beside the person may, and who recorded it while its paper is still to be signed."""
    if body is None or mandate.body != body:
        return False
    if actor.visit is not None:
        return actor.visit.subject_id == mandate.subject_id
    return mandate.recorded_by == actor.person_id and mandate.signed_at is None


def can_attach(actor: Actor, mandate: Mandate) -> bool:
    """The signed paper lies at the desk that recorded it: whoever sits there may scan it."""
    is_waiting = mandate.signed_at is None and mandate.revoked_at is None
    return is_waiting and actor.desk is not None and actor.desk == mandate.desk


def can_revoke(actor: Actor, mandate: Mandate, body: str | None) -> bool:
    """The person at any time, or the operator beside them at their word, for the operator's own body."""
    if mandate.revoked_at is not None or mandate.subject_id != actor.subject_id:
        return False
    if actor.power is not None:
        return False
    return actor.visit is None or mandate.body == body


def can_keep_kiosks(actor: Actor, desk: str, body: str) -> bool:
    """Who works at the desk, or administers its body; never while a person sits beside the screen."""
    if actor.visit is not None:
        return False
    return desk in actor.desks() or body in actor.bodies()


def can_answer_call(actor: Actor, kiosk: Kiosk) -> bool:
    """Who sits now at the desk of the machine; also in a visit: a call waits for whoever is nearest."""
    return actor.desk is not None and actor.desk == kiosk.desk


def is_waiting(kiosk: Kiosk, now: datetime) -> bool:
    """Whether the code of a machine can still be typed at it."""
    return kiosk.code_hash is not None and kiosk.ended_at is None and kiosk.code_until > now
