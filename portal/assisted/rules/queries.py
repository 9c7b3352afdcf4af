"""Reading who accepted the rules."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.assisted.rules.models import RulesAccepted
from portal.platform.database import db


def has_accepted(person_id: int | None, version: str) -> bool:
    """Whether somebody accepted this version."""
    return person_id is not None and db.session.get(RulesAccepted, (person_id, version)) is not None


def accepted_by(person_id: int | None) -> Sequence[RulesAccepted]:
    """What somebody accepted, oldest first."""
    query = select(RulesAccepted).where(RulesAccepted.person_id == person_id)
    return db.session.scalars(query.order_by(RulesAccepted.accepted_at)).all()
