"""What the office asks for one by one, what the person corrects later, and the decisions they contest."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Author
from portal.platform.database import Model, Moment, word


class Reply(StrEnum):
    """The four honest answers to a document that is asked for."""

    HERE_IT_IS = "here_it_is"
    HELP_ME = "help_me"
    CANNOT = "cannot"
    NOT_FOR_ME = "not_for_me"


class DocumentRequest(Model):
    """One document the office asked for, and what the person answered.

    ``document`` is an id of the catalogue, or nothing where the office named it itself; the name as
    it was shown and the reason are sealed. Help that is asked for leaves the request open.
    """

    __tablename__ = "case_document_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("case_messages.id"), index=True)
    document: Mapped[str | None] = mapped_column(String(60))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    reply: Mapped[Reply | None] = mapped_column(word(Reply, 16))
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    replied_by: Mapped[int | None]
    visit_id: Mapped[int | None]


class FormerAnswer(Model):
    """An answer as it stood until the person corrected it after sending, or until an operator wrote over
    it in the draft: then ``source`` says where it had come from. ``sealed`` is empty where nothing had been
    answered. The answer of now stays in ``case_answers``."""

    __tablename__ = "case_answer_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    item: Mapped[int]
    version: Mapped[int]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str | None] = mapped_column(String(20))
    typed_by: Mapped[int | None]
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_at: Mapped[datetime] = mapped_column(Moment)
    replaced_by: Mapped[int | None]


class Review(Model):
    """The person asked the office to look at its no again (*riesame*): why, and who had decided."""

    __tablename__ = "case_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    author: Mapped[Author] = mapped_column(word(Author, 12))
    person_id: Mapped[int | None]
    visit_id: Mapped[int | None]
    decided_by: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
