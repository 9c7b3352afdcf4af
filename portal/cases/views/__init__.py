"""The pages of a case: beginning, drafting, sending, declaring, tracking; all under one blueprint name."""

from __future__ import annotations

from flask import Blueprint, request

from portal.cases import queries
from portal.platform import audit
from portal.platform.actor import current_actor

#: One name for every page of the area: ``cases.step``, ``cases.summary``, ``cases.receipt`` …
bp = Blueprint("cases", __name__)


@bp.before_request
def note_reading() -> None:
    """Somebody opens a case of the person they act for: noted before it is seen, once each visit."""
    actor, reference = current_actor(), (request.view_args or {}).get("reference")
    if actor.acting_for is None or reference is None or request.method in {"POST", "PUT"}:
        return
    case = queries.get_case(actor, reference)
    why = "visit" if actor.visit else "power"
    if not audit.has_recorded(actor, "case.read", "case", case.id, why):
        audit.record_read(
            actor, "case.read", "case", case.id, subject_id=case.subject_id, purpose=why
        )
