"""Reading whether the contacts of a person are old."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.assisted.rechecks.models import ContactsChecked
from portal.identity.profile import CONTACTS, Profile
from portal.platform import clock
from portal.platform.database import db

#: After so long an address or a number may be another's.
HOLDS = timedelta(days=183)


def checked_at(person_id: int | None) -> datetime | None:
    """When the person last said that their contacts hold; nothing if they never did."""
    row = db.session.get(ContactsChecked, person_id) if person_id is not None else None
    return row.checked_at if row is not None else None


def last_sure_of(person_id: int, profile: Profile) -> datetime | None:
    """Since when the oldest contact of a person was not looked at; nothing where they have none."""
    learnt = [
        datetime.fromisoformat(profile.learnt[one])
        for one in CONTACTS
        if getattr(profile, one) and one in profile.learnt
    ]
    if not learnt:
        return None
    checked = checked_at(person_id)
    return max(min(learnt), checked) if checked is not None else min(learnt)


def is_old(person_id: int, profile: Profile) -> bool:
    """Whether to ask the person if their contacts still hold."""
    since = last_sure_of(person_id, profile)
    return since is not None and since + HOLDS < clock.now()
