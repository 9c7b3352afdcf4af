"""What was told, by which ways it left, what people chose: addresses and words lie sealed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.notifications.channels import Channel, Contact, Delicate, Whom
from portal.platform.database import Model, Moment, word


class NotificationStatus(StrEnum):
    """How far a telling came.

    ``ON_PAPER`` waits for the office to print and post it; ``AREA`` stands in the personal area and
    nowhere else, because the person wanted it so. ``GATHERED`` waits for the one letter of the day to
    its office.
    """

    WAITING = "waiting"
    SENT = "sent"
    AREA = "area"
    ON_PAPER = "on_paper"
    GATHERED = "gathered"
    FAILED = "failed"
    NO_CHANNEL = "no_channel"


class DeliveryStatus(StrEnum):
    """How far one way out came; ``PRINTED`` is a letter that is not posted yet."""

    WAITING = "waiting"
    PRINTED = "printed"
    SENT = "sent"
    FAILED = "failed"


class Notification(Model):
    """One thing told to one person or office, and what became of it.

    ``key`` is random: the outbox row and the Message-ID are made of it. ``channel`` is the way it
    takes now, or took last; ``none`` where there is no way. ``case_id`` belongs to an area above this
    one, so it is a number, not a foreign key. ``address_hash`` counts letters to an address that a
    stranger typed. ``once`` names what may be told a single time, such as the digest of a day.
    """

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    event: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))
    status: Mapped[NotificationStatus] = mapped_column(word(NotificationStatus, 12), index=True)
    trouble: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8))
    is_discreet: Mapped[bool] = mapped_column(default=False, server_default=false())
    once: Mapped[str | None] = mapped_column(String(160), unique=True, index=True)
    address_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


class Delivery(Model):
    """One telling by one channel: at most one row, so that nothing leaves twice by the same way.

    ``mark`` is what a mail that comes back is known by. ``begun_at`` is set before it leaves, where
    the other side could not tell a second one from the first. ``address_hash`` is that of the e-mail
    it went to.
    """

    __tablename__ = "notification_deliveries"
    __table_args__ = (UniqueConstraint("notification_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[int] = mapped_column(ForeignKey("notifications.id"), index=True)
    channel: Mapped[Channel] = mapped_column(word(Channel, 12))
    status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus, 12), index=True)
    trouble: Mapped[str | None] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ContactProof(Model):
    """A contact that its person has still to prove: the code on its way there, and how many were wrong.

    The contact lies sealed with the person's key and is used for nothing else until then.
    """

    __tablename__ = "contact_proofs"
    __table_args__ = (UniqueConstraint("person_id", "contact"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    contact: Mapped[Contact] = mapped_column(word(Contact, 8))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class NoticeChoice(Model):
    """What a person chose of how we reach them: closed words only."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first: Mapped[Channel] = mapped_column(word(Channel, 12))
    refused: Mapped[list[str]] = mapped_column(JSON)
    whom: Mapped[Whom] = mapped_column(word(Whom, 8))
    delicate: Mapped[Delicate] = mapped_column(word(Delicate, 8))
    language: Mapped[str] = mapped_column(String(8))
    changed_at: Mapped[datetime] = mapped_column(Moment)
