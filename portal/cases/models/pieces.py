"""Files on their way in pieces: what was announced, and which parts of it lie in the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class Upload(Model):
    """A file somebody announced for a question of a draft, or to go with what they write later (see
    ``pieces.places``); ``received`` bytes of ``size`` are here.

    ``digest`` is the SHA-256 of the whole: the same file chosen again goes on, another never does.
    ``begun_by`` is who was at the keyboard, nobody for a guest.
    """

    __tablename__ = "case_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    received: Mapped[int] = mapped_column(default=0)
    begun_by: Mapped[int | None]
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Piece(Model):
    """One acknowledged part of a file, sealed in the store with the key of its case."""

    __tablename__ = "case_upload_pieces"
    __table_args__ = (UniqueConstraint("upload_id", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("case_uploads.id"))
    start: Mapped[int]
    store_key: Mapped[str] = mapped_column(String(80), unique=True)


class WaitingFile(Model):
    """A file that came in pieces and waits for the words it goes with: once those are sent it is an
    attachment, and this row is gone. ``place`` says with which words (see ``pieces.places``)."""

    __tablename__ = "case_waiting_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    place: Mapped[str] = mapped_column(String(60))
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    begun_by: Mapped[int | None]
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
