"""The row that says when the contacts of a person were last looked at with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment


class ContactsChecked(Model):
    """The person said at a desk that their contacts still hold; the last time only."""

    __tablename__ = "contacts_checked"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    checked_at: Mapped[datetime] = mapped_column(Moment)
