"""How an office works a case: who has it, what was noted, proposed, and who must not touch it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Whole(StrEnum):
    """The whole values staff search a case by; each is also the purpose of its keyed hash."""

    FISCAL_CODE = "fiscal_code"
    NAME_BIRTH = "name_birth"
    PHONE = "phone"
    EMAIL = "email"


class CaseLookup(Model):
    """A whole value said in a case, as a keyed hash of its normal form: nothing is opened to find it."""

    __tablename__ = "case_lookups"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "hash"),
        Index("ix_case_lookups_hash_kind", "hash", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[Whole] = mapped_column(word(Whole, 16))
    hash: Mapped[str] = mapped_column(String(64))


class Assignment(Model):
    """One passing of a case from hand to hand: by whom, from whom, to whom or to which team.

    ``sealed`` is the written hand-over, for who works the case next.
    """

    __tablename__ = "case_assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None]
    from_id: Mapped[int | None]
    to_id: Mapped[int | None]
    team: Mapped[str | None] = mapped_column(String(80))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Note(Model):
    """What an officer noted for the office; never shown to the person, though they may ask for it by law
    (GDPR art. 15, L. 241/1990 art. 22)."""

    __tablename__ = "case_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Tie(StrEnum):
    """What binds an officer to a person (DPR 62/2013 art. 7; L. 241/1990 art. 6-bis)."""

    HOUSEHOLD = "household"
    RELATIVE = "relative"
    FRIEND = "friend"
    DISPUTE = "dispute"
    INTEREST = "interest"


class Conflict(Model):
    """An officer declared that they must not work a case: it is hidden from them from then on."""

    __tablename__ = "case_conflicts"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    tie: Mapped[Tie] = mapped_column(word(Tie, 16))
    at: Mapped[datetime] = mapped_column(Moment)


class Relative(Model):
    """Somebody an officer declared to be bound to, known only by the keyed hash of their fiscal code.

    ``end_asked_at``: they say that it is over, and it holds until somebody who coordinates agrees.
    """

    __tablename__ = "officer_relatives"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    tie: Mapped[Tie] = mapped_column(word(Tie, 16))
    fiscal_code_hash: Mapped[str] = mapped_column(String(64))
    declared_at: Mapped[datetime] = mapped_column(Moment)
    end_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Proposed(StrEnum):
    """Which decision is proposed where a second pair of eyes is wanted."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Verdict(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"


class Proposal(Model):
    """A decision that one officer proposes and another confirms or sends back, with words."""

    __tablename__ = "case_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    act: Mapped[Proposed] = mapped_column(word(Proposed, 16))
    proposed_by: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict, 16))
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)
