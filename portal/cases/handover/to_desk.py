"""From a phone to the desk: the person shows a code, the operator types it, the person says yes or no."""

from __future__ import annotations

from portal.cases import policy, queries
from portal.cases.actions.claiming import give
from portal.cases.actions.drafting import MandateNeeded
from portal.cases.handover import opening
from portal.cases.handover.queries import by_code, get_of_case, hold, latest
from portal.cases.handover.standing import Standing, UsedAlready, check_open, ends_at, standing
from portal.cases.models import Case, Handover, Passing, Side
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class AnotherPerson(Situation):
    """The draft on the phone belongs to somebody else than the person of the visit."""

    status = 403
    title = _l("This code is not of the person of the visit")
    words = _l("The request on that phone belongs to somebody else. Nothing of it is shown here.")


def show_to_desk(keyring: Keyring, actor: Actor, reference: str) -> Handover:
    """A code for the screen of the phone. By itself it shows nothing to anybody.

    Raises:
        NotThere: not this person's draft, or somebody acts for them.
    """
    case = queries.lock_draft(actor, reference)
    if actor.acting_for is not None:
        raise NotThere
    row = opening.begin(keyring, actor, case, Passing.TO_DESK)
    audit.record(actor, "case.handover_shown", "case", case.id, subject_id=case.subject_id)
    return row


def ask_phone(keyring: Keyring, actor: Actor, typed: str) -> Handover:
    """The operator typed the code of a phone: now the phone asks its person. Until they say yes, nothing
    of the draft is known here. Typed twice in the same visit it is asked once.

    Raises:
        NotThere: no such code, or outside a visit.
        UsedAlready, TooLate, TakenBack, AnotherPerson: see there.
        MandateNeeded: no mandate covers its service.
    """
    visit = actor.visit
    if visit is None:
        raise NotThere
    case, row = hold(by_code(keyring, typed, {Passing.TO_DESK})[1].id)
    check_open(row)
    if row.visit_id is not None:
        if row.visit_id != visit.visit_id:
            raise UsedAlready
        return row
    if case.subject_id not in {None, visit.subject_id}:
        raise AnotherPerson
    if not policy.can_begin(actor, case.service):
        raise MandateNeeded
    row.visit_id, row.desk = visit.visit_id, visit.desk
    row.operator_id, row.subject_id = actor.person_id, visit.subject_id
    row.asked_at, row.expires_at = clock.now(), ends_at()
    audit.record(actor, "case.handover_asked", "case", case.id, subject_id=case.subject_id)
    return row


def approve(actor: Actor, reference: str, number: int) -> Case:
    """The person read on their phone who asks and what would be seen, and says yes: the operator of that
    visit writes in it as in any draft there. A draft of nobody becomes the person's of the visit.

    Raises:
        NotThere: not their draft, or no desk asked.
        UsedAlready, TooLate, TakenBack: see there.
    """
    case, row = _on_phone(actor, reference, number)
    if standing(row) is Standing.TAKEN:
        return case
    check_open(row)
    if row.asked_at is None or row.subject_id is None:
        raise NotThere
    give(case, row.subject_id)
    case.handed_at = None
    row.taken_at = clock.now()
    audit.record(actor, "case.handover_approved", "case", case.id, subject_id=case.subject_id)
    return case


def stop_on_phone(actor: Actor, reference: str, number: int) -> None:
    """The person says no, or enough: from this moment no operator writes in the draft.

    Raises:
        NotThere: not their draft, or no such passing.
    """
    case, row = _on_phone(actor, reference, number)
    _stop(actor, case, row, Side.PHONE)


def _on_phone(actor: Actor, reference: str, number: int) -> tuple[Case, Handover]:
    case = queries.lock_draft(actor, reference)
    if actor.acting_for is not None:
        raise NotThere
    row = get_of_case(case, number, Passing.TO_DESK)
    db.session.refresh(row, with_for_update=True)
    return case, row


def stop_at_desk(actor: Actor, number: int) -> None:
    """The operator is done: the draft is the phone's alone again.

    Raises:
        NotThere: not asked in this visit, or its draft was sent or erased.
    """
    row = get_of_visit(actor, number)
    case, row = hold(row.id)
    _stop(actor, case, row, Side.DESK)


def _stop(actor: Actor, case: Case, row: Handover, side: Side) -> None:
    if row.ended_at is not None:
        return
    was_writing = row.taken_at is not None
    opening.end(row, side)
    if was_writing:
        case.handed_at = clock.now()
    event = "case.handover_ended" if was_writing else "case.handover_refused"
    audit.record(actor, event, "case", case.id, subject_id=case.subject_id)


def get_of_visit(actor: Actor, number: int) -> Handover:
    """What was asked of a phone in this visit.

    Raises:
        NotThere: no such thing, or asked in another visit or by another operator.
    """
    row = db.session.get(Handover, number)
    visit_id = actor.visit.visit_id if actor.visit else None
    if row is None or row.kind is not Passing.TO_DESK or visit_id is None:
        raise NotThere
    if row.visit_id != visit_id or row.operator_id != actor.person_id:
        raise NotThere
    return row


def draft_of(row: Handover) -> Case | None:
    """The draft the person let this visit write in; nothing before they do, and nothing once it ended."""
    case = db.session.get_one(Case, row.case_id)
    is_open = standing(row) is Standing.TAKEN and case.status is CaseStatus.DRAFT
    return case if is_open else None


def asked_of(case: Case) -> Handover | None:
    """The newest code that a phone showed for this draft."""
    return latest(case, Passing.TO_DESK)
