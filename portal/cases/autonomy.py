"""The way to doing it alone: two requests sent beside an operator, then the next one by oneself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import takewhile

from sqlalchemy import select

from portal.platform.audit import AuditEntry
from portal.platform.database import db

#: After so many done together the next one is proposed alone.
TOGETHER = 2


def _sent_by(people: Collection[int]) -> dict[int, list[bool]]:
    """Each person's requests in the order they were sent: whether beside an operator."""
    query = select(AuditEntry.subject_id, AuditEntry.visit_id).where(
        AuditEntry.subject_id.in_(people), AuditEntry.event == "case.sent"
    )
    found: dict[int, list[bool]] = defaultdict(list)
    for subject_id, visit_id in db.session.execute(query.order_by(AuditEntry.id)):
        found[subject_id or 0].append(visit_id is not None)
    return found


def done_together(person_id: int) -> int:
    """How many requests of a person were sent beside an operator since they last sent one alone."""
    sent = _sent_by([person_id]).get(person_id, [])
    return len(list(takewhile(bool, reversed(sent))))


def is_ready(person_id: int | None) -> bool:
    """Whether to propose that the next request be done alone; a proposal, never a condition for help."""
    return person_id is not None and done_together(person_id) >= TOGETHER


def beside_then_alone(people: Collection[int]) -> tuple[int, int]:
    """Of these people: how many sent two requests beside an operator, and of them who sent one alone."""
    helped = alone = 0
    for sent in _sent_by(people).values():
        together = [number for number, beside in enumerate(sent) if beside]
        if len(together) >= TOGETHER:
            helped += 1
            alone += not all(sent[together[TOGETHER - 1] :])
    return helped, alone
