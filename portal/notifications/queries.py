"""Reading what was told: for the job that delivers it, and for those who follow a case."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from portal.notifications.models import Notification, NotificationStatus
from portal.platform.crypto import Keyring
from portal.platform.database import db


@dataclass(frozen=True)
class Opened:
    """What lies sealed in a telling."""

    address: str | None = field(repr=False)
    values: dict[str, str] = field(repr=False)


def opened(keyring: Keyring, row: Notification) -> Opened:
    """Unseal a telling.

    Raises:
        CannotOpen: it was changed, or its key is gone.
    """
    facts = keyring.open_json(row.data_key, row.sealed, context(row.key))
    return Opened(facts["address"], facts["values"])


def context(key: str) -> str:
    """What the sealed bytes of a telling are bound to."""
    return f"notification:{key}"


def told_about(case_id: int) -> list[Notification]:
    """Everything told about a case the caller has already been given, oldest first."""
    query = select(Notification).where(Notification.case_id == case_id)
    return list(db.session.scalars(query.order_by(Notification.id)))


def not_reached(case_id: int) -> list[Notification]:
    """What did not reach anybody: no address, or delivery was given up; someone must call."""
    unreached = (NotificationStatus.NO_CHANNEL, NotificationStatus.FAILED)
    return [row for row in told_about(case_id) if row.status in unreached]
