"""The rows of a case: what is personal is sealed with its own key, the rest says nothing of a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.timeline import CaseStatus
from portal.platform.database import Model, Moment, word

#: The item of an answer that stands outside every repeating group.
NO_ITEM = -1


class Author(StrEnum):
    """Which side wrote or did something; the person is a separate column."""

    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICE = "office"
    SYSTEM = "system"


class Means(StrEnum):
    """How the person made the declarations of truth (DPR 445/2000, art. 38 and 76)."""

    ONLINE = "online"
    OWN_PHONE = "own_phone"
    PAPER = "paper"


class Case(Model):
    """What a citizen files; a draft until it is sent.

    Bodies, office, person in charge, sheet, questionnaire and term are pinned as they stood that day.
    ``draft_key`` is unique while the case is a draft: two tabs share one draft.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    status: Mapped[CaseStatus] = mapped_column(word(CaseStatus, 24), index=True)
    draft_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)

    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    guest: Mapped[str | None] = mapped_column(String(64), index=True)
    opened_by: Mapped[int | None]
    visit_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(8))

    service: Mapped[str] = mapped_column(String(80), index=True)
    territory: Mapped[str] = mapped_column(String(80))
    municipality: Mapped[str] = mapped_column(String(6))
    body: Mapped[str] = mapped_column(String(80))
    other_bodies: Mapped[list[str]] = mapped_column(JSON)
    office: Mapped[str] = mapped_column(String(80), index=True)
    person_in_charge: Mapped[str] = mapped_column(String(120))
    officer_id: Mapped[int | None] = mapped_column(index=True)

    questionnaire: Mapped[dict[str, Any]] = mapped_column(JSON)
    sheet: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    step: Mapped[str | None] = mapped_column(String(60))

    created_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    received_on: Mapped[date | None]
    term_days: Mapped[int | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    patron: Mapped[str | None] = mapped_column(String(5))
    protocol_number: Mapped[str | None] = mapped_column(String(20))
    protocol_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Answer(Model):
    """One answer: a version so that an older one never overwrites silently, and who typed it."""

    __tablename__ = "case_answers"
    __table_args__ = (UniqueConstraint("case_id", "question", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    item: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    typed_by: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Attachment(Model):
    """A file given by the person or the office; its content lies sealed in the file store."""

    __tablename__ = "case_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str | None] = mapped_column(String(60))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("case_messages.id"))
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    author: Mapped[Author] = mapped_column(word(Author, 12))
    added_by: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(Moment)


class Happening(Model):
    """A step of the case: the status it entered, who moved it, and the sealed words that went with it."""

    __tablename__ = "case_happenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[CaseStatus] = mapped_column(word(CaseStatus, 24))
    author: Mapped[Author] = mapped_column(word(Author, 12))
    person_id: Mapped[int | None]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class ClockEntry(Model):
    """What moved the legal clock of a case: the events of ``deadlines``, one row each."""

    __tablename__ = "case_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    day: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class Message(Model):
    """Citizen and office writing to each other; ``asks_until`` marks one that asks for something."""

    __tablename__ = "case_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    author: Mapped[Author] = mapped_column(word(Author, 12))
    person_id: Mapped[int | None]
    visit_id: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asks_until: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Declaration(Model):
    """The declarations of truth of one case: made by the person, never by an operator."""

    __tablename__ = "case_declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    means: Mapped[Means] = mapped_column(word(Means, 12))
    wording: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
    witnessed_by: Mapped[int | None]


class DeclarationLink(Model):
    """A one-time link to the declarations, for the person's own phone: a GET opens, a POST uses it up."""

    __tablename__ = "declaration_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
