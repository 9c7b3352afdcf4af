"""Who may do what with an appointment; what may not be seen does not exist."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.platform.acting import Errand
from portal.platform.actor import Actor, Role

#: It holds an hour at the desk and is still to come, or was.
KEPT = frozenset({State.BOOKED, State.ARRIVED, State.MISSED})


def can_book(actor: Actor, service: str | None) -> bool:
    """Whether this actor may book: for another, what they allowed must cover it."""
    return _may(actor, Errand.BOOK_HOUR, service)


def _may(actor: Actor, errand: Errand, service: str | None) -> bool:
    """An hour for no service in particular may be about any: a power for some of them does not reach it."""
    if service is None and actor.power is not None and not actor.power.every_service:
        return False
    return actor.may_do(errand, service)


def is_own(actor: Actor, row: Appointment, errand: Errand = Errand.SEE_HOUR) -> bool:
    """Whether it is the subject's to see or to change, or was begun in this browser without a login."""
    if row.person_id is not None:
        return row.person_id == actor.subject_id and _may(actor, errand, row.service)
    return row.guest is not None and row.guest == actor.guest and not actor.is_signed_in


def typist_of(actor: Actor) -> dict[str, str]:
    """Whose the contacts are that this actor types, as they are kept with them."""
    return {"contacts_by": str(actor.speaker_id or "")}


def reads_contacts(actor: Actor, facts: Facts) -> bool:
    """Whether this actor reads how the person is reached: who acts online for them only what they typed
    themselves, for they may be whom the person has to fear.
    """
    return actor.speaker_id is None or facts.contacts_by == str(actor.speaker_id)


def can_change(row: Appointment, now: datetime) -> bool:
    """Whether it can be put to another hour or cancelled: until it begins."""
    return row.state is State.BOOKED and row.starts_at is not None and row.starts_at > now


def can_rebook(row: Appointment, now: datetime) -> bool:
    """Whether another hour can be chosen: also for one that the desk called off."""
    return can_change(row, now) or row.state is State.CALLED_OFF


def works_at(actor: Actor, desk: str) -> bool:
    """Whether the actor is an operator who sits at this desk now."""
    return actor.has(Role.OPERATOR) and actor.desk is not None and actor.desk == desk
