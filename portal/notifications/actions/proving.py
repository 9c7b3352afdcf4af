"""Contacts are used once their person has proved them: a code goes there, and comes back from the page.

Whoever changes an address of somebody else would read their letters: that is why the new contact proves
itself first, and the old one is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.identity.actions import change_contacts
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.identity.queries import hold_person, open_profile
from portal.notifications.actions.telling import tell
from portal.notifications.channels import Contact
from portal.notifications.models import ContactProof
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

GOOD_MINUTES = 30
MOST_TRIES = 5
_DIGITS = 6
_CHANGED = {Contact.EMAIL: "email_changed", Contact.PHONE: "phone_changed"}


class CodeWrong(Exception):
    """Not the code; ``left`` says how many tries there still are, none where it is too late."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def ask_for_proof(keyring: Keyring, actor: Actor, contact: Contact, value: str) -> None:
    """Send a code to a new contact; until it comes back the old one is used. Asked again, only the last
    code counts.

    Raises:
        NotThere: nobody is signed in, or a visit is open: whoever sits beside proves nothing.
    """
    person = _person(actor)
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    proof = proof_of(person.id, contact)
    if proof is None:
        proof = ContactProof(person_id=person.id, contact=contact)
        db.session.add(proof)
    proof.sealed = keyring.seal_text(person.data_key, value, _context(person.id, contact))
    proof.code_hash = _hash(keyring, person.id, contact, code)
    proof.tries = 0
    proof.asked_at = clock.now()
    proof.expires_at = clock.after(minutes=GOOD_MINUTES)
    tell_contact(keyring, person, "contact_code", contact, value, {"code": code})
    audit.record(actor, f"identity.{contact}_to_prove", "person", person.id)


def prove(keyring: Keyring, actor: Actor, contact: Contact, code: str) -> None:
    """Take the code back: the contact is used from now on, and the old one is told.

    Raises:
        NotThere: nothing waits for a code, or see ``ask_for_proof``.
        CodeWrong: see there. The try is counted: the caller keeps this transaction.
    """
    person = _person(actor)
    proof = proof_of(person.id, contact, locked=True)
    if proof is None:
        raise NotThere
    if proof.expires_at <= clock.now() or proof.tries >= MOST_TRIES:
        raise CodeWrong(0)
    proof.tries += 1
    if not secrets.compare_digest(proof.code_hash, _hash(keyring, person.id, contact, code)):
        raise CodeWrong(MOST_TRIES - proof.tries)
    value = value_of(keyring, person, proof)
    db.session.delete(proof)
    use_contact(keyring, actor, person, contact, value)


def take_out(keyring: Keyring, actor: Actor, contact: Contact) -> None:
    """Use a contact no more, at once; it is told so. What waited for its code is forgotten.

    Raises:
        NotThere: see ``ask_for_proof``.
    """
    person = _person(actor)
    proof = proof_of(person.id, contact)
    if proof is not None:
        db.session.delete(proof)
    use_contact(keyring, actor, person, contact, "")


def use_contact(
    keyring: Keyring,
    actor: Actor,
    person: Person,
    contact: Contact,
    value: str,
    source: Source = Source.CHOSEN,
) -> None:
    """Use a contact from now on, or none; the old one and the person are told, and
    nobody who acts for them. ``source``: who brought its
    code back, the person or an operator to whom it was read out."""
    known = open_profile(keyring, person)
    old = getattr(known, contact)
    if old == value and (not value or known.has_proved(contact)):
        return
    change_contacts(keyring, actor, {contact: value}, source)
    if old == value:
        return  # Only how we know it changed: nobody is reached elsewhere.
    if old:
        tell_contact(keyring, person, _CHANGED[contact], contact, old)
    tell(
        keyring, _CHANGED[contact], person_id=person.id, address=None, language=person.language,
        case_id=None, values={}, is_for_them_alone=True,
    )  # fmt: skip


def tell_contact(
    keyring: Keyring,
    person: Person,
    event: str,
    contact: Contact,
    to: str,
    values: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write to one contact and no other, in the person's language."""
    is_email = contact is Contact.EMAIL
    tell(
        keyring, event, person_id=None,
        address=to if is_email else None, phone=None if is_email else to,
        language=person.language, case_id=None, values=values,
    )  # fmt: skip


def proof_of(person_id: int, contact: Contact, *, locked: bool = False) -> ContactProof | None:
    """What waits for its code."""
    query = select(ContactProof).where(
        ContactProof.person_id == person_id, ContactProof.contact == contact
    )
    return db.session.scalar(query.with_for_update() if locked else query)


def value_of(keyring: Keyring, person: Person, proof: ContactProof) -> str:
    """The contact that waits."""
    context = _context(person.id, proof.contact)
    return keyring.open_text(person.data_key, proof.sealed, context)


@jobs.regularly(timedelta(hours=1))
def forget_proofs(session: Session) -> None:
    """Erase contacts that nobody proved within a day."""
    session.execute(delete(ContactProof).where(ContactProof.expires_at < clock.after(days=-1)))


def _person(actor: Actor) -> Person:
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    return hold_person(actor.person_id)


def _context(person_id: int, contact: Contact) -> str:
    return f"person:{person_id}:proof:{contact}"


def _hash(keyring: Keyring, person_id: int, contact: Contact, code: str) -> str:
    return keyring.lookup("contact_code", f"{person_id}:{contact}:{code}")
