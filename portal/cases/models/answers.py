"""What a person gave: answers one by one, and files, each sealed with the key of its case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Author
from portal.integrations.scanner import Scan
from portal.platform.database import Model, Moment, word

__all__ = ["NO_ITEM", "Answer", "Attachment", "Scan"]

#: The item of an answer that stands outside every repeating group.
NO_ITEM = -1


class Answer(Model):
    """One answer: a version so that an older one never overwrites silently, and who typed it.

    ``sealed_note``: why the register is wrong, in the words of the person who contradicts it.
    """

    __tablename__ = "case_answers"
    __table_args__ = (UniqueConstraint("case_id", "question", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    item: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    sealed_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    typed_by: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Attachment(Model):
    """A file given by the person or the office; its content lies sealed in the file store.

    ``place`` orders the files of a question where the person moved one; otherwise their number does.
    """

    __tablename__ = "case_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str | None] = mapped_column(String(60))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("case_messages.id"))
    request_id: Mapped[int | None]
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    author: Mapped[Author] = mapped_column(word(Author, 12))
    added_by: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[int | None]
    scan: Mapped[Scan] = mapped_column(word(Scan, 12), default=Scan.WAITING)
    scanned_at: Mapped[datetime | None] = mapped_column(Moment)
