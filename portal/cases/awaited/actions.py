"""Noting that a request waits for its signature, and that it waits no more."""

from __future__ import annotations

from sqlalchemy import delete

from portal.cases import queries
from portal.cases.awaited.models import AwaitedSignature
from portal.cases.models import Case
from portal.cases.models.people import Means
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def await_signature(actor: Actor, case: Case, means: Means) -> None:
    """Somebody was asked at a desk to declare; nothing outside a visit. The first time counts."""
    if actor.visit is None or actor.person_id is None:
        return
    row = db.session.get(AwaitedSignature, case.id)
    if row is None:
        row = AwaitedSignature(case_id=case.id, since=clock.now())
        db.session.add(row)
    row.means, row.desk, row.operator_id = means, actor.visit.desk, actor.person_id


def await_paper(actor: Actor, case_reference: str) -> None:
    """The summary is printed to be signed.

    Raises:
        NotThere: not a draft of this actor, or no visit.
    """
    case = queries.lock_draft(actor, case_reference)
    if actor.visit is None:
        raise NotThere
    await_signature(actor, case, Means.PAPER)
    audit.record(actor, "case.paper_awaited", "case", case.id, subject_id=case.subject_id)


def stop_waiting(case: Case) -> None:
    """The declarations are made, or nothing is left to declare."""
    db.session.execute(delete(AwaitedSignature).where(AwaitedSignature.case_id == case.id))
