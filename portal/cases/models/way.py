"""The steps of a case, what moved its legal clock, and how each change was explained."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Author
from portal.cases.timeline import CaseStatus
from portal.platform.database import Model, Moment, word


class Happening(Model):
    """A step of the case: the status it entered, who moved it, and the sealed words that went with it.

    ``day`` and ``detail`` are what the words of that status need: see ``Case``.
    """

    __tablename__ = "case_happenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[CaseStatus] = mapped_column(word(CaseStatus, 24))
    author: Mapped[Author] = mapped_column(word(Author, 12))
    person_id: Mapped[int | None]
    day: Mapped[date | None]
    detail: Mapped[str | None] = mapped_column(String(120))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class ClockEntry(Model):
    """What moved the legal clock of a case: the events of ``deadlines``, one row each."""

    __tablename__ = "case_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    day: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class ClockLine(Model):
    """A change of the last day as it was explained when it happened: a line of ``deadlines``, kept."""

    __tablename__ = "case_clock_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    code: Mapped[str] = mapped_column(String(24))
    day: Mapped[date]
    due_on: Mapped[date]
    answer_by: Mapped[date | None]
    restarts_on: Mapped[date | None]
    moved_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
