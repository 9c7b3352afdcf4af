"""Holding a change typed at a desk, proving it, and the four ways in which the waiting ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.identity.models import Person
from portal.identity.profile import Source
from portal.identity.queries import hold_person, open_profile
from portal.notifications.actions.proving import (
    GOOD_MINUTES,
    MOST_TRIES,
    CodeWrong,
    tell_contact,
    use_contact,
)
from portal.notifications.channels import Contact
from portal.notifications.held import queries
from portal.notifications.held.models import EndedHow, HeldChange, What
from portal.platform import audit, clock, codes
from portal.platform.acting import ActingFor
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: So long the old contact has to stop a change, where no second operator confirms it.
WAIT = timedelta(hours=24)
_DIGITS = 6
_STOP_LENGTH = 12
_ASKED = {What.EMAIL: "email_change_asked", What.PHONE: "phone_change_asked"}


class SecondPerson(Situation):
    """Four eyes are two people."""

    status = 403
    title = _l("Somebody else must confirm it")
    words = _l("You typed this change yourself. A colleague of your body confirms it.")


@dataclass(frozen=True)
class Typist:
    """The operator who typed a change, at which desk, of which body."""

    person_id: int
    desk: str
    body: str


def hold_contact(
    keyring: Keyring, actor: Actor, contact: Contact, value: str, body: str
) -> HeldChange:
    """Take a new contact of the person beside the operator: a code goes there, the old one is told.

    Raises:
        NotThere: no visit is open.
    """
    if actor.visit is None or actor.person_id is None:
        raise NotThere
    person = hold_person(actor.visit.subject_id)
    what = What(contact.value)
    code = "".join(secrets.choice("0123456789") for _place in range(_DIGITS))
    typist = Typist(actor.person_id, actor.visit.desk, body)
    row, stop = _add(keyring, typist, person.id, what)
    row.sealed = keyring.seal_text(person.data_key, value, queries.context(row))
    row.code_hash = queries.code_hash(keyring, row, code)
    tell_contact(keyring, person, "contact_code", contact, value, {"code": code})
    old = getattr(open_profile(keyring, person), contact.value)
    if old:
        values = {"code": codes.printed(stop)}
        tell_contact(keyring, person, _ASKED[what], contact, old, values)
    audit.record(actor, f"identity.{what}_typed_at_desk", "held_change", row.id)
    return row


def hold_account(
    keyring: Keyring,
    actor: Actor,
    typist: Typist,
    person_id: int,
    case_id: int,
    event: str = "case.account_typed_at_desk",
) -> str:
    """Let an account that an operator typed wait; the code that stops it, for the telling of the case.
    ``event``: what happened, as the trail says it."""
    hold_person(person_id)
    row, stop = _add(keyring, typist, person_id, What.IBAN, case_id)
    row.holds_until = clock.now() + WAIT
    audit.record(actor, event, "case", case_id, subject_id=person_id)
    return codes.printed(stop)


def _add(
    keyring: Keyring, typist: Typist, person_id: int, what: What, case_id: int | None = None
) -> tuple[HeldChange, str]:
    """One change of a thing waits at a time: the caller holds the person, so that of two at once the later
    one stands."""
    key = f"{person_id}:{what}:{case_id or 0}"
    query = select(HeldChange).where(HeldChange.open_key == key).with_for_update()
    before = db.session.scalar(query)
    if before is not None:
        _end(before, EndedHow.REPLACED, typist.person_id)
        db.session.flush()
    stop = codes.new_code(_STOP_LENGTH)
    row = HeldChange(
        open_key=key,
        person_id=person_id,
        what=what,
        case_id=case_id,
        sealed=b"",
        tries=0,
        stop_hash=queries.stop_hash(keyring, stop),
        asked_at=clock.now(),
        asked_by=typist.person_id,
        body=typist.body,
        desk=typist.desk,
    )
    db.session.add(row)
    db.session.flush()
    return row, stop


def prove_held(keyring: Keyring, actor: Actor, number: int, code: str) -> HeldChange:
    """The person read out the code that came to the new contact. Where there was no old one nobody can
    be robbed of anything: it is used at once.

    Raises:
        NotThere: nothing of the person beside the operator waits for a code.
        CodeWrong: see there. The try is counted: the caller keeps this transaction.
    """
    row = db.session.get(HeldChange, number, with_for_update=True)
    is_theirs = row is not None and actor.visit and row.person_id == actor.visit.subject_id
    if row is None or not is_theirs or row.code_hash is None or row.ended_at is not None:
        raise NotThere
    if row.asked_at + timedelta(minutes=GOOD_MINUTES) <= clock.now() or row.tries >= MOST_TRIES:
        raise CodeWrong(0)
    row.tries += 1
    if not secrets.compare_digest(row.code_hash, queries.code_hash(keyring, row, code)):
        raise CodeWrong(MOST_TRIES - row.tries)
    row.code_hash = None
    row.holds_until = clock.now() + WAIT
    person = db.session.get_one(Person, row.person_id)
    if not getattr(open_profile(keyring, person), row.what.value):
        _use(keyring, actor, row, EndedHow.USED)
    return row


def confirm_held(keyring: Keyring, actor: Actor, number: int) -> HeldChange:
    """A second operator of the same body looked at it too.

    Raises:
        NotThere: nothing of the actor's body waits under this number.
        SecondPerson: who typed it does not confirm it.
    """
    row = queries.waiting_in(actor.desk, number)
    if row is None or row.holds_until is None or actor.person_id == row.person_id:
        raise NotThere
    if row.asked_by == actor.person_id:
        raise SecondPerson
    audit.record(
        actor, "identity.change_confirmed", "held_change", row.id, subject_id=row.person_id
    )
    _use(keyring, replace(actor, acting_for=_for(row)), row, EndedHow.CONFIRMED)
    return row


def stop_held(actor: Actor, row: HeldChange) -> None:
    """The change is not wanted: by the person, or by whoever got the telling and holds its code.

    Raises:
        NotThere: it was used, confirmed or stopped meanwhile.
    """
    db.session.refresh(row, with_for_update=True)
    if row.ended_at is not None:
        raise NotThere
    _end(row, EndedHow.STOPPED, actor.person_id)
    audit.record(actor, "identity.change_stopped", "held_change", row.id, subject_id=row.person_id)


def use_what_waited(keyring: Keyring, session: Session) -> None:
    """Use what nobody stopped in its day, and forget contacts that were never proved."""
    due = select(HeldChange).where(
        HeldChange.ended_at.is_(None), HeldChange.holds_until <= clock.now()
    )
    for row in session.scalars(due.order_by(HeldChange.id).with_for_update()).all():
        _use(keyring, Actor(acting_for=_for(row)), row, EndedHow.USED)
    session.execute(
        delete(HeldChange).where(
            HeldChange.holds_until.is_(None), HeldChange.asked_at < clock.after(days=-1)
        )
    )


def _use(keyring: Keyring, actor: Actor, row: HeldChange, how: EndedHow) -> None:
    """From now on it counts; ``actor`` acts for the person of the change."""
    value = queries.value_of(keyring, row)
    _end(row, how, actor.person_id)
    if row.what is not What.IBAN:
        person = db.session.get_one(Person, row.person_id)
        use_contact(keyring, actor, person, Contact(row.what.value), value, Source.DESK)


def _for(row: HeldChange) -> ActingFor:
    return ActingFor(subject_id=row.person_id, subject_name="")


def _end(row: HeldChange, how: EndedHow, by: int | None) -> None:
    row.ended_at, row.ended_how, row.ended_by = clock.now(), how, by
    row.open_key = row.code_hash = None
    row.sealed = b""
