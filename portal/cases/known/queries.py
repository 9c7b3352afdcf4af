"""Reading what the registers said for a case already loaded through the actor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from portal.cases.bindings import register_context
from portal.cases.models import Case, Outcome, Register, RegisterAnswer
from portal.identity.profile import Source
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: Only a fiscal code that somebody vouched for is told to a register: never one that was only said.
VOUCHED = frozenset({Source.PROVIDER, Source.DOCUMENT})


@dataclass(frozen=True)
class Said:
    """What a register said, opened; ``late_at``: only after the person had gone on without it."""

    register: Register
    outcome: Outcome
    facts: dict[str, Any] = field(repr=False)
    asked_at: datetime
    late_at: datetime | None

    @property
    def day(self) -> date:
        """The legal day of the answer."""
        return clock.rome_day(self.late_at or self.asked_at)


_SAID = select(RegisterAnswer).where(RegisterAnswer.case_id == bindparam("case_id"))


def said_for(keyring: Keyring, case: Case) -> dict[Register, Said]:
    """What each register said; those that were never asked are left out."""
    rows = db.session.scalars(_SAID, {"case_id": case.id})
    return {row.register: opened(keyring, case, row) for row in rows}


def opened(keyring: Keyring, case: Case, row: RegisterAnswer) -> Said:
    """One answer of a case already loaded through the actor."""
    facts = (
        keyring.open_json(case.data_key, row.sealed, register_context(case.id, row.register))
        if row.sealed is not None
        else {}
    )
    return Said(row.register, row.outcome, facts, row.asked_at, row.late_at)


def vouched_fiscal_code(keyring: Keyring, person_id: int | None) -> str | None:
    """The fiscal code to ask a register about, or nothing where nobody vouched for it."""
    if person_id is None:
        return None
    profile = profile_of(keyring, person_id)
    return profile.fiscal_code if profile.sources.get("fiscal_code") in VOUCHED else None


def lost_to_register(since: datetime) -> dict[int, datetime]:
    """The people whom the civic register knew before and, asked after ``since``, no longer knows, with the
    moment it said so: they died, or left the country. Whom it never knew is not among them.
    """
    query = (
        select(Case.subject_id, RegisterAnswer.outcome, RegisterAnswer.asked_at)
        .join(RegisterAnswer, RegisterAnswer.case_id == Case.id)
        .where(
            RegisterAnswer.register == Register.ANPR,
            RegisterAnswer.outcome.in_((Outcome.ANSWERED, Outcome.NOTHING)),
            Case.subject_id.in_(
                select(Case.subject_id)
                .join(RegisterAnswer, RegisterAnswer.case_id == Case.id)
                .where(
                    RegisterAnswer.register == Register.ANPR,
                    RegisterAnswer.outcome == Outcome.NOTHING,
                    RegisterAnswer.asked_at > since,
                )
            ),
        )
        .order_by(RegisterAnswer.asked_at, RegisterAnswer.id)
    )
    known, lost = set[int](), dict[int, datetime]()
    for person_id, outcome, asked_at in db.session.execute(query):
        if person_id is None:
            continue
        if outcome is Outcome.ANSWERED:
            known.add(person_id)
            lost.pop(person_id, None)
        elif person_id in known:
            lost[person_id] = asked_at
    return {person_id: moment for person_id, moment in lost.items() if moment > since}
