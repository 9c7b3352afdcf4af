"""Decisions with a second pair of eyes: one officer proposes, another confirms or sends back with words."""

from __future__ import annotations

from portal.cases.actions import handling
from portal.cases.actions.locking import SomebodyElse, lock_to_decide
from portal.cases.bindings import proposal_context
from portal.cases.events import NotNow
from portal.cases.models import Case, Proposal, Proposed, Verdict
from portal.cases.timeline import CaseStatus, Mover, can_move
from portal.cases.working import open_proposal
from portal.catalogue import serving
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db

_LEADS_TO = {Proposed.ACCEPT: CaseStatus.ACCEPTED, Proposed.REFUSE: CaseStatus.REFUSED}
_DECIDE = {Proposed.ACCEPT: handling.accept, Proposed.REFUSE: handling.refuse}


def wants_four_eyes(case: Case) -> bool:
    """Whether a yes or a no to this service needs a second officer today."""
    service = serving.snapshot().service(case.service)
    return service is not None and service.four_eyes


def propose(
    keyring: Keyring, actor: Actor, case_reference: str, act: Proposed, reasons: str
) -> Case:
    """Propose a yes or a no, in the words the person would read; nothing changes for the person yet.

    Raises:
        NotThere.
        NotNow: the case cannot be decided so, or something is proposed already.
        SomebodyElse: a review is asked of this officer's own decision.
    """
    case = lock_to_decide(actor, case_reference)
    if open_proposal(case) or not can_move(case.status, _LEADS_TO[act], Mover.OFFICER):
        raise NotNow
    row = Proposal(
        case_id=case.id, at=clock.now(), act=act, proposed_by=actor.person_id, sealed=b""
    )
    db.session.add(row)
    db.session.flush()
    row.sealed = keyring.seal_text(case.data_key, reasons, proposal_context(row, "words"))
    audit.record(actor, "case.decision_proposed", "case", case.id, subject_id=case.subject_id)
    return case


def confirm(keyring: Keyring, actor: Actor, case_reference: str, number: int) -> Case:
    """The second officer agrees: now it is decided, and the person is told.

    Raises:
        NotThere.
        NotNow: it was answered meanwhile, or the case moved on.
        SomebodyElse: who proposed does not confirm.
    """
    case, row = _waiting(actor, case_reference, number)
    if row.proposed_by == actor.person_id:
        raise SomebodyElse
    reasons = keyring.open_text(case.data_key, row.sealed, proposal_context(row, "words"))
    _answer(actor, row, Verdict.CONFIRMED)
    audit.record(actor, "case.decision_confirmed", "case", case.id, subject_id=case.subject_id)
    return _DECIDE[row.act](keyring, actor, case_reference, reasons)


def send_back(keyring: Keyring, actor: Actor, case_reference: str, number: int, words: str) -> Case:
    """The second officer does not agree, and says why; who proposed takes the proposal back.

    Raises:
        NotThere, NotNow.
    """
    case, row = _waiting(actor, case_reference, number)
    is_own = row.proposed_by == actor.person_id
    _answer(actor, row, Verdict.TAKEN_BACK if is_own else Verdict.SENT_BACK)
    if words.strip():
        context = proposal_context(row, "answer")
        row.sealed_answer = keyring.seal_text(case.data_key, words.strip(), context)
    audit.record(actor, "case.decision_sent_back", "case", case.id, subject_id=case.subject_id)
    return case


def _waiting(actor: Actor, case_reference: str, number: int) -> tuple[Case, Proposal]:
    case = lock_to_decide(actor, case_reference)
    row = open_proposal(case)
    if row is None or row.id != number:
        raise NotNow
    return case, row


def _answer(actor: Actor, row: Proposal, verdict: Verdict) -> None:
    row.verdict = verdict
    row.answered_by = actor.person_id
    row.answered_at = clock.now()
