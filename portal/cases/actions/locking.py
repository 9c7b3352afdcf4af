"""Holding a case while it changes: loaded through the actor, read again once held."""

from __future__ import annotations

from portal.cases import policy, queries
from portal.cases.following import deciders_under_review
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class SomebodyElse(Situation):
    """A review is decided, or ended, by somebody else than who decided the first time."""

    status = 403
    title = _l("Somebody else decides this review")
    words = _l("You decided this case the first time. A colleague of the office looks at it again.")


def lock_for_office(actor: Actor, case_reference: str) -> Case:
    """A case of the officer's office, held until the transaction ends.

    Raises:
        NotThere: no such case, another office's, or an affair of the officer's; also where it became one
            while we waited.
    """
    case = queries.get_office_case(actor, case_reference)
    db.session.refresh(case, with_for_update=True)
    if not queries.can_work(actor, case):
        raise NotThere
    return case


def lock_to_decide(actor: Actor, case_reference: str) -> Case:
    """The same for taking charge, deciding, and closing without a decision.

    Raises:
        NotThere: as above.
        SomebodyElse: a review is asked of this officer's own decision.
    """
    case = lock_for_office(actor, case_reference)
    if actor.person_id in deciders_under_review(case):
        raise SomebodyElse
    return case


def lock_own(actor: Actor, case_reference: str) -> Case:
    """A sent case of the subject, held until the transaction ends.

    Raises:
        NotThere: not the actor's case, still a draft, or theirs only to read.
    """
    case = queries.get_case(actor, case_reference)
    if case.status is CaseStatus.DRAFT or not policy.can_act_on(actor, case):
        raise NotThere
    db.session.refresh(case, with_for_update=True)
    return case
