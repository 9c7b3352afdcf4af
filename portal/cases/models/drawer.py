"""The document drawer of a person: data and papers they keep here, sealed with their own key."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class DrawerItem(Model):
    """One datum or one paper. What it is lies sealed: "disability report" already says something.

    ``key`` is random, the seal is bound to it. ``word_hash`` finds the one item of a datum; papers
    have none and may be several. ``expires_on`` is the last day it is good, ``warned_on`` the day
    the person was told that it comes.
    """

    __tablename__ = "drawer_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    word_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    store_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    kept_by: Mapped[int | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    warned_on: Mapped[date | None]
