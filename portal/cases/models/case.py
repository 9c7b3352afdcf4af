"""The row of a case: what is pinned with it, and what may be listed without opening anything."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, defer, mapped_column

from portal.cases.timeline import CaseStatus
from portal.platform.database import Model, Moment, word


def _inbox_indexes() -> list[Index]:
    """One for each filter, all in the order of the inbox: a page costs the same however many there are."""
    by = {"": [], "_team": ["team"], "_officer": ["officer_id"], "_service": ["service"]}
    by["_municipality"] = ["municipality"]
    order = ["closed_at", "due_on", "id"]
    indexes = [Index(f"ix_cases_inbox{name}", "office", *one, *order) for name, one in by.items()]
    return [*indexes, Index("ix_cases_inbox_status", "office", "status", "due_on", "id")]


class Case(Model):
    """What a citizen files; a draft until it is sent.

    Bodies, office, person in charge, sheet, questionnaire and term are pinned as they stood that day.
    ``draft_key`` is unique while the case is a draft: two tabs share one draft. ``who`` holds the
    names and contacts of those who answer, pinned at sending, ``remedies`` those of the decision.
    ``state_day`` and ``state_detail`` are what the words of the present status need (a day; another
    body, or a closed word): lists say them without opening anything. ``renews`` is the case before.
    ``guest`` is the browser without a login that holds it: of a draft begun there, or handed to a phone.
    ``team`` is the team of the office that works it, by the rule of the catalogue that day.
    """

    __tablename__ = "cases"
    #: For the rounds that look for what is over long enough and for drafts left alone; for the inbox.
    __table_args__ = (
        Index("ix_cases_status_closed_at", "status", "closed_at"),
        Index("ix_cases_status_saved_at", "status", "saved_at"),
        *_inbox_indexes(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    status: Mapped[CaseStatus] = mapped_column(word(CaseStatus, 24), index=True)
    draft_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)

    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    guest: Mapped[str | None] = mapped_column(String(64), index=True)
    opened_by: Mapped[int | None]
    visit_id: Mapped[int | None]
    #: Since when a draft is on its person's own phone: while it is, no operator writes in it.
    handed_at: Mapped[datetime | None] = mapped_column(Moment)
    language: Mapped[str] = mapped_column(String(8))

    service: Mapped[str] = mapped_column(String(80), index=True)
    territory: Mapped[str] = mapped_column(String(80))
    municipality: Mapped[str] = mapped_column(String(6))
    body: Mapped[str] = mapped_column(String(80))
    other_bodies: Mapped[list[str]] = mapped_column(JSON)
    office: Mapped[str] = mapped_column(String(80), index=True)
    person_in_charge: Mapped[str] = mapped_column(String(120))
    team: Mapped[str | None] = mapped_column(String(80))
    officer_id: Mapped[int | None] = mapped_column(index=True)

    questionnaire: Mapped[dict[str, Any]] = mapped_column(JSON)
    sheet: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: What the receipt stated the day it was sent: last day, substitute, legal words.
    stated: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    step: Mapped[str | None] = mapped_column(String(60))
    who: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    remedies: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state_day: Mapped[date | None]
    state_detail: Mapped[str | None] = mapped_column(String(120))
    renews: Mapped[int | None]
    rated_on: Mapped[date | None]

    created_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    received_on: Mapped[date | None]
    term_days: Mapped[int | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    #: How the body counted days that day; rows older than revision 0007 hold only its ``patron``.
    holiday_rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    patron: Mapped[str | None] = mapped_column(String(5))
    protocol_number: Mapped[str | None] = mapped_column(String(20), index=True)
    protocol_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


#: What lists leave in the database: questions, sheet and legal words are most of a row. Asking a listed
#: case for them is a mistake, and raises.
IN_LISTS = tuple(
    defer(column, raiseload=True)
    for column in (Case.questionnaire, Case.sheet, Case.stated, Case.remedies, Case.holiday_rule)
)
