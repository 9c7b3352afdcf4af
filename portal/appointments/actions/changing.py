"""Giving an hour back, or exchanging it for another."""

from __future__ import annotations

from portal.appointments import policy, queries
from portal.appointments.actions.booking import begin_draft
from portal.appointments.actions.telling import tell_desk, tell_person
from portal.appointments.models import Appointment, State
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class TooLate(Situation):
    """It began already, or it was cancelled: there is nothing left to change."""

    title = _l("This appointment cannot be changed any more")
    words = _l("It has begun, or it was cancelled. Book another one, or call the desk.")


def cancel(keyring: Keyring, actor: Actor, row: Appointment) -> None:
    """Give the hour back: it is free for others at once. Person and desk are told.

    Raises:
        TooLate: it began already, or does not hold any more.
    """
    if not policy.can_change(row, clock.now()):
        raise TooLate
    row.state, row.seat = State.CANCELLED, None
    row.sequence += 1
    row.changed_at = clock.now()
    audit.record(actor, "appointment.cancelled", "appointment", row.id, subject_id=row.person_id)
    tell_person(keyring, row, queries.facts_of(keyring, row), "appointment_cancelled")
    tell_desk(keyring, row, "desk_appointment_cancelled")


def begin_move(keyring: Keyring, actor: Actor, row: Appointment) -> Appointment:
    """Begin a draft that will put an appointment to another hour; until then the old one holds.

    The draft belongs to who is at the keyboard, who may hold no more than the link of a letter: it
    carries nothing of who comes and why, and cannot change it.

    Raises:
        TooLate: it began already, or the person cancelled it.
    """
    if not policy.can_rebook(row, clock.now()):
        raise TooLate
    draft = begin_draft(
        keyring,
        actor,
        service=row.service,
        municipality=row.municipality,
        desk=row.desk,
        language=row.language,
        known={},
    )
    draft.moves_id = row.id
    return draft
