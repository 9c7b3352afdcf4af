"""What a register says is wrong: the person corrects it for one request, and the office sees both."""

from __future__ import annotations

from portal.cases import queries
from portal.cases.actions.answer_rows import rows_of
from portal.cases.prefill import CONTESTED, REGISTERS
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform import audit
from portal.platform.actor import Actor


def contest(actor: Actor, case_reference: str, key: AnswerKey) -> None:
    """Open one answer that a register gave; nothing happens where none did.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    row = rows_of(case).get(key)
    if row is None or row.source not in REGISTERS:
        return
    row.source = CONTESTED
    audit.record(
        actor, "case.register_contested", "case", case.id, subject_id=case.subject_id,
        purpose=key[0],
    )  # fmt: skip
