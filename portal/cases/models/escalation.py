"""Who was warned that the last day of a case is near, or over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.legal_clock.ladder import Rung
from portal.platform.database import Model, Moment, word


class Escalation(Model):
    """One warning: once for each rung and last day; a last day that moved may be warned of anew.

    ``people_told`` is 0 where nobody with an address stands on the rung: the board says so.
    """

    __tablename__ = "case_escalations"
    __table_args__ = (UniqueConstraint("case_id", "rung", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    rung: Mapped[Rung] = mapped_column(word(Rung, 16))
    due_on: Mapped[date]
    people_told: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
