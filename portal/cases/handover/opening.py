"""Opening a passing, and ending what is open: the part that all kinds share."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.cases.bindings import handover_context
from portal.cases.handover.queries import code_hash, hashed
from portal.cases.handover.standing import ends_at
from portal.cases.models import Case, DeclarationLink, Handover, Passing, Side
from portal.cases.timeline import CaseStatus
from portal.platform import clock, codes, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: What was never used is forgotten a day after its time; until then a late phone is told that it is late.
_REMEMBERED = timedelta(days=1)

#: 40 bits: good for minutes, and with counted attempts.
_CODE_LENGTH = 8


def begin(
    keyring: Keyring, actor: Actor, case: Case, kind: Passing, question: str | None = None
) -> Handover:
    """A fresh link and code for a draft the caller holds; an older one of the same kind (and question)
    that nobody used stops working.
    """
    db.session.execute(
        update(Handover)
        .where(
            Handover.case_id == case.id,
            Handover.kind == kind,
            Handover.question.is_not_distinct_from(question),
            Handover.taken_at.is_(None),
            Handover.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by=_side(actor))
    )
    token, code = secrets.token_urlsafe(24), codes.new_code(_CODE_LENGTH)
    name = hashed(token)
    visit = actor.visit
    row = Handover(
        kind=kind,
        case_id=case.id,
        question=question,
        token_hash=name,
        code_hash=code_hash(keyring, code),
        sealed=keyring.seal_json(
            case.data_key, {"token": token, "code": code}, handover_context(name)
        ),
        visit_id=visit.visit_id if visit else None,
        desk=visit.desk if visit else None,
        operator_id=actor.person_id if visit else None,
        subject_id=visit.subject_id if visit else None,
        guest=None if visit else actor.guest,
        person_id=None if visit else actor.person_id,
        begun_at=clock.now(),
        expires_at=ends_at(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def end(row: Handover, side: Side) -> None:
    """Write into a passing that it is over."""
    row.ended_at = clock.now()
    row.ended_by = side


def end_writing(case: Case) -> None:
    """A draft that goes to a phone is no longer written in by a desk which that phone, or another, let in."""
    db.session.execute(
        update(Handover)
        .where(
            Handover.case_id == case.id,
            Handover.kind == Passing.TO_DESK,
            Handover.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by=Side.PHONE)
    )


def _side(actor: Actor) -> Side:
    return Side.DESK if actor.visit else Side.PHONE


def end_with_visit(session: Session, visit_id: int) -> None:
    """What only lives beside an operator ends with the visit. A draft offered to the person's phone may
    still be taken: they have the code before their eyes, and the draft is theirs.
    """
    session.execute(
        update(Handover)
        .where(
            Handover.visit_id == visit_id,
            Handover.kind != Passing.TO_PHONE,
            Handover.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by=Side.VISIT),
        execution_options={"synchronize_session": False},
    )


def keep_from_desks(subject_id: int) -> None:
    """The drafts that desks began for a person are theirs alone from now on, as if they had taken each to
    their phone: no operator anywhere writes in them, and no link that was shown leads into them, or lets
    anybody declare.
    """
    drafts = select(Case).where(
        Case.subject_id == subject_id,
        Case.status == CaseStatus.DRAFT,
        Case.visit_id.is_not(None),
    )
    for case in db.session.scalars(drafts):
        case.handed_at = case.handed_at or clock.now()
        db.session.execute(
            update(Handover)
            .where(
                Handover.case_id == case.id,
                Handover.taken_at.is_(None),
                Handover.ended_at.is_(None),
            )
            .values(ended_at=clock.now(), ended_by=Side.PHONE)
        )
        db.session.execute(
            update(DeclarationLink)
            .where(DeclarationLink.case_id == case.id, DeclarationLink.used_at.is_(None))
            .values(expires_at=clock.now())
        )
        end_writing(case)


@jobs.regularly(timedelta(hours=1))
def forget_unused(session: Session) -> None:
    """Erase the links and codes that nobody used."""
    over = clock.now() - _REMEMBERED
    session.execute(delete(Handover).where(Handover.expires_at < over, Handover.taken_at.is_(None)))
