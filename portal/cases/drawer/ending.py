"""The round that warns before something in a drawer ends: once for each, thirty days before."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.models import DrawerItem
from portal.identity.models import Person
from portal.notifications.actions import tell
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY

WARNED_DAYS = 30
_AT_ONCE = 200


@jobs.regularly(timedelta(hours=6))
def warn_before_the_end(session: Session) -> None:
    """Tell each person whose document ends within thirty days; what it is stays in the drawer."""
    today = clock.today()
    ending = select(DrawerItem).where(
        DrawerItem.warned_on.is_(None),
        DrawerItem.expires_on >= today,
        DrawerItem.expires_on <= today + timedelta(days=WARNED_DAYS),
    )
    for item in session.scalars(ending.order_by(DrawerItem.id).limit(_AT_ONCE)).all():
        person = session.get_one(Person, item.person_id)
        item.warned_on = today
        tell(
            current_app.config["KEYRING"],
            "document_expires",
            person_id=person.id,
            address=None,
            language=person.language,
            case_id=None,
            values={"ends_on": item.expires_on.isoformat() if item.expires_on else ""},
        )
        audit.record(NOBODY, "drawer.warned", "drawer_item", item.id, subject_id=person.id)
