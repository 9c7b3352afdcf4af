"""Whether somebody of the household asked for the same already, at whatever desk, of whatever body.

Told only to an operator beside the person, as a question and no more: not who, not when, not to which body.
Where a message could endanger somebody it is never told: one does not learn at a desk that another fled.
"""

from __future__ import annotations

from sqlalchemy import select

from portal.cases import timeline
from portal.cases.models import Case, CaseLookup, Whole
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.identity.models import Person
from portal.platform.actor import Actor
from portal.platform.database import db

_OPEN = [status for status in CaseStatus if timeline.is_open(status)]


def has_asked(actor: Actor, case: Case) -> bool:
    """Whether an open request of somebody else for the same service names the person of this draft."""
    service = serving.snapshot().service(case.service)
    if actor.visit is None or service is None or service.may_endanger:
        return False
    own = select(Person.fiscal_code_hash).where(
        Person.id == case.subject_id, Person.fiscal_code_hash.is_not(None)
    )
    query = (
        select(Case.id)
        .join(CaseLookup, CaseLookup.case_id == Case.id)
        .where(
            CaseLookup.kind == Whole.FISCAL_CODE,
            CaseLookup.hash.in_(own),
            Case.service == case.service,
            Case.subject_id.is_distinct_from(case.subject_id),
            Case.sent_at.is_not(None),
            Case.status.in_(_OPEN),
        )
    )
    return db.session.scalar(query.limit(1)) is not None
