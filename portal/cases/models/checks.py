"""What the office found when it looked up a datum that a register did not give, or the person denies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.known import Register
from portal.platform.database import Model, Moment, word


class RegisterCheck(Model):
    """One check by an officer: of which register's data, when, and what came out, sealed."""

    __tablename__ = "register_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    register: Mapped[Register] = mapped_column(word(Register, 12))
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
