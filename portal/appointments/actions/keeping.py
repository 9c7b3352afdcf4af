"""What the worker does with appointments: remind the day before, let old rows go."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from portal.appointments import queries
from portal.appointments.actions.telling import tell_person
from portal.appointments.models import Appointment, DeskClosure, State
from portal.appointments.rules import Rules
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: Nobody is written to at night: reminders leave from this hour of Italian clocks.
_FROM_HOUR = 8
_TOO_FRESH = timedelta(hours=12)


def list_to_remind() -> list[int]:
    """The appointments of tomorrow whose reminder is due; one booked today needs none."""
    there = clock.rome_time(clock.now())
    if there.hour < _FROM_HOUR:
        return []
    tomorrow = clock.today() + timedelta(days=1)
    first = clock.rome_moment(tomorrow, datetime.min.time())
    after = clock.rome_moment(tomorrow + timedelta(days=1), datetime.min.time())
    query = select(Appointment.id).where(
        Appointment.state == State.BOOKED,
        Appointment.reminded_at.is_(None),
        Appointment.starts_at >= first,
        Appointment.starts_at < after,
        Appointment.changed_at < clock.now() - _TOO_FRESH,
    )
    return list(db.session.scalars(query.order_by(Appointment.id)))


def remind(keyring: Keyring, appointment_id: int) -> None:
    """Tell one person of tomorrow, once; nothing if it was cancelled a moment ago."""
    row = db.session.get(Appointment, appointment_id, with_for_update=True)
    if row is None or row.state is not State.BOOKED or row.reminded_at is not None:
        return
    row.reminded_at = clock.now()
    tell_person(keyring, row, queries.facts_of(keyring, row), "appointment_tomorrow")


def erase_old(rules: Rules) -> int:
    """Erase drafts nobody confirmed and appointments whose time is over; how many rows they were."""
    drafts = (State.DRAFT, State.MOVED)
    began = clock.after(hours=-rules.draft_hours)
    over = clock.after(days=-rules.keep_days)
    gone = delete(Appointment).where(
        or_(
            Appointment.state.in_(drafts) & (Appointment.changed_at < began),
            Appointment.state.not_in(drafts) & (Appointment.starts_at < over),
        )
    )
    quiet = {"synchronize_session": False}
    erased = list(db.session.scalars(gone.returning(Appointment.id), execution_options=quiet))
    past = delete(DeskClosure).where(DeskClosure.day < clock.rome_day(over))
    db.session.execute(past, execution_options=quiet)
    return len(erased)
