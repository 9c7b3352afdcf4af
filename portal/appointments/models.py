"""The rows of the area: an appointment from its first choice to its end, and days a desk is closed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class State(StrEnum):
    """Where an appointment stands; ``moved`` is a draft whose choices went into the one it moves."""

    DRAFT = "draft"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    ARRIVED = "arrived"
    MISSED = "missed"
    MOVED = "moved"


class Appointment(Model):
    """An hour at a desk; who comes and why lies sealed.

    A seat belongs to one row: the database itself never gives desk, moment and seat twice. A row
    without a seat (a draft, one that was cancelled) keeps nobody out. ``person_id`` or ``guest``
    says whose it is; ``code`` is what one says on the phone; ``token_hash`` finds the row for who
    holds the link of the letter. ``moves_id`` is the appointment a draft puts to another hour.
    """

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("desk", "starts_at", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[State] = mapped_column(word(State, 12), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    guest: Mapped[str | None] = mapped_column(String(64), index=True)
    visit_id: Mapped[int | None]
    municipality: Mapped[str] = mapped_column(String(6))
    service: Mapped[str | None] = mapped_column(String(80))
    desk: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int | None]
    seat: Mapped[int | None]
    moves_id: Mapped[int | None]
    sequence: Mapped[int] = mapped_column(default=0)
    contact_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(8))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)


class DeskClosure(Model):
    """A day on which a desk sees nobody, said by who works there."""

    __tablename__ = "desk_closures"
    __table_args__ = (UniqueConstraint("desk", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    closed_by: Mapped[int | None]
    closed_at: Mapped[datetime] = mapped_column(Moment)
