"""Until when a no can be reviewed: the days the remedies of the decision give."""

from __future__ import annotations

from datetime import date, timedelta

from portal.cases.legal_clock import term
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform import clock

#: Where the remedies of a decision name no days, the person has thirty to ask for a review.
REVIEW_DAYS = 30


def review_until(case: Case) -> date | None:
    """The last day to ask for a review of a refusal, moved off a holiday; nothing where there is none."""
    if case.status is not CaseStatus.REFUSED or case.closed_at is None:
        return None
    days = (case.remedies or {}).get("review_days", REVIEW_DAYS)
    decided_on = clock.rome_day(case.closed_at)
    return term.rule_of(case).citizen_day(decided_on + timedelta(days=days))
