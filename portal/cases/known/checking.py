"""What an officer finds when they check what a register did not say, or what the person denies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.cases.actions.locking import lock_for_office
from portal.cases.bindings import check_context
from portal.cases.models import Case, Register, RegisterCheck
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db


@dataclass(frozen=True)
class Checked:
    """One check, opened."""

    register: Register
    at: datetime
    person_id: int | None
    text: str


def note_check(
    keyring: Keyring, actor: Actor, case_reference: str, register: Register, text: str
) -> None:
    """Keep with the case what the officer found, sealed with its key.

    Raises:
        NotThere: not this office's case, or an affair of the officer.
    """
    case = lock_for_office(actor, case_reference)
    row = RegisterCheck(
        case_id=case.id, register=register, at=clock.now(), person_id=actor.person_id, sealed=b""
    )
    db.session.add(row)
    db.session.flush()
    row.sealed = keyring.seal_text(case.data_key, text.strip(), check_context(row))
    audit.record(
        actor,
        "case.register_checked",
        "case",
        case.id,
        subject_id=case.subject_id,
        purpose=register,
    )


def checks_of(keyring: Keyring, case: Case) -> list[Checked]:
    """The checks of a case already loaded through the actor, oldest first."""
    query = select(RegisterCheck).where(RegisterCheck.case_id == case.id)
    return [
        Checked(
            row.register,
            row.at,
            row.person_id,
            keyring.open_text(case.data_key, row.sealed, check_context(row)),
        )
        for row in db.session.scalars(query.order_by(RegisterCheck.id))
    ]
