"""The row that says that a request waits for its signature."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Means
from portal.platform.database import Model, Moment, word


class AwaitedSignature(Model):
    """At a desk somebody was asked to declare, and did not yet: the paper was printed, a link or a code is on
    its way. ``means`` is the way that was offered last, ``operator_id`` who offered it.
    """

    __tablename__ = "awaited_signatures"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    desk: Mapped[str] = mapped_column(String(80), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    means: Mapped[Means] = mapped_column(word(Means, 12))
    since: Mapped[datetime] = mapped_column(Moment)
    reminded_on: Mapped[date | None]
