"""Reading visits and mandates: each is loaded through the actor, and what is not theirs does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from portal.assisted import policy
from portal.assisted.models import Mandate, Visit
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere


def body_of_desk(desk: str | None) -> str | None:
    """The body a desk belongs to; nothing for a desk that is no longer there."""
    found = serving.snapshot().desk(desk) if desk else None
    return found.body if found else None


def services_of_body(body: str) -> tuple[str, ...]:
    """The online services for which the operators of a body may act, as the body decided."""
    snapshot = serving.snapshot()
    found, online = (
        snapshot.find_body(body),
        (one for one in snapshot.services() if one.questionnaire),
    )
    allowed = found.assisted if found else ()
    return tuple(one.slug for one in online if allowed == "all" or one.slug in allowed)


def reach_of(body: str, mandates: Iterable[Mandate]) -> tuple[frozenset[str], bool]:
    """What mandates of one body cover today: services by slug, and whether all of them.

    What the body does not let its operators do is out of reach, whatever was agreed to.
    """
    mandates = list(mandates)
    services, every_service = policy.covered(mandates)
    services |= (
        policy.all_but(mandates, services_of_body(body)) if not every_service else frozenset()
    )
    found = serving.snapshot().find_body(body)
    if found is None or found.assisted == "all":
        return services, every_service
    allowed = frozenset(services_of_body(body))
    return (allowed if every_service else services & allowed), False


def desks_of(bodies: Collection[str]) -> list[str]:
    """The desks of some bodies."""
    every = (desk for one in serving.snapshot().territories() for desk in one.desks)
    return [desk.id for desk in every if desk.body in bodies]


def desk_name(desk: str) -> str:
    """The name of a desk, or its id once the catalogue has lost it."""
    found = serving.snapshot().desk(desk)
    return found.name if found else desk


@dataclass(frozen=True)
class DeskHere:
    """The desk an operator works at now, as every page shows it; no name before one is chosen."""

    name: str
    body: str
    has_others: bool


def desk_here(actor: Actor) -> DeskHere | None:
    """The desk of an operator outside a visit (in one, the visit says where it is); else nothing."""
    if not actor.is_operator or actor.visit is not None:
        return None
    snapshot, has_others = serving.snapshot(), len(set(actor.desks())) > 1
    found = snapshot.desk(actor.desk) if actor.desk else None
    if found is None:
        return DeskHere("", "", has_others)
    return DeskHere(found.name, snapshot.body(found.body).name, has_others)


def open_visit_of(operator_id: int) -> Visit | None:
    """The visit this operator has open, in whichever browser."""
    return db.session.scalar(select(Visit).where(Visit.open_key == open_key(operator_id)))


def open_key(operator_id: int) -> str:
    """What makes an open visit the only one of its operator."""
    return f"operator:{operator_id}"


def find_visit(visit_id: int) -> Visit | None:
    """The visit of this number, for whoever compares it with the actor."""
    return read_once(("visit", visit_id), lambda: db.session.get(Visit, visit_id))


def get_visit(actor: Actor) -> Visit:
    """The visit this actor is in.

    Raises:
        NotThere: none, or it ended.
    """
    visit = find_visit(actor.visit.visit_id) if actor.visit else None
    if visit is None or visit.ended_at is not None or visit.operator_id != actor.person_id:
        raise NotThere
    return visit


def open_elsewhere(visit: Visit) -> Sequence[Visit]:
    """Other visits open now for the same person, at any desk."""
    query = select(Visit).where(
        Visit.subject_id == visit.subject_id, Visit.ended_at.is_(None), Visit.id != visit.id
    )
    return db.session.scalars(query.order_by(Visit.id)).all()


def visits_of_colleagues(actor: Actor) -> Sequence[Visit]:
    """The visits that others have open at the desk where the actor is, oldest first."""
    query = select(Visit).where(
        Visit.desk == actor.desk,
        Visit.operator_id != actor.person_id,
        Visit.ended_at.is_(None),
    )
    return db.session.scalars(query.order_by(Visit.id)).all()


def visits_of_today(actor: Actor, *, by: int | None = None) -> list[Visit]:
    """The visits of this legal day at the actor's desk, newest first: one operator's, or everybody's."""
    query = select(Visit).where(
        Visit.desk == actor.desk, Visit.opened_at > clock.now() - timedelta(days=1)
    )
    if by is not None:
        query = query.where(Visit.operator_id == by)
    rows = db.session.scalars(query.order_by(Visit.id.desc()))
    return [row for row in rows if clock.rome_day(row.opened_at) == clock.today()]


def document_seen(keyring: Keyring, visit: Visit) -> dict[str, str]:
    """What was written down of the document: kind, issuer, last digits, expiry; empty if none."""
    found: dict[str, str] = keyring.open_json(visit.data_key, visit.sealed, visit_context(visit.id))
    return found


def visit_context(visit_id: int) -> str:
    """What the sealed document of a visit is bound to."""
    return f"visit:{visit_id}:document"


def mandates_in_force(visit: Visit) -> list[Mandate]:
    """The mandates that let this visit act, oldest first."""
    query = select(Mandate).where(
        Mandate.subject_id == visit.subject_id,
        Mandate.body == visit.body,
        Mandate.revoked_at.is_(None),
    )
    query = query.order_by(Mandate.id)
    rows = read_once(("mandates", visit.id), lambda: db.session.scalars(query).all())
    return [row for row in rows if policy.is_in_force(row, visit, clock.today())]


def taken_away(visit: Visit) -> bool:
    """Whether a mandate under which this visit could act was taken back, or suspended, since it opened."""
    query = select(Mandate.id).where(
        Mandate.subject_id == visit.subject_id,
        Mandate.body == visit.body,
        or_(Mandate.revoked_at >= visit.opened_at, Mandate.suspended_at >= visit.opened_at),
    )
    return db.session.scalar(query.limit(1)) is not None


def waiting_for_signature(
    actor: Actor, limit: int = 50, *, by: int | None = None
) -> Sequence[Mandate]:
    """The mandates of this desk whose signed paper is not attached yet, oldest first: those that one
    operator recorded, or all."""
    query = select(Mandate).where(
        Mandate.desk == actor.desk,
        Mandate.signed_at.is_(None),
        Mandate.revoked_at.is_(None),
        Mandate.suspended_at.is_(None),
    )
    if by is not None:
        query = query.where(Mandate.recorded_by == by)
    return db.session.scalars(query.order_by(Mandate.id).limit(limit)).all()


def _mandate(mandate_id: int) -> Mandate:
    row = db.session.get(Mandate, mandate_id)
    if row is None:
        raise NotThere
    return row


def get_mandate_to_read(actor: Actor, mandate_id: int) -> Mandate:
    """A mandate whose paper this operator may read.

    Raises:
        NotThere: no such mandate, or not theirs to read.
    """
    row = _mandate(mandate_id)
    if not may_read(actor, row):
        raise NotThere
    return row


def may_read(actor: Actor, mandate: Mandate) -> bool:
    """Whether this operator may read the paper of a mandate."""
    return policy.can_read(actor, mandate, body_of_desk(actor.desk))


def get_mandate_to_sign(actor: Actor, mandate_id: int) -> Mandate:
    """A mandate of this desk that waits for its signed paper.

    Raises:
        NotThere: no such mandate, another desk's, signed already or taken back.
    """
    row = _mandate(mandate_id)
    if not policy.can_attach(actor, row):
        raise NotThere
    return row


def get_mandate_beside(actor: Actor, mandate_id: int) -> Mandate:
    """The same, of the person beside the operator: of another nothing is shown while they sit there.

    Raises:
        NotThere: see ``get_mandate_to_sign``; no visit, or another person's.
    """
    row = get_mandate_to_sign(actor, mandate_id)
    if row.subject_id != get_visit(actor).subject_id:
        raise NotThere
    return row


def get_mandate_to_revoke(actor: Actor, mandate_id: int) -> Mandate:
    """A mandate the subject may take back.

    Raises:
        NotThere: no such mandate, another person's, or taken back already.
    """
    row = _mandate(mandate_id)
    if not policy.can_revoke(actor, row, body_of_desk(actor.desk)):
        raise NotThere
    return row


def mandates_of(actor: Actor) -> Sequence[Mandate]:
    """Every mandate the subject ever gave, newest first."""
    query = select(Mandate).where(Mandate.subject_id == actor.subject_id)
    return db.session.scalars(query.order_by(Mandate.id.desc()).limit(200)).all()


def visit_of(mandate: Mandate) -> Visit:
    """The visit in which a mandate was recorded."""
    return db.session.get_one(Visit, mandate.visit_id)


def mandate_by_code(code: str) -> Mandate:
    """The mandate with this code, for whoever holds its paper; it tells nothing of a person.

    Raises:
        NotThere: none has it.
    """
    row = db.session.scalar(select(Mandate).where(Mandate.code == code))
    if row is None:
        raise NotThere
    return row


def text_of(keyring: Keyring, mandate: Mandate) -> dict[str, Any]:
    """The whole text of a mandate as it was read to the person."""
    found: dict[str, Any] = keyring.open_json(
        mandate.data_key, mandate.sealed, mandate_context(mandate.code)
    )
    return found


def mandate_context(code: str) -> str:
    """What the sealed text of a mandate is bound to."""
    return f"mandate:{code}:text"
