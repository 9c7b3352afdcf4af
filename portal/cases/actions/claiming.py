"""A draft begun without signing in becomes the person's own when they say who they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.cases import queries
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def list_unclaimed(guest: str | None) -> Sequence[Case]:
    """The drafts that this browser began before somebody signed in with it."""
    if guest is None:
        return []
    query = select(Case).where(Case.guest == guest, Case.status == CaseStatus.DRAFT)
    return db.session.scalars(query.order_by(Case.id)).all()


def claim_draft(actor: Actor, guest: str | None, case_reference: str) -> Case:
    """Make a guest's draft the signed-in person's. One of the same service that they have already
    stays beside it: nothing is lost.

    Raises:
        NotThere: this browser began no such draft, or nobody is signed in for themselves.
    """
    if actor.person_id is None or actor.acting_for is not None or guest is None:
        raise NotThere
    query = select(Case).where(
        Case.reference == case_reference, Case.guest == guest, Case.status == CaseStatus.DRAFT
    )
    case = db.session.scalar(query.with_for_update())
    if case is None:
        raise NotThere
    key = queries.draft_key(actor, case.service)
    taken = select(Case.id).where(Case.draft_key == key)
    if db.session.scalar(taken) is not None:
        key = f"{key}:{case.reference}"
    case.subject_id = actor.person_id
    case.opened_by = actor.person_id
    case.guest = None
    case.draft_key = key
    audit.record(actor, "case.draft_claimed", "case", case.id, subject_id=case.subject_id)
    return case


def claim_at_sign_in(actor: Actor, guest: str, back: str) -> None:
    """Claim the draft from whose page the login began: whoever pressed the button had it on the
    screen. Any other draft of this browser waits for a word: somebody else may have begun it.
    """
    for case in list_unclaimed(guest):
        if f"/pratiche/{case.reference}" in back:
            claim_draft(actor, guest, case.reference)
