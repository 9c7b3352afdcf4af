"""Noting that the contacts of a person still hold."""

from __future__ import annotations

from sqlalchemy import delete

from portal.assisted.queries import get_visit
from portal.assisted.rechecks.models import ContactsChecked
from portal.identity.models import Person
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.database import db


def note_contacts_hold(actor: Actor) -> None:
    """The person beside the operator says that they are still reached there.

    Raises:
        NotThere: no visit is open.
    """
    person_id = get_visit(actor).subject_id
    # Two operators beside the same person write one row, one after the other.
    db.session.get_one(Person, person_id, with_for_update=True)
    db.session.merge(ContactsChecked(person_id=person_id, checked_at=clock.now()))
    audit.record(actor, "identity.contacts_hold", "person", person_id)


def forget_check(person_id: int | None) -> None:
    """Forget when it was."""
    db.session.execute(delete(ContactsChecked).where(ContactsChecked.person_id == person_id))
