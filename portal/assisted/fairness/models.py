"""The row of a person who was passed on: that somebody waits at a desk, and nothing of who it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class PassedOn(Model):
    """Somebody at a desk whom one operator may not serve, until a colleague takes them.

    No name and no number of a person: it stands on a screen that the next citizen may see.
    """

    __tablename__ = "passed_on"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(80), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
