"""A letter came back: its way failed after all, and its address is not to be trusted."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.identity.actions import doubt_email
from portal.identity.queries import profile_of
from portal.notifications.actions.sending import give_way
from portal.notifications.actions.telling import hash_of
from portal.notifications.models import Delivery, DeliveryStatus, Notification
from portal.platform import audit
from portal.platform.actor import NOBODY
from portal.platform.crypto import Keyring
from portal.platform.database import db

_MARK = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


class MarkUnknown(Exception):
    """No letter of ours has this mark."""


def mark_in(text: str) -> str:
    """The mark in a Message-ID, or in the address a letter came back to.

    Raises:
        MarkUnknown: there is none.
    """
    found = _MARK.search(text.lower())
    if found is None:
        raise MarkUnknown
    return found.group()


def take_back(keyring: Keyring, text: str) -> bool:
    """Note that the letter with this mark came back; False when that was known.

    The next way opens, or the office reads that nobody was reached.

    Raises:
        MarkUnknown: see there.
    """
    query = select(Delivery).where(Delivery.mark == mark_in(text)).with_for_update()
    way = db.session.scalar(query)
    if way is None:
        raise MarkUnknown
    if way.status is DeliveryStatus.FAILED:
        return False
    row = db.session.get_one(Notification, way.notification_id, with_for_update=True)
    if row.person_id is not None:
        email = profile_of(keyring, row.person_id).email
        if email and way.address_hash == hash_of(keyring, email):
            doubt_email(row.person_id)
    audit.record(NOBODY, "notices.came_back", "notification", row.id, subject_id=row.person_id)
    give_way(keyring, row, way, "mail_bounced")
    return True
