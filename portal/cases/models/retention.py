"""What stops a case from being erased, what is left of an erased one, and the proof that it is gone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class HoldReason(StrEnum):
    """Why the papers of a case must stay, whatever their class says."""

    COURT = "court"
    APPEAL = "appeal"
    INSPECTION = "inspection"
    ACCESS_REQUEST = "access_request"


class LegalHold(Model):
    """A stop on erasing one case, until somebody lifts it; both acts stay on record."""

    __tablename__ = "legal_holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[HoldReason] = mapped_column(word(HoldReason, 20))
    placed_by: Mapped[int | None]
    placed_at: Mapped[datetime] = mapped_column(Moment)
    lifted_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)


class CaseFigure(Model):
    """What is left of a case for counting: no person, no reference, no exact moment."""

    __tablename__ = "case_figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(80), index=True)
    territory: Mapped[str] = mapped_column(String(80))
    municipality: Mapped[str] = mapped_column(String(6))
    body: Mapped[str] = mapped_column(String(80))
    office: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(24))
    received_month: Mapped[date | None]
    days_taken: Mapped[int | None]
    term_days: Mapped[int | None]
    by_operator: Mapped[bool]


class Erasure(Model):
    """One link of the chain of what was erased; the database itself refuses to change or delete it.

    ``reference_hash`` lets whoever holds a receipt ask what became of the case; it says nothing else.
    """

    __tablename__ = "case_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    reference_hash: Mapped[str] = mapped_column(String(64), index=True)
    retention_class: Mapped[str] = mapped_column(String(40))
    rules_digest: Mapped[str] = mapped_column(String(64))
    over_on: Mapped[date]
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    files: Mapped[int]
    archive_digest: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
