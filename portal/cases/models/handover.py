"""A draft on its way between a desk, a public machine and a phone, or one document to the desk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Passing(StrEnum):
    """What passes, and which way."""

    TO_PHONE = "to_phone"
    TO_DESK = "to_desk"
    PHOTO = "photo"
    FROM_MACHINE = "from_machine"


class Side(StrEnum):
    """Who ended it."""

    DESK = "desk"
    PHONE = "phone"
    VISIT = "visit"


class Handover(Model):
    """One passing, opened by a link or by a short code, once.

    ``token_hash`` and ``code_hash`` find it; link and code themselves lie in ``sealed``, under the key of
    the case, so that the screen that shows them can be opened again. ``visit_id``, ``desk``,
    ``operator_id`` and ``subject_id`` are of the desk; ``guest`` or ``person_id`` of the phone
    (until a phone takes what a machine shows: ``guest`` of that sitting).
    ``asked_at``: a desk typed the code of a phone. ``taken_at``: it passed (to a desk: with approval).
    """

    __tablename__ = "case_handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Passing] = mapped_column(word(Passing, 12))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str | None] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    visit_id: Mapped[int | None] = mapped_column(index=True)
    desk: Mapped[str | None] = mapped_column(String(80))
    operator_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    guest: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[int | None]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[Side | None] = mapped_column(word(Side, 12))
