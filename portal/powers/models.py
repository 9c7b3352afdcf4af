"""The rows of powers: mandates people give to people online, and representation by law or court."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.integrations.scanner import Scan
from portal.platform.database import Model, Moment, word


class Kind(StrEnum):
    """Where a power comes from.

    ``NATIONAL`` is a mandate the national system (SGD, CAD art. 64-ter) vouches for. ``SUPPORT`` is the
    *amministratore di sostegno* (Italian civil code, art. 404).
    """

    MANDATE = "mandate"
    NATIONAL = "national"
    PARENT = "parent"
    GUARDIAN = "guardian"
    CURATOR = "curator"
    SUPPORT = "support"


class Reach(StrEnum):
    """How far a power goes; each holds the one before it."""

    READ = "read"
    PREPARE = "prepare"
    SEND = "send"


class PowerState(StrEnum):
    """Where a power stands; that its last day has passed is never written, it is computed.

    ``OFFERED`` waits for the named person, ``ASKED`` for an officer, ``COPY_WANTED`` for a better copy
    of the act.
    """

    OFFERED = "offered"
    ASKED = "asked"
    COPY_WANTED = "copy_wanted"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    ENDED = "ended"


class Power(Model):
    """One person may act for another.

    ``subject_id`` is for whom; nobody yet while an officer has not looked at the act. ``holder_id`` is
    who acts; until the named person said yes, only ``holder_hash`` (their fiscal code) finds it.
    ``represents``: the act lets the holder sign in the other's name, not only assist them. ``sealed``
    holds who both are and the words that were agreed to, or the particulars of the act, under a data
    key of its own; the act itself lies in ``PowerAct``.
    """

    __tablename__ = "powers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, 12))
    state: Mapped[PowerState] = mapped_column(word(PowerState, 12), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    holder_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    services: Mapped[list[str]] = mapped_column(JSON)
    every_service: Mapped[bool]
    reach: Mapped[Reach] = mapped_column(word(Reach, 8))
    represents: Mapped[bool]
    until: Mapped[date | None]
    body: Mapped[str | None] = mapped_column(String(80), index=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    warned_on: Mapped[date | None]


class PowerAct(Model):
    """The act of a representation, as a photo or PDF; a better copy is one more, and the earlier stays.

    ``number`` counts from 1 for each power; the content lies sealed in the file store under the power's
    data key.
    """

    __tablename__ = "power_acts"
    __table_args__ = (UniqueConstraint("power_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    power_id: Mapped[int] = mapped_column(ForeignKey("powers.id"))
    number: Mapped[int]
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    media_type: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    scan: Mapped[Scan] = mapped_column(word(Scan, 12), default=Scan.WAITING)
    scanned_at: Mapped[datetime | None] = mapped_column(Moment)
