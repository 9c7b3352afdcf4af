"""Keeping what the registers said for a draft; a register that was silent is asked again by the worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from portal.cases import queries
from portal.cases.bindings import register_context
from portal.cases.known.asking import Heard
from portal.cases.models import Case, Outcome, RegisterAnswer
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db

ASK_LATER = "cases.ask_register"
#: The first time the worker asks a silent register; then as every job, with growing waits.
_SOON = timedelta(minutes=5)


def keep_heard(keyring: Keyring, actor: Actor, case: Case, heard: Iterable[Heard]) -> None:
    """Keep what was heard for a draft of this actor, loaded in the same transaction.

    A register that said something is never replaced by silence.
    """
    for one in heard:
        row = _find(case, one)
        if row is not None and one.outcome is Outcome.SILENT:
            continue
        if row is None:
            row = RegisterAnswer(case_id=case.id, register=one.register)
            db.session.add(row)
        fill(keyring, case, row, one)
        audit.record(
            actor, "case.register_asked", "case", case.id, subject_id=case.subject_id,
            purpose=one.register,
        )  # fmt: skip
        if one.outcome is Outcome.SILENT:
            jobs.enqueue(
                ASK_LATER, f"register:{case.id}:{one.register}", delay=_SOON,
                case_id=case.id, register=one.register.value,
            )  # fmt: skip


def ask_again(keyring: Keyring, actor: Actor, case_reference: str, heard: list[Heard]) -> None:
    """Keep what was heard when the person had the registers asked once more.

    Raises:
        NotThere: not a draft of this actor.
    """
    keep_heard(keyring, actor, queries.lock_draft(actor, case_reference), heard)


def _find(case: Case, heard: Heard) -> RegisterAnswer | None:
    query = select(RegisterAnswer).where(
        RegisterAnswer.case_id == case.id, RegisterAnswer.register == heard.register
    )
    return db.session.scalar(query)


def fill(keyring: Keyring, case: Case, row: RegisterAnswer, heard: Heard) -> None:
    """Write an answer into its row, sealed with the key of the case."""
    row.outcome = heard.outcome
    row.asked_at = clock.now()
    row.sealed = (
        keyring.seal_json(case.data_key, heard.facts, register_context(case.id, heard.register))
        if heard.facts
        else None
    )
