"""Citizen and office writing to each other."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Author
from portal.platform.database import Model, Moment, word


class Message(Model):
    """Citizen and office writing to each other; ``asks_until`` marks one that asks for something.

    ``read_at`` is when the person said, or a script of theirs, that it was read; ``language`` is what
    the office wrote in, where it is known. ``sealed_translation`` are the same words in the person's
    language, ``translated_into``, where the office sent a reply that has them.
    """

    __tablename__ = "case_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    author: Mapped[Author] = mapped_column(word(Author, 12))
    person_id: Mapped[int | None]
    visit_id: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(String(8))
    sealed_translation: Mapped[bytes | None] = mapped_column(LargeBinary)
    translated_into: Mapped[str | None] = mapped_column(String(8))
    asks_until: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
