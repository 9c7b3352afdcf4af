"""What the desks' diary holds of a person: hours to come and those that are not erased yet."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.appointments import policy, queries
from portal.appointments.actions.changing import cancel
from portal.appointments.models import Appointment, State
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import lazy_gettext as _l

#: What the portal keeps beside the words of the person, and means nothing to them.
_OURS = frozenset({"token", "contacts_by"})


def _rows(person_id: int | None) -> list[Appointment]:
    query = select(Appointment).where(Appointment.person_id == person_id)
    return list(db.session.scalars(query.order_by(Appointment.id)))


def part(keyring: Keyring, actor: Actor) -> Part:
    """Every hour with what was said of it; the secret of the letter's link is left out."""
    facts = [
        {
            "state": row.state.value,
            "desk": row.desk,
            "starts_at": row.starts_at,
            "service": row.service,
            "said": {
                name: value
                for name, value in queries.facts_of(keyring, row).as_data().items()
                if name not in _OURS
            },
        }
        for row in _rows(actor.person_id)
    ]
    return Part("appuntamenti", _l("Your appointments"), facts)


def consequences(actor: Actor) -> list[Consequence]:
    """What erasing does to appointments."""
    if not any(row.state is State.BOOKED for row in _rows(actor.person_id)):
        return []
    return [Consequence(_l("Your appointments are cancelled, and the hour is free for others."))]


def forget(keyring: Keyring, actor: Actor, _is_last: bool) -> list[Afterwards]:
    """Hours to come are given back, the desk is told; then all rows go."""
    for row in _rows(actor.person_id):
        if row.state is State.BOOKED and policy.can_change(row, clock.now()):
            cancel(keyring, actor, row)
    db.session.flush()
    db.session.execute(delete(Appointment).where(Appointment.person_id == actor.person_id))
    return []


def needs(_session: Session, _person_id: int) -> bool:
    """An appointment needs nobody once it is given back."""
    return False


HOLDER = Holder(part, consequences, forget, needs)
