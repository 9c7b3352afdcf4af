"""The row that says who accepted which version of the rules, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class RulesAccepted(Model):
    """An operator accepted a version of the rules; which words it had stands in the content."""

    __tablename__ = "rules_accepted"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    accepted_at: Mapped[datetime] = mapped_column(Moment)
