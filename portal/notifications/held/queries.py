"""Reading what waits: for its person, for a colleague at a desk, for an office, for a code in a letter."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.catalogue import serving
from portal.identity.models import Person
from portal.notifications.held.models import EndedHow, HeldChange, What
from portal.platform import codes
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def context(row: HeldChange) -> str:
    """What the sealed contact is bound to."""
    return f"person:{row.person_id}:held:{row.id}"


def code_hash(keyring: Keyring, row: HeldChange, code: str) -> str:
    """The keyed hash of the code that proves a new contact."""
    return keyring.lookup("contact_code", f"held:{row.id}:{code}")


def stop_hash(keyring: Keyring, code: str) -> str:
    """The keyed hash of the code that stops a change, in its normal form."""
    return keyring.lookup("stop_code", codes.normal(code))


def value_of(keyring: Keyring, row: HeldChange) -> str:
    """The new contact; nothing of an account, which stands in its request."""
    if not row.sealed:
        return ""
    person = db.session.get_one(Person, row.person_id)
    return keyring.open_text(person.data_key, row.sealed, context(row))


def waiting_for(person_id: int) -> list[HeldChange]:
    """What waits in a person's affairs, oldest first."""
    query = select(HeldChange).where(
        HeldChange.person_id == person_id, HeldChange.ended_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(HeldChange.id)))


def of(person_id: int) -> list[HeldChange]:
    """Everything a desk typed for a person, also what is over, oldest first."""
    query = select(HeldChange).where(HeldChange.person_id == person_id)
    return list(db.session.scalars(query.order_by(HeldChange.id)))


def of_person(person_id: int, number: int) -> HeldChange:
    """One that waits.

    Raises:
        NotThere: none of this person under this number.
    """
    found = [one for one in waiting_for(person_id) if one.id == number]
    if not found:
        raise NotThere
    return db.session.get_one(HeldChange, number, with_for_update=True)


def waiting_at(desk: str | None) -> list[HeldChange]:
    """What waits for a second pair of eyes in the body of a desk, oldest first."""
    found = serving.snapshot().desk(desk) if desk else None
    if found is None:
        return []
    query = select(HeldChange).where(
        HeldChange.body == found.body,
        HeldChange.ended_at.is_(None),
        HeldChange.holds_until.is_not(None),
    )
    return list(db.session.scalars(query.order_by(HeldChange.id).limit(100)))


def waiting_in(desk: str | None, number: int) -> HeldChange | None:
    """One of these, held for a change."""
    if number not in {one.id for one in waiting_at(desk)}:
        return None
    return db.session.get(HeldChange, number, with_for_update=True, populate_existing=True)


def by_stop_code(keyring: Keyring, code: str) -> HeldChange:
    """The change that a code stops.

    Raises:
        NotThere: none waits under it.
    """
    query = select(HeldChange).where(
        HeldChange.stop_hash == stop_hash(keyring, code), HeldChange.ended_at.is_(None)
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotThere
    return row


def account_of(case_id: int) -> HeldChange | None:
    """What is known of the account of a request, where an operator typed it: the last word on it."""
    query = select(HeldChange).where(HeldChange.case_id == case_id, HeldChange.what == What.IBAN)
    return db.session.scalar(query.order_by(HeldChange.id.desc()).limit(1))


def times_stopped(case_id: int) -> int:
    """How often the account of a request was stopped."""
    query = select(func.count()).where(
        HeldChange.case_id == case_id,
        HeldChange.what == What.IBAN,
        HeldChange.ended_how == EndedHow.STOPPED,
    )
    return db.session.scalar(query) or 0
