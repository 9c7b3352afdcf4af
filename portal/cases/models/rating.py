"""How easy it was: anonymous, with nothing that leads back to the case or the person."""

from __future__ import annotations

from datetime import date

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model


class Rating(Model):
    """One rating: of a service at its end (``service``), or of the words of a page (``sheet`` of a service,
    ``text``, ``list`` of the services). ``service`` is the slug of the service, or the name of the page.

    It carries a day and no moment, no case, no person. What was written freely may still say who
    somebody is: it is sealed with a key of its own.
    """

    __tablename__ = "service_ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(12))
    service: Mapped[str] = mapped_column(String(80), index=True)
    territory: Mapped[str] = mapped_column(String(80))
    given_on: Mapped[date]
    stars: Mapped[int]
    aspect: Mapped[str | None] = mapped_column(String(20))
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
