"""The audit trail: who did or looked at what, as ids and closed words, sealed into a chain later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from types import EllipsisType

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.platform import clock
from portal.platform.actor import AT_MACHINE, Actor
from portal.platform.database import Model, Moment, aside, db

#: Whom an act is about: a person, nobody we know (None), or ``...`` for the subject of the actor.
Whose = int | None | EllipsisType


class AuditEntry(Model):
    """One act. The database itself refuses to change or delete it (migration 0001).

    ``mandate_id`` is the permission under which somebody acted for the subject: with a ``visit_id``
    the mandate of that visit (or the power of who came in the person's place), without one a power.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    event: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(index=True)
    method: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[int | None]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    visit_id: Mapped[int | None]
    mandate_id: Mapped[int | None]
    desk: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[int | None] = mapped_column(index=True)
    purpose: Mapped[str | None] = mapped_column(String(60))


class AuditSeal(Model):
    """A link of the chain over the entries up to ``last_id``; it holds the link before it."""

    __tablename__ = "audit_seals"

    last_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    digest: Mapped[str] = mapped_column(String(64))


def _entry(
    actor: Actor,
    event: str,
    kind: str | None,
    object_id: int | None,
    subject_id: Whose,
    purpose: str | None,
) -> AuditEntry:
    proof = actor.authentication
    return AuditEntry(
        at=clock.now(),
        event=event,
        person_id=actor.person_id,
        method=proof.method if proof else ("guest" if actor.guest else None),
        level=proof.level if proof else None,
        subject_id=actor.subject_id if isinstance(subject_id, EllipsisType) else subject_id,
        visit_id=actor.visit.visit_id if actor.visit else None,
        mandate_id=actor.acting_for.mandate_id if actor.acting_for else None,
        desk=actor.visit.desk if actor.visit else actor.desk,
        kind=kind,
        object_id=object_id,
        purpose=purpose or (AT_MACHINE if actor.at_machine else None),
    )


def record(
    actor: Actor,
    event: str,
    kind: str | None = None,
    object_id: int | None = None,
    *,
    subject_id: Whose = ...,
    purpose: str | None = None,
) -> None:
    """Add an act to the transaction of the change it belongs to."""
    db.session.add(_entry(actor, event, kind, object_id, subject_id, purpose))


def has_recorded(actor: Actor, event: str, kind: str, object_id: int, purpose: str | None) -> bool:
    """Whether this person, in this visit, has the same act on record already."""
    query = select(AuditEntry.id).where(
        AuditEntry.object_id == object_id,
        AuditEntry.event == event,
        AuditEntry.kind == kind,
        AuditEntry.person_id.is_not_distinct_from(actor.person_id),
        AuditEntry.visit_id.is_not_distinct_from(actor.visit.visit_id if actor.visit else None),
        AuditEntry.purpose.is_not_distinct_from(purpose),
    )
    return db.session.scalar(query.limit(1)) is not None


def record_read(
    actor: Actor,
    event: str,
    kind: str,
    object_id: int,
    *,
    subject_id: Whose = ...,
    purpose: str | None = None,
) -> None:
    """Note that somebody looks at personal data, before they see it: no audit, no page."""
    with aside() as session:
        session.add(_entry(actor, event, kind, object_id, subject_id, purpose))


def record_found(
    actor: Actor, event: str, kind: str, found: Collection[tuple[int, int | None]]
) -> None:
    """Note that somebody looked for people and found these objects, each with whom it is about, before
    they see what: who has asked for which help is personal without any file being opened."""
    if not found:
        return
    with aside() as session:
        session.add_all(
            _entry(actor, event, kind, object_id, subject_id, None)
            for object_id, subject_id in found
        )


def about(subject_id: int, limit: int = 200, before: int | None = None) -> list[AuditEntry]:
    """What was done about a person, newest first; the person reads it in plain words. ``before``: only
    what came earlier than this entry."""
    query = select(AuditEntry).where(AuditEntry.subject_id == subject_id)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)))


def last_sealed_before(moment: datetime) -> int:
    """The number of a line that is surely older than a moment: what came since is read along the key."""
    query = select(AuditSeal.last_id).where(AuditSeal.at <= moment)
    return db.session.scalar(query.order_by(AuditSeal.last_id.desc()).limit(1)) or 0


def since(moment: datetime, events: Collection[str]) -> list[AuditEntry]:
    """Everything of some kinds since a moment, oldest first."""
    query = select(AuditEntry).where(
        AuditEntry.id > last_sealed_before(moment),
        AuditEntry.at >= moment,
        AuditEntry.event.in_(events),
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def last_purpose(
    actor: Actor, event: str, kind: str, object_id: int, since: datetime
) -> str | None:
    """Why this person last did the same since a moment; nothing where they did not, or said no reason."""
    query = select(AuditEntry.purpose).where(
        AuditEntry.object_id == object_id,
        AuditEntry.event == event,
        AuditEntry.kind == kind,
        AuditEntry.person_id == actor.person_id,
        AuditEntry.at >= since,
    )
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))


def of_objects(kind: str, object_ids: Collection[int], event: str, limit: int) -> list[AuditEntry]:
    """Who did one thing with these objects, newest first."""
    query = select(AuditEntry).where(
        AuditEntry.object_id.in_(object_ids), AuditEntry.kind == kind, AuditEntry.event == event
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)))


def _digest(previous: str, entries: list[AuditEntry]) -> str:
    chain = hashlib.sha256(previous.encode())
    names = [column.name for column in AuditEntry.__table__.columns if column.name != "at"]
    for entry in entries:
        row = [entry.at.isoformat(), *(getattr(entry, name) for name in names)]
        chain.update(json.dumps(row, ensure_ascii=False).encode())
    return chain.hexdigest()


def seal(session: Session) -> int:
    """Seal the entries that came since the last seal, in order; how many they were.

    The last seconds are left for the next time: ids of transactions still open may lie below.
    """
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.last_id.desc()).limit(1))
    unsealed = AuditEntry.id > (last.last_id if last else 0)
    young = select(func.min(AuditEntry.id)).where(
        unsealed, AuditEntry.at >= clock.after(seconds=-15)
    )
    query = select(AuditEntry).where(unsealed)
    youngest = session.scalar(young)
    if youngest is not None:
        # Not by their time alone: an older entry with a higher number would seal it out for ever.
        query = query.where(AuditEntry.id < youngest)
    entries = list(session.scalars(query.order_by(AuditEntry.id).limit(10_000)))
    if not entries:
        return 0
    session.add(
        AuditSeal(
            first_id=entries[0].id,
            last_id=entries[-1].id,
            at=clock.now(),
            digest=_digest(last.digest if last else "", entries),
        )
    )
    return len(entries)


def first_broken_seal(session: Session) -> AuditSeal | None:
    """Check the whole chain; the first seal whose entries are not what they were, or nothing."""
    previous = ""
    for link in session.scalars(select(AuditSeal).order_by(AuditSeal.last_id)):
        query = select(AuditEntry).where(AuditEntry.id.between(link.first_id, link.last_id))
        entries = list(session.scalars(query.order_by(AuditEntry.id)))
        if _digest(previous, entries) != link.digest:
            return link
        previous = link.digest
    return None
