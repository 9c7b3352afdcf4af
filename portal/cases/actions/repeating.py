"""Saying how a draft belongs to what the person sent before: added to it, for somebody else, or new."""

from __future__ import annotations

from portal.cases import queries
from portal.cases.drafts import earlier
from portal.cases.models import Case, Relation
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.errors import NotThere


def say_relation(actor: Actor, case_reference: str, relation: Relation) -> Case:
    """Keep what the person says of their draft and the earlier case; the earlier case.

    Raises:
        NotThere: not a draft of this actor, or there is no earlier case.
    """
    case = queries.lock_draft(actor, case_reference)
    before = earlier.beside_draft(case)
    if before is None:
        raise NotThere
    earlier.note(actor, case, before, relation)
    audit.record(actor, "case.related", "case", case.id, subject_id=case.subject_id)
    return before
