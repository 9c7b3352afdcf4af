"""The row of a telling: address and words lie sealed, the rest says nothing of a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class NotificationStatus(StrEnum):
    """How far a telling came."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NO_CHANNEL = "no_channel"


class Notification(Model):
    """One thing told to one person or office, and what became of it.

    ``key`` is random: the outbox row and the Message-ID are made of it. ``case_id`` belongs to an
    area above this one, so it is a number, not a foreign key. ``address_hash`` counts letters to an
    address that a stranger typed.
    """

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    event: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))
    status: Mapped[NotificationStatus] = mapped_column(word(NotificationStatus, 12), index=True)
    trouble: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8))
    address_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
