"""Passing a person on: that somebody waits is shown to the colleagues at the desk, and one takes them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted.fairness.models import PassedOn
from portal.cases.actions.relatives import declare_relative
from portal.cases.models import Tie
from portal.identity.queries import profile_of
from portal.platform import audit, clock
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import aside, db
from portal.platform.errors import NotThere

#: Nobody waits at a desk for longer: whoever was not taken has gone.
WAITS = timedelta(hours=4)


def refuse(actor: Actor, reason: str, *, must_wait: bool) -> None:
    """Note that a visit was refused, whatever becomes of the request; ``must_wait``: a colleague is asked
    to take the person.

    The record is not about the person: their own trail would say who is bound to whom.
    """
    alone = with_visit(actor, None)
    audit.record_read(
        alone, "visit.refused", "person", actor.person_id or 0, subject_id=None, purpose=reason
    )
    if must_wait:
        with aside() as session:
            pass_on(session, alone)


def pass_on(session: Session, actor: Actor) -> None:
    """Ask the colleagues of this desk to take the person who stands here."""
    if actor.desk is not None and actor.person_id is not None:
        session.add(PassedOn(desk=actor.desk, at=clock.now(), by_id=actor.person_id))


def waiting_at(desk: str) -> list[PassedOn]:
    """Who was passed on at a desk and not yet taken, the longest wait first."""
    query = select(PassedOn).where(
        PassedOn.desk == desk, PassedOn.taken_at.is_(None), PassedOn.at > clock.now() - WAITS
    )
    return list(db.session.scalars(query.order_by(PassedOn.id)))


def take(actor: Actor, number: int) -> PassedOn:
    """A colleague goes to the person.

    Raises:
        NotThere: nobody waits under this number at this desk, a colleague was quicker, or it is who
            passed them on.
    """
    row = db.session.get(PassedOn, number, with_for_update=True)
    is_here = row is not None and row.desk == actor.desk and row.taken_at is None
    if row is None or not is_here or row.by_id == actor.person_id:
        raise NotThere
    row.taken_at, row.taken_by = clock.now(), actor.person_id
    audit.record(actor, "visit.taken_over", "passed_on", row.id, subject_id=None)
    return row


def declare_in_visit(keyring: Keyring, actor: Actor, tie: Tie) -> None:
    """The operator sees only now who it is: the tie is kept for the next time, a colleague is asked, and
    the visit ends.

    Of somebody without a fiscal code there is nothing to keep it by.

    Raises:
        NotThere: no visit is open.
    """
    if actor.visit is None:
        raise NotThere
    alone, person = with_visit(actor, None), profile_of(keyring, actor.visit.subject_id)
    if person.fiscal_code:
        declare_relative(keyring, alone, person.fiscal_code, tie)
    audit.record(
        alone, "visit.refused", "person", actor.person_id, subject_id=None, purpose="declared"
    )
    pass_on(db.session, alone)
