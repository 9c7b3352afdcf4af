"""Reading the public machines of a desk: through who looks after them, or by the machine's own cookie."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import policy
from portal.assisted.models import Kiosk
from portal.cases.handover.from_machine import is_on_its_way
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.catalogue.definitions import Desk
from portal.platform import clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.sessions import token_hash

CODE_LENGTH = 8


def kept_desks(actor: Actor) -> list[Desk]:
    """The desks whose machines this actor looks after, in the order of their names."""
    found = [
        desk
        for territory in serving.snapshot().territories()
        for desk in territory.desks
        if policy.can_keep_kiosks(actor, desk.id, desk.body)
    ]
    return sorted(found, key=lambda desk: desk.name)


def get_kept_desk(actor: Actor, desk_id: str) -> Desk:
    """A desk whose machines this actor looks after.

    Raises:
        NotThere: no such desk, or not theirs.
    """
    found = serving.snapshot().desk(desk_id)
    if found is None or not policy.can_keep_kiosks(actor, found.id, found.body):
        raise NotThere
    return found


def list_kiosks(desk: Desk) -> Sequence[Kiosk]:
    """The machines of a desk that are not ended, and the codes that wait, oldest first."""
    query = select(Kiosk).where(Kiosk.desk == desk.id, Kiosk.ended_at.is_(None))
    now = clock.now()
    rows = db.session.scalars(query.order_by(Kiosk.id))
    return [row for row in rows if row.enrolled_at or policy.is_waiting(row, now)]


def calls_at(desk: str | None) -> Sequence[Kiosk]:
    """The machines of a desk where somebody asked for help and nobody went yet, longest wait first."""
    query = select(Kiosk).where(
        Kiosk.desk == desk, Kiosk.called_at.is_not(None), Kiosk.ended_at.is_(None)
    )
    return db.session.scalars(query.order_by(Kiosk.called_at)).all()


def find_by_token(session: Session, token: str) -> Kiosk | None:
    """The machine whose browser holds this cookie; nothing once it is ended."""
    query = select(Kiosk).where(Kiosk.token_hash == token_hash(token), Kiosk.ended_at.is_(None))
    return session.scalar(query)


def code_of(keyring: Keyring, kiosk: Kiosk) -> str:
    """The code to type at the machine: made of its row, stored nowhere."""
    signature = keyring.sign("kiosk.code", f"{kiosk.id} {kiosk.code_until.isoformat()}")
    return codes.code_from(signature, CODE_LENGTH)


def hashed(keyring: Keyring, code: str) -> str:
    """A code as the table holds it."""
    return keyring.lookup("kiosk.code", code)


def drafts_here(guest: str | None) -> Sequence[Case]:
    """What was begun in this sitting and is nobody's yet."""
    if guest is None:
        return []
    query = select(Case).where(Case.guest == guest, Case.status == CaseStatus.DRAFT)
    return db.session.scalars(query.order_by(Case.id)).all()


def drafts_to_lose(guest: str | None) -> Sequence[Case]:
    """What the end of this sitting erases: all of it, except what a phone may still take."""
    return [case for case in drafts_here(guest) if not is_on_its_way(case)]
