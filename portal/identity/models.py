"""People, the identities providers know them by, staff roles, and logins under way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.actor import Role
from portal.platform.database import Model, Moment, word


class Person(Model):
    """Somebody we know: what they are called lies sealed, found only by whole values kept as keyed hashes."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fiscal_code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    name_birth_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    email_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(8), default="it")
    #: Since when letters to the e-mail of the profile come back.
    email_doubtful_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: Until when a number typed at a desk was written down as proved by its person.
    phone_read_out_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Since when the person wants to be forgotten; and when it was done, to the last word.
    forget_asked_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)


class ProviderIdentity(Model):
    """The name a provider gives to a person; one person may have several."""

    __tablename__ = "provider_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject_hash: Mapped[str] = mapped_column(String(64))
    last_login_at: Mapped[datetime] = mapped_column(Moment)


class Paused(StrEnum):
    """Why a role gives nothing for now."""

    NOT_CONFIRMED = "not_confirmed"
    NOT_USED = "not_used"


class StaffGrant(Model):
    """A role held in a body, where narrower in an office or at a desk, where wider in a territory, until
    it is ended.

    ``paused_at``: since when it gives nothing, until an administrator lifts that. Who gave, ended,
    confirmed or lifted it stands in the audit trail.
    """

    __tablename__ = "staff_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role, 20))
    body: Mapped[str] = mapped_column(String(80), index=True)
    office: Mapped[str | None] = mapped_column(String(80))
    desk: Mapped[str | None] = mapped_column(String(80))
    territory: Mapped[str | None] = mapped_column(String(80))
    given_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_for: Mapped[Paused | None] = mapped_column(word(Paused, 20))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class StaffReview(Model):
    """The roles of one body looked through: begun, and closed when the time to confirm them is over.

    ``open_key`` is unique while it is under way: two workers begin one review, not two.
    """

    __tablename__ = "staff_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    body: Mapped[str] = mapped_column(String(80), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class LoginAttempt(Model):
    """A login on its way to the provider and back, bound to the browser that began it."""

    __tablename__ = "login_attempts"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class InstallationMark(Model):
    """What a whole installation is for, where that is not the ordinary: ``training`` holds invented people
    only, and is opened for nothing else.
    """

    __tablename__ = "installation_marks"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    marked_at: Mapped[datetime] = mapped_column(Moment)
