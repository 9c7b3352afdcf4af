"""The row of a screen that hangs in a waiting room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class WaitingScreen(Model):
    """A screen of a waiting room, known by its address alone: it shows numbers, and may be read by anybody.

    ``language`` stands on it beside Italian. The code in its address is made of the row, stored nowhere.
    """

    __tablename__ = "waiting_screens"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
