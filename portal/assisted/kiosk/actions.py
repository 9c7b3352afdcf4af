"""Changing the public machines of a desk: enrol, call, answer, end; and wipe what a person leaves."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import select

from portal.assisted import policy
from portal.assisted.kiosk import queries
from portal.assisted.models import Kiosk
from portal.cases.actions.erasing import Erased, discard_draft
from portal.cases.handover.from_machine import left_behind
from portal.platform import audit, clock, codes, sessions
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: So long a code can be typed at the machine.
CODE_MINUTES = 15


class CodeUnknown(Situation):
    """No machine waits for this code."""

    status = 422
    title = _l("This code does not hold")
    words = _l("It may be mistyped, used or too old. Make a new one on the page of the desk.")


def prepare_kiosk(keyring: Keyring, actor: Actor, desk_id: str, name: str) -> Kiosk:
    """Make room for a machine; its code holds a quarter of an hour and once.

    Raises:
        NotThere: not a desk of this actor.
    """
    desk = queries.get_kept_desk(actor, desk_id)
    if actor.person_id is None:
        raise NotThere
    kiosk = Kiosk(
        desk=desk.id,
        name=name,
        code_until=clock.after(minutes=CODE_MINUTES),
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    db.session.add(kiosk)
    db.session.flush()
    kiosk.code_hash = queries.hashed(keyring, queries.code_of(keyring, kiosk))
    audit.record(replace(actor, desk=desk.id), "kiosk.prepared", "kiosk", kiosk.id, subject_id=None)
    return kiosk


def enrol_kiosk(keyring: Keyring, typed: str) -> str:
    """Use a code up: this browser is the machine from now on; the token of its cookie.

    Raises:
        CodeUnknown: wrong, used, too old, or its machine was ended.
    """
    hashed = queries.hashed(keyring, codes.normal(typed))
    query = select(Kiosk).where(Kiosk.code_hash == hashed).with_for_update()
    kiosk = db.session.scalar(query)
    if kiosk is None or not policy.is_waiting(kiosk, clock.now()):
        raise CodeUnknown
    token = secrets.token_urlsafe(32)
    kiosk.token_hash = sessions.token_hash(token)
    kiosk.code_hash = None
    kiosk.enrolled_at = kiosk.seen_at = clock.now()
    audit.record(at_desk(kiosk), "kiosk.enrolled", "kiosk", kiosk.id, subject_id=None)
    return token


def at_desk(kiosk: Kiosk) -> Actor:
    """Nobody we know, at the desk of a machine: how its own acts are recorded."""
    return replace(NOBODY, desk=kiosk.desk)


def end_kiosk(actor: Actor, desk_id: str, kiosk_id: int) -> list[Erased]:
    """End a machine: its cookie opens nothing any more, and whoever sits there is signed out; what they
    began without signing in is erased, as at the end of every sitting.

    Raises:
        NotThere: not a machine of a desk of this actor, or ended already.
    """
    desk = queries.get_kept_desk(actor, desk_id)
    kiosk = db.session.get(Kiosk, kiosk_id, with_for_update=True)
    if kiosk is None or kiosk.desk != desk.id or kiosk.ended_at is not None:
        raise NotThere
    kiosk.ended_at = clock.now()
    kiosk.ended_by = actor.person_id
    kiosk.code_hash = kiosk.token_hash = kiosk.called_at = None
    sat = sessions.sessions_at(db.session, str(kiosk.id))
    erased = [one for row in sat for one in erase_drafts(guest_of(row.facts))]
    sessions.end_sessions_with(db.session, kiosk=str(kiosk.id))
    audit.record(replace(actor, desk=desk.id), "kiosk.ended", "kiosk", kiosk.id, subject_id=None)
    return erased


def call_somebody(kiosk_id: int) -> None:
    """Somebody at the machine asks for help; a call that waits already stays as old as it is.

    Raises:
        NotThere: the machine was ended.
    """
    kiosk = db.session.get(Kiosk, kiosk_id, with_for_update=True)
    if kiosk is None or kiosk.ended_at is not None:
        raise NotThere
    if kiosk.called_at is None:
        kiosk.called_at = clock.now()
        audit.record(at_desk(kiosk), "kiosk.called", "kiosk", kiosk.id, subject_id=None)


def answer_call(actor: Actor, kiosk_id: int) -> bool:
    """An operator goes there; whether they are the first to say so.

    Raises:
        NotThere: not a machine of the desk where they are.
    """
    kiosk = db.session.get(Kiosk, kiosk_id, with_for_update=True)
    if kiosk is None or kiosk.ended_at is not None or not policy.can_answer_call(actor, kiosk):
        raise NotThere
    if kiosk.called_at is None:
        return False
    kiosk.called_at = None
    audit.record(actor, "kiosk.answered", "kiosk", kiosk.id, subject_id=None)
    return True


def erase_drafts(guest: str | None) -> list[Erased]:
    """Erase what a person began at a machine and did not take along: nobody could ever open it again.

    What their phone may still take stays until the time of its code is over (``erase_left_behind``).
    """
    owner = replace(NOBODY, guest=guest)
    return [discard_draft(owner, case.reference) for case in queries.drafts_to_lose(guest)]


def erase_left_behind() -> list[Erased]:
    """Erase what somebody offered to their phone before they left, and no phone took in time."""
    return [
        discard_draft(replace(NOBODY, guest=case.guest), case.reference) for case in left_behind()
    ]


def guest_of(facts: dict[str, object]) -> str | None:
    """Whose the drafts of a sitting are, also after somebody signed in during it."""
    found = facts.get("guest") or facts.get("was_guest")
    return found if isinstance(found, str) else None
