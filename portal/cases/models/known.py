"""What a public register said of the person of a case, asked once and kept with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Register(StrEnum):
    """The registers that know something of people: the civic one, and INPS for the ISEE."""

    ANPR = "anpr"
    INPS = "inps"


class Outcome(StrEnum):
    """What became of a question: an answer, the answer that there is nothing, or silence."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    SILENT = "silent"


class RegisterAnswer(Model):
    """The last answer of one register for one case, sealed with the key of the case.

    ``late_at`` is when a silent register answered after all: by then the person may have typed it.
    """

    __tablename__ = "case_register_answers"
    __table_args__ = (UniqueConstraint("case_id", "register"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    register: Mapped[Register] = mapped_column(word(Register, 12))
    outcome: Mapped[Outcome] = mapped_column(word(Outcome, 12))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    late_at: Mapped[datetime | None] = mapped_column(Moment)
