"""What is kept of the federations: our keys, chains of providers, how we stand, and every login.

Each row says which member it belongs to (``member``): one installation may be several later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity.federation.addresses import LONGEST_IDENTIFIER as IDENTIFIER
from portal.identity.federation.entering import Step
from portal.identity.federation.keys import Purpose, State
from portal.identity.federation.schemes import Scheme
from portal.platform.database import Model, Moment, word


class FederationKey(Model):
    """A key of ours, its private half sealed; where it stands is plain, so that pages need not open it."""

    __tablename__ = "federation_keys"
    __table_args__ = (UniqueConstraint("member", "kid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(String(IDENTIFIER))
    kid: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose, 20))
    state: Mapped[State] = mapped_column(word(State, 20))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    published_at: Mapped[datetime] = mapped_column(Moment)
    activated_at: Mapped[datetime | None] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class FederationConfiguration(Model):
    """What we publish of ourselves, signed ahead of time."""

    __tablename__ = "federation_configurations"

    member: Mapped[str] = mapped_column(String(IDENTIFIER), primary_key=True)
    raw: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class FederationAnchor(Model):
    """How the rounds at one anchor went, and how we stand with it as last looked.

    ``trouble`` and ``standing_trouble`` are codes of ours (``anchor.unreachable``), empty when all is well.
    """

    __tablename__ = "federation_anchors"
    __table_args__ = (UniqueConstraint("member", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(String(IDENTIFIER))
    anchor: Mapped[str] = mapped_column(String(IDENTIFIER))
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
    refreshed_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(String(80), default="")
    standing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    looked_at: Mapped[datetime | None] = mapped_column(Moment)
    stood_at: Mapped[datetime | None] = mapped_column(Moment)
    standing_trouble: Mapped[str] = mapped_column(String(80), default="")


class FederationProvider(Model):
    """A provider by its chain as last verified: the tokens themselves, which are verified again when used."""

    __tablename__ = "federation_providers"
    __table_args__ = (UniqueConstraint("member", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(String(IDENTIFIER))
    anchor: Mapped[str] = mapped_column(String(IDENTIFIER))
    issuer: Mapped[str] = mapped_column(String(IDENTIFIER))
    #: What addresses of ours call it.
    name: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[Scheme] = mapped_column(word(Scheme, 10))
    title: Mapped[str] = mapped_column(String(100))
    raws: Mapped[list[str]] = mapped_column(JSON)
    signed_keys: Mapped[str] = mapped_column(Text)
    logo_address: Mapped[str] = mapped_column(Text)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_type: Mapped[str] = mapped_column(String(40), default="")
    expires_at: Mapped[datetime] = mapped_column(Moment)
    verified_at: Mapped[datetime] = mapped_column(Moment)


class UsedToken(Model):
    """An identifier of a token that was seen: a second time it is refused. Only its hash is kept."""

    __tablename__ = "federation_used_tokens"

    hashed: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment, index=True)


class AccessToken(Model):
    """An access token kept sealed for one thing: to be given back when its session ends."""

    __tablename__ = "federation_access_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(String(IDENTIFIER))
    session_hash: Mapped[str] = mapped_column(String(64), index=True)
    issuer: Mapped[str] = mapped_column(String(IDENTIFIER))
    login: Mapped[str] = mapped_column(String(64))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    #: When its session was seen to be over: from then on a job gives it back.
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class RegisterMonth(Model):
    """One month of the register of logins: its key, and the end of its chain.

    ``rows`` and ``head`` stay when the month is purged; its key is then destroyed.
    """

    __tablename__ = "login_register_months"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[int] = mapped_column(default=0)
    before: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))
    purged_at: Mapped[datetime | None] = mapped_column(Moment)


class RegisterRow(Model):
    """One step of one login (log_management): what was sent or received, sealed, linked to the row before."""

    __tablename__ = "login_register"
    __table_args__ = (UniqueConstraint("month", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(ForeignKey("login_register_months.month"))
    number: Mapped[int]
    member: Mapped[str] = mapped_column(String(IDENTIFIER))
    issuer: Mapped[str] = mapped_column(String(IDENTIFIER))
    #: The same for every step of one login; it leads to nobody.
    login: Mapped[str] = mapped_column(String(64), index=True)
    step: Mapped[Step] = mapped_column(word(Step, 24))
    at: Mapped[datetime] = mapped_column(Moment)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[str] = mapped_column(String(64))
