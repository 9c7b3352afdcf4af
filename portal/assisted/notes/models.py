"""The row of a note: about whom, of which body, by whom, until when; its words lie sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class DeskNote(Model):
    """A few words of an operator about a person, for the operators of their body alone.

    It goes as a whole when its time is over, when its author or its person takes it away, and with the
    person: nothing but the line of the trail says then that it was there.
    """

    __tablename__ = "desk_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(String(80))
    desk: Mapped[str] = mapped_column(String(80))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime] = mapped_column(Moment)
    expires_on: Mapped[date] = mapped_column(index=True)
