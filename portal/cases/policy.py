"""Who may see, change and handle a case, as predicates over the actor and the row."""

from __future__ import annotations

from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the case belongs to the subject of this actor, or to this guest's browser."""
    if case.subject_id is not None:
        return case.subject_id == actor.subject_id
    return case.guest is not None and case.guest == actor.guest


def is_discarded(case: Case) -> bool:
    """Whether this was a draft that the person threw away: it is there for nobody."""
    return case.status is CaseStatus.WITHDRAWN and case.sent_at is None


def can_see(actor: Actor, case: Case) -> bool:
    """The subject sees their cases; beside them an operator sees what the mandate covers."""
    if not is_own(actor, case) or is_discarded(case):
        return False
    return actor.visit is None or actor.visit.allows(case.service)


def can_begin(actor: Actor, service: str) -> bool:
    """Whether this actor may begin a case of a service: in a visit the mandate must cover it."""
    return actor.visit is None or actor.visit.allows(service)


def can_change_draft(actor: Actor, case: Case) -> bool:
    """Only a draft changes, and only for its subject."""
    return case.status is CaseStatus.DRAFT and can_see(actor, case)


def can_declare(actor: Actor, case: Case) -> bool:
    """The declarations of truth are the person's own: never an operator's (DPR 445/2000)."""
    return actor.visit is None and can_change_draft(actor, case)


def is_in_conflict(actor: Actor, case: Case) -> bool:
    """An officer never handles their own case."""
    return case.subject_id is not None and case.subject_id == actor.person_id


def can_handle(actor: Actor, case: Case) -> bool:
    """Officers work what reached their office, except their own affairs."""
    return (
        actor.visit is None
        and case.sent_at is not None
        and case.office in actor.offices()
        and not is_in_conflict(actor, case)
    )


def can_amend(actor: Actor, case: Case) -> bool:
    """A correction is declared true by the person alone, as the request was (DPR 445/2000)."""
    return actor.visit is None and can_see(actor, case)
