"""When a visit and a mandate hold, and who may do what with a mandate: predicates over rows. No database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from portal.assisted.models import EndedBy, IdentifiedBy, Kiosk, Mandate, Scope, Visit
from portal.platform import clock
from portal.platform.actor import Actor

#: A visit that nobody uses for so long ends by itself.
IDLE = timedelta(minutes=15)
#: The times a person may choose; the longest is one year.
DURATIONS = (30, 90, 365)
#: Told so many days before the last one; from then on the person may give it again.
WARNED = timedelta(days=30)
#: So long after its end a mandate may be given again as it was.
RENEWED = timedelta(days=365)
#: How old the operator's proof with a second factor may be when they open a page on which a mandate is
#: sealed; the page itself lives as long again, so that nothing ticked is lost.
PROOF = timedelta(minutes=15)
#: An unsigned mandate is spoken of to who recorded it after so many days.
REMINDED = timedelta(days=1)


def is_idle(seen_at: datetime, now: datetime) -> bool:
    """Whether nobody used this browser for too long to leave a person on its screen."""
    return seen_at + IDLE <= now


def is_in_force(mandate: Mandate, visit: Visit, today: date) -> bool:
    """Whether a mandate lets this visit act.

    It binds the body it was given to. Until it is signed it holds only in the visit in which it was
    heard and agreed; a revoked or a suspended one holds nowhere, from that moment.
    """
    if not stands(mandate) or visit.ended_at is not None:
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


def stands(mandate: Mandate) -> bool:
    """Whether nobody took a mandate back, and its giver does not say that it is none of theirs."""
    return mandate.revoked_at is None and mandate.suspended_at is None


def is_over(mandate: Mandate, today: date) -> bool:
    """Whether the stated time of a mandate has passed; its last day still counts."""
    return mandate.until is not None and mandate.until < today


def covered(mandates: Iterable[Mandate]) -> tuple[frozenset[str], bool]:
    """What several mandates in force cover together: services by slug, and whether all of them.

    One for all the services, of which some were taken back, is named by ``all_but`` instead.
    """
    found = list(mandates)
    services = frozenset(slug for one in found for slug in left_of(one))
    return services, any(one.every_service and not one.without for one in found)


def left_of(mandate: Mandate) -> frozenset[str]:
    """The services named in a mandate that were not taken back."""
    return frozenset(mandate.services) - frozenset(mandate.without)


def all_but(mandates: Iterable[Mandate], online: Iterable[str]) -> frozenset[str]:
    """What mandates for all the services still cover, where some services were taken out of them."""
    every = frozenset(online)
    partly = [one for one in mandates if one.every_service and one.without]
    return frozenset(slug for one in partly for slug in every - frozenset(one.without))


def overlap(new: Mandate, old: Mandate, online: Iterable[str]) -> frozenset[str]:
    """The services of an older mandate of the same body that a new one, once signed, takes over.

    One for a single visit takes nothing over: it ends with the day, the older one goes on.
    """
    same = (new.subject_id, new.body) == (old.subject_id, old.body) and new.id != old.id
    if not same or Scope.VISIT in (new.scope, old.scope) or not stands(old):
        return frozenset()
    every = frozenset(online)
    covers = every if new.every_service else frozenset(new.services)
    held = every - frozenset(old.without) if old.every_service else left_of(old)
    return held & covers


def can_renew(mandate: Mandate, visit: Visit, today: date) -> bool:
    """Whether the person beside the operator may give the same mandate again, without choosing anew.

    Up to a year after its end; never one that was taken back, suspended, or given to another body.
    """
    if not stands(mandate) or mandate.until is None or mandate.signed_at is None:
        return False
    if mandate.subject_id != visit.subject_id or mandate.body != visit.body:
        return False
    return mandate.until - WARNED <= today <= mandate.until + RENEWED


def is_worth_a_warning(mandate: Mandate) -> bool:
    """Whether its end comes as news: not of a mandate that was given for so few days."""
    given = clock.rome_day(mandate.recorded_at)
    return mandate.until is not None and mandate.until - given > WARNED


def may_attest(visit: Visit, *, is_official: bool) -> bool:
    """Whether a public official may receive the words of this person: their identity was ascertained by
    a document that holds (DPR 445/2000 art. 4 c. 1)."""
    return is_official and visit.identified_by is IdentifiedBy.DOCUMENT


#: How surely we know somebody, on the scale of SPID and CIE (1 to 3), by what the operator has of them. A
#: document past its date still proves who one is where nothing on it changed (DPR 445/2000, art. 45).
_LEVEL = {
    IdentifiedBy.DOCUMENT: 2,
    IdentifiedBy.EXPIRED_DOCUMENT: 2,
    IdentifiedBy.KNOWN: 1,
}


def level_of(visit: Visit) -> int:
    """How surely we know who the person of a visit is: by a document, or as they proved it themselves."""
    return _LEVEL.get(visit.identified_by) or visit.level or 1


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
    return (
        mandate.signed_at is None
        and stands(mandate)
        and actor.desk is not None
        and actor.desk == mandate.desk
    )


def can_revoke(actor: Actor, mandate: Mandate, body: str | None) -> bool:
    """The person at any time, or the operator beside them at their word, for the operator's own body."""
    if mandate.revoked_at is not None or mandate.subject_id != actor.subject_id:
        return False
    if actor.power is not None:
        return False
    return actor.visit is None or mandate.body == body


def can_sign(actor: Actor, mandate: Mandate, today: date) -> bool:
    """Whether its giver, signed in by themselves, may still sign it."""
    is_theirs = mandate.subject_id == actor.person_id and actor.acting_for is None
    return (
        is_theirs and stands(mandate) and mandate.signed_at is None and not is_over(mandate, today)
    )


def ended_by(actor: Actor) -> EndedBy:
    """By which way a mandate is taken back: beside an operator, or by its giver alone."""
    return EndedBy.DESK if actor.visit is not None else EndedBy.ONLINE


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
