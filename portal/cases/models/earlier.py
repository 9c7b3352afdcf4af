"""How a request stands to one the same person sent before for the same service."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Relation(StrEnum):
    """What the person said of the two; ``UNSAID`` where they sent without saying it."""

    ADDS = "adds"
    OTHER_PERSON = "other_person"
    NEW_NEED = "new_need"
    UNSAID = "unsaid"


class EarlierCase(Model):
    """The earlier case of the same person and service, and what the person said of it."""

    __tablename__ = "case_earlier"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    earlier_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation] = mapped_column(word(Relation, 16))
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[int | None]
