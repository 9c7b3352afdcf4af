"""The rows of control: signals, openings that were looked at, and the words with which a file was opened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class SignalKind(StrEnum):
    """What raised it."""

    FILES = "files"
    VISITS = "visits"
    MANDATES = "mandates"
    OUT_OF_HOURS = "out_of_hours"
    SAME_HOME = "same_home"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """What the coordinator says of a signal or of an opening."""

    IN_ORDER = "in_order"
    ASKED = "asked"
    NOT_IN_ORDER = "not_in_order"


class AnsweredAlready(Exception):
    """A colleague said what came out, perhaps at this very moment: ``by`` whom, and the ``verdict``."""

    def __init__(self, by: int, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.by, self.verdict = by, verdict


class Signal(Model):
    """A question about somebody's work; ``key`` names what happened, so that it is raised once."""

    __tablename__ = "signals"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[SignalKind] = mapped_column(word(SignalKind, 16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(String(80), index=True)
    desk: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)
    count: Mapped[int]
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict, 16))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class OpeningCheck(Model):
    """An opening of a file that a coordinator looked at; ``entry_id`` is its line in the trail."""

    __tablename__ = "opening_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(unique=True)
    verdict: Mapped[Verdict] = mapped_column(word(Verdict, 16))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    answered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class OpeningReason(Model):
    """What somebody wrote when they opened a colleague's file, sealed with the key of the case."""

    __tablename__ = "opening_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    purpose: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
