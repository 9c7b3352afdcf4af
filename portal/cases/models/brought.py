"""How a request reached the desk where it did not come by the portal: on paper, or by telephone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Channel(StrEnum):
    """By which way the person asked; without a row of this kind it was here."""

    PAPER = "paper"
    PHONE = "phone"


class FilledBy(StrEnum):
    """Whose hand wrote the form; whose will it is, the signature says."""

    PERSON = "person"
    OPERATOR = "operator"
    OTHER = "other"


class Brought(Model):
    """A request that was typed in for its person: three things apart, who filled the paper, when it was
    signed and handed in, and who typed it (``recorded_by``, and ``typed_by`` of each answer).

    ``handed_in_on`` is the legal day of a request on paper. ``called_back``: the operator called the number
    we had already, and the person answered.
    """

    __tablename__ = "case_brought"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel: Mapped[Channel] = mapped_column(word(Channel, 12))
    filled_by: Mapped[FilledBy | None] = mapped_column(word(FilledBy, 12))
    signed_on: Mapped[date | None]
    handed_in_on: Mapped[date | None]
    form_version: Mapped[int | None]
    called_back: Mapped[bool | None]
    recorded_by: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
