"""A question nobody answered: after its last day the case is the office's again, by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.events import move
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import NOBODY
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: So many cases in one round; the others wait for the next.
MOST_AT_ONCE = 200


def list_unanswered() -> Sequence[int]:
    """The cases whose person had time until yesterday or before, oldest first."""
    query = select(Case.id).where(
        Case.status == CaseStatus.NEEDS_SOMETHING, Case.state_day < clock.today()
    )
    return db.session.scalars(query.order_by(Case.state_day, Case.id).limit(MOST_AT_ONCE)).all()


def hand_back(keyring: Keyring, case_id: int) -> bool:
    """Give one case back to the office and tell both sides; whether it still waited. The clock went on
    by itself the day after the last day (L. 241/1990 art. 2 c. 7)."""
    case = db.session.get_one(Case, case_id, with_for_update=True)
    today = clock.today()
    is_over = case.state_day is not None and case.state_day < today
    if case.status is not CaseStatus.NEEDS_SOMETHING or not is_over:
        return False
    question = queries.open_question(case)
    if question is not None:
        question.answered_at = clock.now()
    term.resume(case, today)
    move(keyring, NOBODY, case, CaseStatus.IN_CHARGE, Author.SYSTEM)
    tell_subject(keyring, case, "case_unanswered")
    tell_office(keyring, case, "office_unanswered")
    return True
