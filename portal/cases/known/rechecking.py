"""The job that asks a silent register again and notes for the office what it says."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.cases.actions.indexing import index_case
from portal.cases.known.actions import ASK_LATER, fill
from portal.cases.known.asking import Heard, Registers, Whom, ask_one
from portal.cases.known.queries import vouched_fiscal_code
from portal.cases.models import Case, Outcome, Register, RegisterAnswer
from portal.catalogue import serving
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing


@jobs.performs(ASK_LATER)
def ask_register(facts: dict[str, Any]) -> None:
    """Ask once more; what comes is kept with the case, whether it is a draft still or was sent."""
    keyring: Keyring = current_app.config["KEYRING"]
    register = Register(facts["register"])
    case = db.session.get(Case, facts["case_id"])
    row = _silent_row(facts["case_id"], register)
    if case is None or row is None or not case.data_key:
        return
    whom = whom_of(keyring, case)
    db.session.rollback()
    registers: Registers = current_app.config["PUBLIC_REGISTERS"]
    if whom is None or not registers.has(register):
        return
    heard = ask_one(registers, register, whom)
    if heard.outcome is Outcome.SILENT:
        raise jobs.TryLater(f"{register}_silent")
    _keep(keyring, facts["case_id"], heard)


def whom_of(keyring: Keyring, case: Case) -> Whom | None:
    """The question about the person of a case; nothing where nobody vouched for who they are."""
    fiscal_code = vouched_fiscal_code(keyring, case.subject_id)
    if fiscal_code is None:
        return None
    sheet = serving.snapshot().service(case.service)
    about = case.protocol_number or case.reference
    return Whom(fiscal_code, sheet.siuss if sheet else None, about, clock.today())


def _silent_row(case_id: int, register: Register) -> RegisterAnswer | None:
    query = select(RegisterAnswer).where(
        RegisterAnswer.case_id == case_id,
        RegisterAnswer.register == register,
        RegisterAnswer.outcome == Outcome.SILENT,
    )
    return db.session.scalar(query)


def _keep(keyring: Keyring, case_id: int, heard: Heard) -> None:
    with writing() as session:
        case = session.get(Case, case_id, with_for_update=True)
        row = _silent_row(case_id, heard.register)
        if case is None or row is None or not case.data_key:
            return
        asked_at = row.asked_at
        fill(keyring, case, row, heard)
        row.asked_at, row.late_at = asked_at, clock.now()
        session.flush()
        if case.sent_at is not None:
            index_case(keyring, case)
        audit.record(
            NOBODY, "case.register_answered", "case", case.id, subject_id=case.subject_id,
            purpose=heard.register,
        )  # fmt: skip
