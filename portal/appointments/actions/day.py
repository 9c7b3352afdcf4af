"""The desk's day: who came, an hour given back by the desk, a day on which nobody is seen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.appointments import policy, queries
from portal.appointments.actions.telling import tell_person
from portal.appointments.models import Appointment, DeskClosure, State
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def mark(actor: Actor, appointment_id: int, state: State) -> None:
    """Note that a person came, or did not; a slip of the finger can be put right the same way.

    Raises:
        NotThere: no such appointment at this operator's desk, or its day is still to come.
    """
    row = queries.get_at_desk(actor, appointment_id, *policy.KEPT, lock=True)
    if row.starts_at is None or clock.rome_day(row.starts_at) > clock.today():
        raise NotThere
    row.state, row.changed_at = state, clock.now()
    audit.record(
        actor, f"appointment.{state.value}", "appointment", row.id, subject_id=row.person_id
    )


def call_off(keyring: Keyring, actor: Actor, appointment_id: int) -> Appointment:
    """The desk gives an hour back: the person is told and offered another.

    Raises:
        NotThere: no such appointment at this operator's desk, or it is over.
    """
    row = queries.get_at_desk(actor, appointment_id, State.BOOKED, lock=True)
    if not policy.can_change(row, clock.now()):
        raise NotThere
    _call_off(keyring, actor, row)
    return row


def _call_off(keyring: Keyring, actor: Actor, row: Appointment) -> None:
    row.state, row.seat = State.CALLED_OFF, None
    row.sequence += 1
    row.changed_at = clock.now()
    audit.record(actor, "appointment.called_off", "appointment", row.id, subject_id=row.person_id)
    tell_person(keyring, row, queries.facts_of(keyring, row), "appointment_called_off")


def close_day(keyring: Keyring, actor: Actor, day: date) -> int:
    """Nobody is seen at the actor's desk on this day; how many people were told. Once is enough.

    Raises:
        NotThere: the actor sits at no desk.
    """
    desk = _desk(actor)
    if _close(actor, desk, day):
        audit.record(actor, "appointment.day_closed", "desk", subject_id=None)
    told = [row for row in queries.list_at_desk(desk, day) if policy.can_change(row, clock.now())]
    for row in told:
        _call_off(keyring, actor, row)
    return len(told)


def _close(actor: Actor, desk: str, day: date) -> bool:
    """Whether it was open until now; two who close it at once close it once, one after the other."""
    known = select(DeskClosure.id).where(DeskClosure.desk == desk, DeskClosure.day == day)
    if db.session.scalar(known) is not None:
        return False
    row = DeskClosure(desk=desk, day=day, closed_by=actor.person_id, closed_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def open_day(actor: Actor, day: date) -> None:
    """The desk sees people on this day after all; who was called off chooses again.

    Raises:
        NotThere: the actor sits at no desk.
    """
    desk = _desk(actor)
    statement = delete(DeskClosure).where(DeskClosure.desk == desk, DeskClosure.day == day)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    audit.record(actor, "appointment.day_opened", "desk", subject_id=None)


def _desk(actor: Actor) -> str:
    if actor.desk is None or not policy.works_at(actor, actor.desk):
        raise NotThere
    return actor.desk
