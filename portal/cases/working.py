"""Reading how an office works a case already loaded through the actor: notes, hand-overs, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.cases.bindings import assignment_context, note_context, proposal_context
from portal.cases.models import Assignment, Case, Note, Proposal, Proposed, Verdict
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform.crypto import Keyring
from portal.platform.database import db


@dataclass(frozen=True)
class Noted:
    """A note of the office, opened."""

    at: datetime
    person_id: int | None
    text: str


@dataclass(frozen=True)
class Passed:
    """One passing of a case, with its hand-over opened."""

    at: datetime
    by_id: int | None
    from_id: int | None
    to_id: int | None
    team: str | None
    words: str


@dataclass(frozen=True)
class Suggestion:
    """A proposed decision, opened; ``answer`` is what it was sent back with."""

    id: int
    at: datetime
    act: Proposed
    proposed_by: int | None
    words: str
    verdict: Verdict | None
    answered_by: int | None
    answered_at: datetime | None
    answer: str


def notes_of(keyring: Keyring, case: Case) -> list[Noted]:
    """The notes of the office, oldest first."""
    rows = db.session.scalars(select(Note).where(Note.case_id == case.id).order_by(Note.id))
    return [
        Noted(
            row.at, row.person_id, keyring.open_text(case.data_key, row.sealed, note_context(row))
        )
        for row in rows
    ]


def passings_of(keyring: Keyring, case: Case) -> list[Passed]:
    """Who gave the case to whom, oldest first."""
    query = select(Assignment).where(Assignment.case_id == case.id).order_by(Assignment.id)
    return [
        Passed(
            at=row.at,
            by_id=row.by_id,
            from_id=row.from_id,
            to_id=row.to_id,
            team=row.team,
            words=keyring.open_text(case.data_key, row.sealed, assignment_context(row))
            if row.sealed
            else "",
        )
        for row in db.session.scalars(query)
    ]


def open_proposal(case: Case) -> Proposal | None:
    """The decision that waits for a second pair of eyes."""
    query = select(Proposal).where(Proposal.case_id == case.id, Proposal.verdict.is_(None))
    return db.session.scalar(query.order_by(Proposal.id.desc()).limit(1))


def proposals_of(keyring: Keyring, case: Case) -> list[Suggestion]:
    """What was proposed and what became of it, oldest first."""
    query = select(Proposal).where(Proposal.case_id == case.id).order_by(Proposal.id)
    return [
        Suggestion(
            id=row.id,
            at=row.at,
            act=row.act,
            proposed_by=row.proposed_by,
            words=keyring.open_text(case.data_key, row.sealed, proposal_context(row, "words")),
            verdict=row.verdict,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
            answer=keyring.open_text(
                case.data_key, row.sealed_answer, proposal_context(row, "answer")
            )
            if row.sealed_answer
            else "",
        )
        for row in db.session.scalars(query)
    ]


def name_for_citizen(keyring: Keyring, case: Case) -> str:
    """Who works the case by name, where the body wants the person to know it; else nothing."""
    office = serving.snapshot().find_office(case.office)
    if case.officer_id is None or office is None or not office.names_officer:
        return ""
    return names_of(keyring, {case.officer_id}).get(case.officer_id, "")
