"""The declarations of truth, the one-time links to make them elsewhere, and the document they close."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models.people import Means
from portal.platform.database import Model, Moment, word


class Declaration(Model):
    """The declarations of truth of one case: made by the person, never by an operator.

    ``attested``: where a public official received them aloud, who that was and what kept the person from
    signing, sealed.
    """

    __tablename__ = "case_declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    means: Mapped[Means] = mapped_column(word(Means, 12))
    wording: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
    witnessed_by: Mapped[int | None]
    attested: Mapped[bytes | None] = mapped_column(LargeBinary)


class DeclarationLink(Model):
    """A one-time link to the declarations, for the person's own phone: a GET opens, a POST uses it up.

    ``declarer_id``: whose phone it is for, where that is not the person's but of who represents them.
    """

    __tablename__ = "declaration_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    declarer_id: Mapped[int | None]


class RequestDocument(Model):
    """The request as one document: all that was said and declared, sealed in the store, with its digest.

    It is what the protocol register is told of (DPR 445/2000 art. 53 c. 1 lett. f).
    """

    __tablename__ = "case_documents"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
