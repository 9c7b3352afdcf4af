"""What becomes of a telling: a way is opened, it arrives, or the next way is tried."""

from __future__ import annotations

from sqlalchemy import select

from portal.integrations.mail import mark
from portal.notifications import queries
from portal.notifications.channels import Channel
from portal.notifications.models import (
    Delivery,
    DeliveryStatus,
    Notification,
    NotificationStatus,
)
from portal.platform import clock, jobs
from portal.platform.crypto import Keyring
from portal.platform.database import db

DELIVER = "notifications.deliver"


def dedup_key(row: Notification, channel: Channel) -> str:
    """The name of one telling by one channel, the same at every try."""
    return f"notification:{row.key}{'' if channel is Channel.EMAIL else f':{channel}'}"


def open_way(row: Notification, channel: Channel) -> None:
    """Let a telling take this channel: a job for the worker, or a letter in the office's queue."""
    key = dedup_key(row, channel)
    way = Delivery(
        notification_id=row.id,
        channel=channel,
        status=DeliveryStatus.WAITING,
        mark=mark(key),
        created_at=clock.now(),
    )
    db.session.add(way)
    row.channel = channel.value
    if channel is Channel.LETTER:
        row.status = NotificationStatus.ON_PAPER
        return
    row.status = NotificationStatus.WAITING
    jobs.enqueue(DELIVER, key, notification_id=row.id, channel=channel.value)


def has_arrived(row: Notification, way: Delivery) -> None:
    """Note that a channel took the telling."""
    way.status, way.ended_at, way.trouble = DeliveryStatus.SENT, clock.now(), None
    row.status, row.sent_at, row.trouble = NotificationStatus.SENT, clock.now(), None
    row.channel = way.channel.value


def give_way(keyring: Keyring, row: Notification, way: Delivery, trouble: str) -> bool:
    """Note that a channel failed, and open the next one; False when there is none left.

    ``trouble`` is a closed word. A telling that arrived meanwhile by another channel stays told.
    """
    way.status, way.ended_at, way.trouble = DeliveryStatus.FAILED, clock.now(), trouble
    taken = queries.ways_of(row)
    if any(one.status is DeliveryStatus.SENT for one in taken.values()):
        return True
    waiting = (DeliveryStatus.WAITING, DeliveryStatus.PRINTED)
    if any(one.status in waiting for one in taken.values()):
        return True
    for channel in queries.possible_ways(keyring, row):
        if channel not in taken:
            open_way(row, channel)
            return True
    row.status, row.trouble = NotificationStatus.FAILED, trouble
    return False


def way_of(row: Notification, channel: Channel) -> Delivery | None:
    """The row of one channel, locked until the transaction ends."""
    query = select(Delivery).where(
        Delivery.notification_id == row.id, Delivery.channel == channel.value
    )
    return db.session.scalar(query.with_for_update())
