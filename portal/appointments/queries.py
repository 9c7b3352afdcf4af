"""Reading appointments: each is loaded through the actor, or by the secret of its letter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal.appointments import policy, slots
from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, DeskClosure, State
from portal.appointments.slots import Taken
from portal.catalogue.definitions import Desk
from portal.catalogue.snapshot import Snapshot
from portal.platform import clock
from portal.platform.acting import Errand
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

_LONGEST = timedelta(hours=4)


def token_hash(token: str) -> str:
    """The name the link of a letter has in the table: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def context(row_key: str) -> str:
    """What the sealed words of an appointment are bound to."""
    return f"appointment:{row_key}"


def facts_of(keyring: Keyring, row: Appointment) -> Facts:
    """What the person said, of an appointment the caller has already been given."""
    return Facts.from_data(keyring.open_json(row.data_key, row.sealed, context(row.key)))


def facts_for(keyring: Keyring, actor: Actor, row: Appointment) -> Facts:
    """The same as this actor may read it."""
    facts = facts_of(keyring, row)
    return facts if policy.reads_contacts(actor, facts) else facts.without_contacts()


def get_own(actor: Actor, appointment_id: int, *states: State, lock: bool = False) -> Appointment:
    """An appointment of this actor, in one of these states; ``lock`` to change it.

    Raises:
        NotThere: no such appointment, another's, in another state, or only to be read by this actor.
    """
    row = db.session.get(Appointment, appointment_id, with_for_update=lock or None)
    if row is None or (states and row.state not in states):
        raise NotThere
    changes = lock or row.state is State.DRAFT
    if not policy.is_own(actor, row, Errand.BOOK_HOUR if changes else Errand.SEE_HOUR):
        raise NotThere
    return row


def get_booked(appointment_id: int) -> Appointment:
    """An appointment the caller has just confirmed."""
    return db.session.get_one(Appointment, appointment_id)


def get_by_token(token: str, *, lock: bool = False) -> Appointment:
    """The appointment of a letter's link, for whoever holds it.

    Raises:
        NotThere: no such link, or its appointment was never confirmed.
    """
    query = select(Appointment).where(Appointment.token_hash == token_hash(token))
    row = db.session.scalar(query.with_for_update() if lock else query)
    if row is None or row.state in {State.DRAFT, State.MOVED}:
        raise NotThere
    return row


def get_at_desk(
    actor: Actor, appointment_id: int, *states: State, lock: bool = False
) -> Appointment:
    """An appointment at the desk where this operator sits.

    Raises:
        NotThere: no such appointment, at another desk, or in another state.
    """
    row = db.session.get(Appointment, appointment_id, with_for_update=lock or None)
    if row is None or not policy.works_at(actor, row.desk) or row.state not in states:
        raise NotThere
    return row


def list_own(actor: Actor) -> Sequence[Appointment]:
    """What the subject booked, the latest day first; drafts are left out.

    Raises:
        NotThere: nobody is the subject.
    """
    if actor.subject_id is None:
        raise NotThere
    hidden = (State.DRAFT, State.MOVED)
    query = select(Appointment).where(
        Appointment.person_id == actor.subject_id, Appointment.state.not_in(hidden)
    )
    rows = db.session.scalars(query.order_by(Appointment.starts_at.desc()).limit(100))
    return [row for row in rows if policy.is_own(actor, row)]


def list_at_desk(desk: str, day: date) -> Sequence[Appointment]:
    """What is booked at a desk on a day, and what the desk itself called off, by hour."""
    shown = (*policy.KEPT, State.CALLED_OFF)
    query = select(Appointment).where(
        Appointment.desk == desk,
        Appointment.state.in_(shown),
        Appointment.starts_at >= _midnight(day),
        Appointment.starts_at < _midnight(day + timedelta(days=1)),
    )
    return db.session.scalars(query.order_by(Appointment.starts_at, Appointment.seat)).all()


def count_coming(desk: str) -> dict[date, int]:
    """How many are expected at a desk on each day from today."""
    query = select(Appointment.starts_at).where(
        Appointment.desk == desk,
        Appointment.state == State.BOOKED,
        Appointment.starts_at >= _midnight(clock.today()),
    )
    found: dict[date, int] = {}
    for moment in db.session.scalars(query.order_by(Appointment.starts_at)):
        if moment is not None:
            day = clock.rome_day(moment)
            found[day] = found.get(day, 0) + 1
    return found


def _midnight(day: date) -> datetime:
    found = clock.rome_moment(day, datetime.min.time())
    if found is None:
        raise ValueError(f"{day} has no midnight")
    return found


def taken_at(desk: str, since: datetime) -> list[Taken]:
    """The seats of a desk that somebody has, from a moment on."""
    query = select(Appointment.starts_at, Appointment.minutes, Appointment.seat).where(
        Appointment.desk == desk,
        Appointment.seat.is_not(None),
        Appointment.starts_at > since - _LONGEST,
    )
    return [
        Taken(starts_at, minutes, seat)
        for starts_at, minutes, seat in db.session.execute(query)
        if starts_at is not None and minutes is not None and seat is not None
    ]


def closed_days(desk: str) -> set[date]:
    """The days, from today, on which who works there said the desk is closed."""
    query = select(DeskClosure.day).where(
        DeskClosure.desk == desk, DeskClosure.day >= clock.today()
    )
    return set(db.session.scalars(query))


def list_free(snapshot: Snapshot, desk: Desk) -> list[datetime]:
    """The moments that can be booked at a desk now, earliest first."""
    now = clock.now()
    return slots.free_slots(
        desk, snapshot.patron_of(desk), now, closed_days(desk.id), taken_at(desk.id, now)
    )


def count_open(person_id: int | None, contact_hash: str) -> int:
    """How many appointments a person still has to come. Of strangers those count who gave the same contact;
    not for who signed in: a stranger who types their contact must not take their hours away.
    """
    theirs = Appointment.person_id == person_id
    whose = theirs if person_id is not None else Appointment.contact_hash == contact_hash
    query = select(func.count()).select_from(Appointment)
    query = query.where(
        Appointment.state == State.BOOKED, Appointment.starts_at > clock.now(), whose
    )
    return db.session.scalar(query) or 0
