"""The row of a change that waits: what, for whom, who asked, until when, and how it ended."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class What(StrEnum):
    """What is held; the first two are contacts of the person, the last an answer of one request."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"


class EndedHow(StrEnum):
    """What became of it."""

    USED = "used"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"
    REPLACED = "replaced"


class HeldChange(Model):
    """One change typed at a desk. ``open_key`` is unique while it waits: one change of a thing at a time.

    ``sealed`` is the new contact, under the key of its person; of an account nothing is kept here.
    ``code_hash`` proves the new contact and is empty from then on; ``stop_hash`` belongs to who was told.
    ``holds_until``: from then on it is used by itself; empty as long as the contact is not proved.
    """

    __tablename__ = "held_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[What] = mapped_column(word(What, 12))
    case_id: Mapped[int | None] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int]
    stop_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str] = mapped_column(String(80), index=True)
    desk: Mapped[str] = mapped_column(String(80))
    holds_until: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_how: Mapped[EndedHow | None] = mapped_column(word(EndedHow, 12))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
