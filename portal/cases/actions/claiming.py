"""A draft begun without signing in becomes the person's own when they say who they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.cases import queries
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.identity.models import Person
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def list_unclaimed(guest: str | None) -> Sequence[Case]:
    """The drafts that this browser began before somebody signed in with it, and that are nobody's."""
    return [case for case in _held_by(guest) if case.subject_id is None]


def _held_by(guest: str | None) -> Sequence[Case]:
    if guest is None:
        return []
    query = select(Case).where(Case.guest == guest, Case.status == CaseStatus.DRAFT)
    return db.session.scalars(query.order_by(Case.id)).all()


def is_theirs(actor: Actor, case: Case) -> bool:
    """Whether a draft may become the signed-in person's: it is nobody's, theirs already, or of whom a desk
    met without a fiscal code under the same name and birth. A code lent to another never moves it.
    """
    if case.subject_id is None or case.subject_id == actor.person_id:
        return True
    met, here = (db.session.get(Person, one) for one in (case.subject_id, actor.person_id))
    if met is None or here is None or met.fiscal_code_hash is not None:
        return False
    return met.name_birth_hash is not None and met.name_birth_hash == here.name_birth_hash


def claim_draft(actor: Actor, guest: str | None, case_reference: str) -> Case:
    """Make a guest's draft the signed-in person's. One of the same service that they have already
    stays beside it: nothing is lost.

    Raises:
        NotThere: this browser holds no such draft, it is of another person, or nobody is signed in for
            themselves.
    """
    if actor.person_id is None or actor.acting_for is not None or guest is None:
        raise NotThere
    query = select(Case).where(
        Case.reference == case_reference, Case.guest == guest, Case.status == CaseStatus.DRAFT
    )
    case = db.session.scalar(query.with_for_update())
    if case is None or not is_theirs(actor, case):
        raise NotThere
    if case.subject_id is None:
        case.opened_by = actor.person_id
    give(case, actor.person_id)
    case.guest = None
    audit.record(actor, "case.draft_claimed", "case", case.id, subject_id=case.subject_id)
    return case


def give(case: Case, person_id: int) -> None:
    """Make a draft this person's; one of the same service that they have already stays beside it."""
    if case.subject_id == person_id:
        return
    key = queries.draft_key(Actor(person_id=person_id), case.service)
    if db.session.scalar(select(Case.id).where(Case.draft_key == key)) is not None:
        key = f"{key}:{case.reference}"
    case.subject_id = person_id
    case.draft_key = key


def claim_at_sign_in(actor: Actor, guest: str, back: str) -> None:
    """Claim the draft from whose page the login began: whoever pressed the button had it on the
    screen. Any other draft of this browser waits for a word: somebody else may have begun it. What a
    desk handed to this phone for another person stays that person's.
    """
    for case in _held_by(guest):
        if f"/pratiche/{case.reference}" in back and is_theirs(actor, case):
            claim_draft(actor, guest, case.reference)
