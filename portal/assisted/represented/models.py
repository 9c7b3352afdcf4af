"""The row that says that a visit is of who represents its person."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model


class VisitByPower(Model):
    """In this visit the person of ``visit_id`` is not there: who holds the power is, known by a document or
    by their own login. What was seen of their document stays in the visit that was theirs.
    """

    __tablename__ = "visits_by_power"

    visit_id: Mapped[int] = mapped_column(
        ForeignKey("visits.id"), primary_key=True, autoincrement=False
    )
    power_id: Mapped[int] = mapped_column(ForeignKey("powers.id"), index=True)
