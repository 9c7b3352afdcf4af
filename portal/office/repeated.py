"""What the officer reads of an earlier case of the same person and service."""

from __future__ import annotations

from typing import Any

from portal.cases import queries
from portal.cases.drafts import earlier
from portal.cases.models import Case
from portal.cases.words import RELATION
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.i18n import format_day


def lay_out(actor: Actor, case: Case) -> dict[str, Any] | None:
    """The day of the earlier case, what the person said of the two, and its reference where the officer
    may open it; nothing where there is none."""
    said = earlier.said_of(case)
    if said is None:
        return None
    before = db.session.get_one(Case, said.earlier_id)
    return {
        "day": format_day(before.received_on),
        "said": RELATION[said.relation],
        "reference": before.reference if queries.can_work(actor, before) else None,
    }
