"""Who may see, change and handle a case, as predicates over the actor and the row."""

from __future__ import annotations

from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform.acting import Act
from portal.platform.actor import Actor


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the case belongs to the subject of this actor, or this guest's browser holds it."""
    if case.guest is not None and case.guest == actor.guest:
        return True
    return case.subject_id is not None and case.subject_id == actor.subject_id


def is_discarded(case: Case) -> bool:
    """Whether this was a draft that the person threw away: it is there for nobody."""
    return case.status is CaseStatus.WITHDRAWN and case.sent_at is None


def can_see(actor: Actor, case: Case) -> bool:
    """The subject sees their cases; whoever acts for them sees what they were allowed."""
    if not is_own(actor, case) or is_discarded(case):
        return False
    # What was not sent is still being written: nobody reads it who may not write.
    act = Act.PREPARE if case.status is CaseStatus.DRAFT else Act.READ
    return actor.may(act, case.service)


def can_begin(actor: Actor, service: str) -> bool:
    """Whether this actor may begin a case of a service: for another, what they allowed must cover it."""
    return actor.may(Act.PREPARE, service)


def can_change_draft(actor: Actor, case: Case) -> bool:
    """Only a draft changes, and only for its subject; on their phone it is theirs alone."""
    is_draft = case.status is CaseStatus.DRAFT and can_see(actor, case)
    may_write = is_draft and actor.may(Act.PREPARE, case.service)
    return may_write and not is_out_of_reach(actor, case)


def is_out_of_reach(actor: Actor, case: Case) -> bool:
    """Whether an operator only reads this draft: its person took it to their own phone."""
    return actor.visit is not None and case.handed_at is not None


def can_act_on(actor: Actor, case: Case) -> bool:
    """Whether the actor may speak for the subject: send, then write, answer, withdraw."""
    return can_see(actor, case) and actor.may(Act.SEND, case.service)


def can_declare(actor: Actor, case: Case) -> bool:
    """The declarations of truth are the person's, or of who represents them or was allowed to make
    them (DPR 445/2000, art. 5 and 38 c. 3-bis): never an operator's."""
    return can_change_draft(actor, case) and actor.may(Act.DECLARE, case.service)


def is_in_conflict(actor: Actor, case: Case) -> bool:
    """An officer never handles their own case."""
    return case.subject_id is not None and case.subject_id == actor.person_id


def can_handle(actor: Actor, case: Case) -> bool:
    """Officers work what reached their office, except their own affairs."""
    return (
        actor.acting_for is None
        and case.sent_at is not None
        and case.office in actor.offices()
        and not is_in_conflict(actor, case)
    )


def can_amend(actor: Actor, case: Case) -> bool:
    """A correction is declared true as the request was (DPR 445/2000): never by an operator."""
    return can_see(actor, case) and actor.may(Act.DECLARE, case.service)
