"""Reading what follows a sent case, already loaded: documents asked for, corrections, reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from portal.cases.bindings import former_context, request_context, review_context
from portal.cases.models import (
    NO_ITEM,
    Author,
    Case,
    DocumentRequest,
    FormerAnswer,
    Message,
    Proposal,
    Proposed,
    Reply,
    Review,
    Verdict,
)
from portal.cases.queries import FileCard, attachments_of
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


@dataclass(frozen=True)
class Wanted:
    """A document the office asked for, opened; ``reason`` is why it is not given."""

    id: int
    message_id: int
    document: str | None
    name: str
    reply: Reply | None
    reason: str
    replied_at: datetime | None
    files: tuple[FileCard, ...]

    @property
    def is_open(self) -> bool:
        """Whether the office still waits for it: who asked for help may still bring it."""
        return self.reply in {None, Reply.HELP_ME}


@dataclass(frozen=True)
class Former:
    """An answer as it stood before a correction; ``value`` is nothing where none had been given."""

    question: str
    item: int | None
    version: int
    value: object
    typed_by: int | None
    saved_at: datetime | None
    replaced_at: datetime
    replaced_by: int | None


@dataclass(frozen=True)
class Reviewed:
    """A review the person asked for, opened."""

    at: datetime
    reason: str
    decided_by: int | None


def wanted_of(keyring: Keyring, case: Case) -> list[Wanted]:
    """The documents asked for one by one, oldest first."""
    query = select(DocumentRequest).where(DocumentRequest.case_id == case.id)
    rows = db.session.scalars(query.order_by(DocumentRequest.id)).all()
    files = attachments_of(keyring, case) if rows else []
    return [
        Wanted(
            id=row.id,
            message_id=row.message_id,
            document=row.document,
            name=keyring.open_text(case.data_key, row.sealed_name, request_context(row, "name")),
            reply=row.reply,
            reason=_opened(keyring, case, row),
            replied_at=row.replied_at,
            files=tuple(card for card in files if card.request_id == row.id),
        )
        for row in rows
    ]


def _opened(keyring: Keyring, case: Case, row: DocumentRequest) -> str:
    if row.sealed_reason is None:
        return ""
    return keyring.open_text(case.data_key, row.sealed_reason, request_context(row, "reason"))


def get_request(case: Case, number: int) -> DocumentRequest:
    """One document asked for in this case.

    Raises:
        NotThere: no such request in this case.
    """
    row = db.session.get(DocumentRequest, number)
    if row is None or row.case_id != case.id:
        raise NotThere
    return row


def open_requests(case: Case) -> Sequence[DocumentRequest]:
    """What the office still waits for, asked in the question that is open now."""
    query = (
        select(DocumentRequest)
        .join(Message, Message.id == DocumentRequest.message_id)
        .where(DocumentRequest.case_id == case.id, Message.answered_at.is_(None))
        .order_by(DocumentRequest.id)
    )
    rows = db.session.scalars(query).all()
    return [row for row in rows if row.reply in {None, Reply.HELP_ME}]


def wants_only_help(case: Case) -> bool:
    """Whether the person, who is waited for, asked for help with everything that is still missing."""
    if case.status is not CaseStatus.NEEDS_SOMETHING:
        return False
    missing = open_requests(case)
    return bool(missing) and all(row.reply is Reply.HELP_ME for row in missing)


def former_answers(keyring: Keyring, case: Case) -> list[Former]:
    """What was corrected after sending, oldest first: each answer as it stood before."""
    query = select(FormerAnswer).where(
        FormerAnswer.case_id == case.id, FormerAnswer.source.is_(None)
    )
    return [
        Former(
            question=row.question,
            item=None if row.item == NO_ITEM else row.item,
            version=row.version,
            value=None
            if row.sealed is None
            else keyring.open_json(case.data_key, row.sealed, former_context(row)),
            typed_by=row.typed_by,
            saved_at=row.saved_at,
            replaced_at=row.replaced_at,
            replaced_by=row.replaced_by,
        )
        for row in db.session.scalars(query.order_by(FormerAnswer.id))
    ]


def reviews_of(keyring: Keyring, case: Case) -> list[Reviewed]:
    """The reviews the person asked for, oldest first."""
    query = select(Review).where(Review.case_id == case.id).order_by(Review.id)
    return [
        Reviewed(
            at=row.at,
            reason=keyring.open_text(case.data_key, row.sealed, review_context(row)),
            decided_by=row.decided_by,
        )
        for row in db.session.scalars(query)
    ]


def deciders_under_review(case: Case) -> frozenset[int]:
    """Who decided what is being reviewed now, and who proposed it where two pairs of eyes decided;
    nobody where no review is open."""
    if case.closed_at is not None:
        return frozenset()
    reviews = select(Review).where(Review.case_id == case.id)
    review = db.session.scalar(reviews.order_by(Review.id.desc()).limit(1))
    if review is None:
        return frozenset()
    proposals = select(Proposal.proposed_by).where(
        Proposal.case_id == case.id,
        Proposal.act == Proposed.REFUSE,
        Proposal.verdict == Verdict.CONFIRMED,
        Proposal.answered_at <= review.at,
    )
    proposer = db.session.scalar(proposals.order_by(Proposal.id.desc()).limit(1))
    return frozenset(one for one in (review.decided_by, proposer) if one is not None)


def count_to_do(actor: Actor) -> int:
    """How many sent cases of the subject wait for the person; drafts wait for nobody."""
    if actor.subject_id is None or not (actor.acting_for is None or actor.acting_for.every_service):
        return 0
    return db.session.scalar(_TO_DO, {"subject": actor.subject_id}) or 0


#: Written once: the frame of every page asks it.
_TO_DO = select(func.count()).where(
    Case.subject_id == bindparam("subject"),
    Case.status.in_([CaseStatus.NEEDS_SOMETHING, CaseStatus.REFUSAL_NOTICE]),
)


def count_unread(case: Case) -> int:
    """How many messages of the office the person has not read."""
    query = select(func.count()).where(
        Message.case_id == case.id, Message.author == Author.OFFICE, Message.read_at.is_(None)
    )
    return db.session.scalar(query) or 0
