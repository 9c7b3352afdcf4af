"""Reading passings: by what was scanned or typed, or through the draft they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select

from portal.cases.bindings import handover_context
from portal.cases.models import Case, Handover, Passing, Side
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire.parts import Question
from portal.platform import clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.sessions import LoginSession


@dataclass(frozen=True)
class Shown:
    """What a screen shows to be scanned or typed."""

    token: str
    code: str


def hashed(token: str) -> str:
    """The name of a link in the table: who reads it there cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def shown(keyring: Keyring, case: Case, row: Handover) -> Shown:
    """Link and code of a passing, for the screen it belongs to."""
    found = keyring.open_json(case.data_key, row.sealed, handover_context(row.token_hash))
    return Shown(found["token"], found["code"])


def by_token(token: str, kinds: Collection[Passing]) -> tuple[Case, Handover]:
    """The passing a link leads to, and its draft.

    Raises:
        NotThere: no such link, or its draft was sent or erased.
    """
    return _with_draft(Handover.token_hash == hashed(token), kinds)


def by_code(keyring: Keyring, typed: str, kinds: Collection[Passing]) -> tuple[Case, Handover]:
    """The same for a code as it was typed; the attempt must have been counted before.

    Raises:
        NotThere: see ``by_token``.
    """
    return _with_draft(Handover.code_hash == code_hash(keyring, codes.normal(typed)), kinds)


def code_hash(keyring: Keyring, code: str) -> str:
    """The name of a code in the table, keyed: codes are short."""
    return keyring.lookup("handover", code)


def _with_draft(which: object, kinds: Collection[Passing]) -> tuple[Case, Handover]:
    row = db.session.scalar(select(Handover).where(which, Handover.kind.in_(kinds)))  # type: ignore[arg-type]
    case = db.session.get_one(Case, row.case_id) if row is not None else None
    if row is None or case is None or case.status is not CaseStatus.DRAFT:
        raise NotThere
    return case, row


def get_of_case(case: Case, number: int, kind: Passing) -> Handover:
    """A passing of a draft already loaded through the actor.

    Raises:
        NotThere: no such passing of this draft.
    """
    row = db.session.get(Handover, number)
    if row is None or row.case_id != case.id or row.kind is not kind:
        raise NotThere
    return row


def latest(case: Case, *kinds: Passing) -> Handover | None:
    """The newest passing of these kinds of a draft already loaded through the actor."""
    query = select(Handover).where(Handover.case_id == case.id, Handover.kind.in_(kinds))
    return db.session.scalar(query.order_by(Handover.id.desc()).limit(1))


def last_at_desk(case: Case) -> Handover | None:
    """The newest passing of a draft, either way, between a phone and an operator we know."""
    query = select(Handover).where(
        Handover.case_id == case.id,
        Handover.kind.in_([Passing.TO_PHONE, Passing.TO_DESK]),
        Handover.operator_id.is_not(None),
        Handover.taken_at.is_not(None),
    )
    return db.session.scalar(query.order_by(Handover.id.desc()).limit(1))


def hold(number: int) -> tuple[Case, Handover]:
    """The draft, then the passing, held until the transaction ends: always in this order."""
    row = db.session.get_one(Handover, number)
    case = db.session.get_one(Case, row.case_id)
    db.session.refresh(case, with_for_update=True)
    db.session.refresh(row, with_for_update=True)
    if case.status is not CaseStatus.DRAFT:
        raise NotThere
    return case, row


def was_taken_back(actor: Actor, reference: str) -> bool:
    """Whether this phone held a draft that the desk took back."""
    if actor.guest is None:
        return False
    query = select(Handover.id).join(Case, Case.id == Handover.case_id)
    query = query.where(
        Case.reference == reference,
        Handover.kind == Passing.TO_PHONE,
        Handover.guest == actor.guest,
        Handover.ended_by == Side.DESK,
    )
    return bool(db.session.scalar(select(exists(query))))


def phone_is_gone(guest: str) -> bool:
    """Whether no browser is left that could go on with what it holds without a login."""
    query = select(LoginSession.id_hash).where(
        LoginSession.facts["guest"].as_string() == guest, LoginSession.expires_at > clock.now()
    )
    return not db.session.scalar(select(exists(query)))


def file_question(questions: Collection[Question], name: str) -> Question:
    """A question that takes files, among those of a draft.

    Raises:
        NotThere: no such question, or it takes none.
    """
    for question in questions:
        if question.id == name and question.kind == "file":
            return question
    raise NotThere
