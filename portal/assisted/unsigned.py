"""Drafts that a desk began for somebody who signed no mandate and did not come back: erased after two weeks.

What was written there was said at a desk under a mandate that never got its signature: it is kept no longer
than it takes to bring the paper back (GDPR art. 5 c. 1 lett. e). The trail counts how many there were.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from portal.assisted.models import Mandate, Visit
from portal.assisted.represented.models import VisitByPower
from portal.cases.actions import erasing
from portal.cases.models import Case
from portal.identity.models import ProviderIdentity
from portal.platform import jobs, logs
from portal.platform.database import db, writing

_AT_ONCE = 500


@jobs.regularly(timedelta(hours=1), writes=False)
def erase_unsigned_drafts(session: Session) -> None:
    """Erase them one by one, each in a transaction of its own: rows and key first, then the files."""
    found = session.scalars(_left().with_only_columns(Case.id).limit(_AT_ONCE)).all()
    session.rollback()
    for case_id in found:
        with writing():
            # Asked again where it counts: a mandate may have got its signature a moment ago.
            desk = db.session.scalar(
                _left().with_only_columns(Visit.desk).where(Case.id == case_id)
            )
            erased = erasing.erase_unsigned(case_id, desk) if desk else None
        if erased is not None:
            erased.forget(current_app.config["KEYRING"], current_app.config["FILES"])
            logs.event("draft.unsigned", case=case_id)


def _left() -> Select[int, str]:
    """Drafts whose person signed no mandate to the body, was not there by somebody's power, and came back
    neither to a desk nor with a login."""
    later = aliased(Visit)
    signed = exists().where(
        Mandate.subject_id == Case.subject_id,
        Mandate.body == Visit.body,
        Mandate.signed_at.is_not(None),
    )
    by_power = exists().where(VisitByPower.visit_id == Visit.id)
    at_a_desk = exists().where(
        later.subject_id == Case.subject_id, later.opened_at > Visit.opened_at
    )
    by_login = exists().where(
        ProviderIdentity.person_id == Case.subject_id,
        ProviderIdentity.last_login_at > Visit.opened_at,
    )
    query = select(Case.id, Visit.desk).join(Visit, Visit.id == Case.visit_id)
    query = query.where(*erasing.left_at_desks(), ~signed, ~by_power, ~at_a_desk, ~by_login)
    return query.order_by(Case.id)
