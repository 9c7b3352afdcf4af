"""From the first choice to a confirmed hour: the draft keeps everything, the seat is taken at the end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.appointments import policy, queries, slots
from portal.appointments.actions.telling import tell_desk, tell_person
from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.appointments.rules import Rules
from portal.catalogue import serving
from portal.platform import audit, clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.identifiers import normalise_email, normalise_phone

_CODE_LENGTH = 8


class MandateNeeded(Situation):
    """For another one books only what they allowed: in a visit their mandate, online a power."""

    status = 403
    title = _l("A mandate is needed to book")
    words = _l(
        "The person did not allow this. At a desk, record a mandate first. Online, ask them for one."
    )


class SlotTaken(Exception):
    """The hour is no longer free: another took it, it is too near now, or the desk closed that day."""


class TooManyOpen(Situation):
    """One person has as many appointments to come as the body allows."""

    title = _l("You have other appointments already")
    words = _l("Cancel one you do not need, or call the desk: they find the right moment with you.")


def begin_draft(
    keyring: Keyring,
    actor: Actor,
    *,
    service: str | None,
    municipality: str,
    desk: str,
    language: str,
    known: Mapping[str, str | None],
) -> Appointment:
    """Begin a draft at a desk, with what is known of the person (names and contacts).

    Raises:
        MandateNeeded: in a visit whose mandate does not cover it.
    """
    if not policy.can_book(actor, service):
        raise MandateNeeded
    token = secrets.token_urlsafe(24)
    data_key, key = keyring.new_data_key(), secrets.token_hex(16)
    facts = Facts(token).learn(known)
    row = Appointment(
        key=key,
        code=codes.new_code(_CODE_LENGTH),
        token_hash=queries.token_hash(token),
        state=State.DRAFT,
        person_id=actor.subject_id,
        guest=actor.guest if actor.subject_id is None else None,
        visit_id=actor.visit.visit_id if actor.visit else None,
        municipality=municipality,
        service=service,
        desk=desk,
        sequence=0,
        language=language,
        data_key=data_key,
        sealed=keyring.seal_json(data_key, facts.as_data(), queries.context(key)),
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def choose_desk(actor: Actor, appointment_id: int, desk: str) -> None:
    """Another desk for a draft; an hour chosen elsewhere falls away.

    Raises:
        NotThere: no such draft.
    """
    row = queries.get_own(actor, appointment_id, State.DRAFT, lock=True)
    if row.desk != desk:
        row.desk, row.starts_at = desk, None
    row.changed_at = clock.now()


def choose_slot(actor: Actor, appointment_id: int, starts_at: datetime) -> None:
    """The hour one would like; it is nobody's until the appointment is confirmed.

    Raises:
        NotThere: no such draft.
    """
    row = queries.get_own(actor, appointment_id, State.DRAFT, lock=True)
    row.starts_at, row.changed_at = starts_at, clock.now()


def say(
    keyring: Keyring, actor: Actor, appointment_id: int, said: Mapping[str, str | None]
) -> None:
    """Keep what the person says of themselves or of their reason.

    Raises:
        NotThere: no such draft, or one that only moves an appointment: who holds the link of a letter
            changes the hour, never who comes.
    """
    row = queries.get_own(actor, appointment_id, State.DRAFT, lock=True)
    if row.moves_id is not None:
        raise NotThere
    typist = policy.typist_of(actor) if {"email", "phone"} & said.keys() else {}
    seal(keyring, row, queries.facts_of(keyring, row).learn({**said, **typist}))


def seal(keyring: Keyring, row: Appointment, facts: Facts) -> None:
    """Put the words of a person into their row."""
    row.sealed = keyring.seal_json(row.data_key, facts.as_data(), queries.context(row.key))
    row.changed_at = clock.now()


def confirm(keyring: Keyring, actor: Actor, rules: Rules, appointment_id: int) -> Appointment:
    """Take the seat, and tell the person and the desk; pressed twice it happens once.

    A draft that moves an appointment gives it the new hour and nothing else: its link, its number, who
    comes and why stay.

    Raises:
        NotThere: no such draft, or something is not said yet.
        SlotTaken: the hour is no longer free; nothing was changed.
        TooManyOpen: the person has as many as the body allows.
    """
    states = (State.DRAFT, State.MOVED, State.BOOKED)
    draft = queries.get_own(actor, appointment_id, *states, lock=True)
    if draft.state is State.BOOKED:
        return draft
    target = draft if draft.moves_id is None else _moved(draft.moves_id)
    if draft.state is State.MOVED:
        return target
    facts = queries.facts_of(keyring, target)
    if not (facts.reason and facts.name and facts.has_contact):
        raise NotThere
    if target is draft:
        _refuse_too_many(keyring, rules, draft, facts)
    _take_seat(target, draft)
    target.state, target.reminded_at = State.BOOKED, None
    event = "booked"
    if target is not draft:
        event, draft.state = "moved", State.MOVED
        target.sequence += 1
    audit.record(
        actor, f"appointment.{event}", "appointment", target.id, subject_id=target.person_id
    )
    tell_person(keyring, target, facts, f"appointment_{event}")
    tell_desk(keyring, target, f"desk_appointment_{event}")
    return target


def _moved(appointment_id: int) -> Appointment:
    row = db.session.get(Appointment, appointment_id, with_for_update=True)
    if row is None or not policy.can_rebook(row, clock.now()):
        raise NotThere
    return row


def _refuse_too_many(keyring: Keyring, rules: Rules, row: Appointment, facts: Facts) -> None:
    row.contact_hash = contact = _contact(keyring, facts)
    if queries.count_open(row.person_id, contact) >= rules.most_open:
        raise TooManyOpen


def _contact(keyring: Keyring, facts: Facts) -> str:
    form = normalise_email(facts.email).casefold() or normalise_phone(facts.phone)
    return keyring.lookup("appointment", form)


def _take_seat(row: Appointment, draft: Appointment) -> None:
    """Put the row on the lowest free seat of the draft's hour."""
    desk, starts_at = serving.snapshot().desk(draft.desk), draft.starts_at
    if desk is None or desk.appointments is None or starts_at is None:
        raise SlotTaken
    if row is not draft:
        row.seat = None
        db.session.flush()
    if starts_at not in queries.list_free(serving.snapshot(), desk):
        raise SlotTaken
    taken = queries.taken_at(desk.id, starts_at)
    for seat in slots.free_seats(desk.appointments, starts_at, taken):
        try:
            with db.session.begin_nested():
                row.desk, row.starts_at, row.seat = desk.id, starts_at, seat
                row.minutes, row.changed_at = desk.appointments.minutes, clock.now()
        except IntegrityError:
            # Another process took this seat a moment ago: the next one, if there is any.
            continue
        return
    raise SlotTaken
