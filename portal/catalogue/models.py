"""Published revisions of the catalogue: immutable, numbered, each a whole."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class Origin(StrEnum):
    """Where a revision came from: the files of content/, or the editors' desk."""

    FILES = "files"
    EDITORS = "editors"


class CatalogueRevision(Model):
    """One revision: its number, and the whole catalogue as compressed JSON."""

    __tablename__ = "catalogue_revisions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime] = mapped_column(Moment)
    origin: Mapped[Origin] = mapped_column(word(Origin, 20))
    digest: Mapped[str] = mapped_column(String(64))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
