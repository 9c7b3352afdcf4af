"""A letter on paper leaves the house by hand: it was posted, or it cannot be."""

from __future__ import annotations

from portal.notifications.actions.sending import give_way, has_arrived, way_of
from portal.notifications.channels import Channel
from portal.notifications.models import Delivery, Notification, NotificationStatus
from portal.platform.crypto import Keyring
from portal.platform.database import db


class NotOnPaper(Exception):
    """The letter does not wait any more: somebody was quicker."""


def post(number: int) -> Notification:
    """Note that a letter was put into the post; the caller saw that it is the actor's to post.

    Raises:
        NotOnPaper: see there.
    """
    row, way = _held(number)
    has_arrived(row, way)
    return row


def keep_back(keyring: Keyring, number: int) -> Notification:
    """Note that a letter cannot be posted: where no other way is left, somebody must call.

    Raises:
        NotOnPaper: see there.
    """
    row, way = _held(number)
    give_way(keyring, row, way, "letter_not_posted")
    return row


def _held(number: int) -> tuple[Notification, Delivery]:
    row = db.session.get(Notification, number, with_for_update=True)
    way = way_of(row, Channel.LETTER) if row is not None else None
    if row is None or way is None or row.status is not NotificationStatus.ON_PAPER:
        raise NotOnPaper
    return row, way
