"""What a register says is wrong: the person corrects it for one request, and the office sees both."""

from __future__ import annotations

from collections.abc import Mapping

from portal.cases import queries
from portal.cases.actions.answer_rows import rows_of
from portal.cases.bindings import contest_context
from portal.cases.drafts.prefill import CONTESTED, REGISTERS
from portal.cases.models import NO_ITEM
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring


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


def explain(
    keyring: Keyring, actor: Actor, case_reference: str, notes: Mapping[AnswerKey, str]
) -> None:
    """Keep why the register is wrong, in the person's own words; empty words take the old ones away.
    Nothing happens to an answer that contradicts no register.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    rows = rows_of(case)
    for key, text in notes.items():
        row = rows.get(key)
        if row is None or row.source != CONTESTED:
            continue
        place = NO_ITEM if key[1] is None else key[1]
        context = contest_context(case.id, key[0], place)
        row.sealed_note = keyring.seal_text(case.data_key, text, context) if text else None
