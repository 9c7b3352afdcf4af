"""Telling people: one row and one job, in the transaction of what happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import func, select

from portal.identity.queries import profile_of
from portal.notifications import queries
from portal.notifications.letters import LETTERS
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import clock, jobs
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.identifiers import normalise_email

DELIVER = "notifications.deliver"
#: So many letters a day go to an address that somebody typed without saying who they are.
MOST_UNPROVED = 3


class EventUnknown(Exception):
    """No letter is written for this event; add it to a module of ``letters``."""


def tell(
    keyring: Keyring,
    event: str,
    *,
    person_id: int | None,
    address: str | None,
    language: str,
    case_id: int | None,
    values: Mapping[str, str],
    is_unproved: bool = False,
) -> None:
    """Tell somebody that something happened, by e-mail, once the caller's transaction is kept.

    Without ``address`` the letter goes to the e-mail of the person's profile. Where there is
    neither, the row says ``no_channel``, for the office to call or write on paper. ``values``: see
    ``letters.letter.Letter``. ``is_unproved``: a stranger typed the address and is the cause of the letter;
    it might be anybody's, who then gets a few a day and no more.

    Raises:
        EventUnknown: see there.
        NotThere: there is no such person.
    """
    if event not in LETTERS:
        raise EventUnknown(event)
    if not address and person_id is not None:
        address = profile_of(keyring, person_id).email
    hashed = _hashed(keyring, address) if address and is_unproved else None
    if hashed and _told_lately(hashed) >= MOST_UNPROVED:
        address = None
    key = secrets.token_hex(16)
    data_key = keyring.new_data_key()
    facts = {"address": address or None, "values": dict(values)}
    row = Notification(
        key=key,
        event=event,
        channel="email",
        status=NotificationStatus.WAITING if address else NotificationStatus.NO_CHANNEL,
        person_id=person_id,
        case_id=case_id,
        language=language,
        address_hash=hashed,
        data_key=data_key,
        sealed=keyring.seal_json(data_key, facts, queries.context(key)),
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    if address:
        jobs.enqueue(DELIVER, f"notification:{key}", notification_id=row.id)


def _hashed(keyring: Keyring, address: str) -> str:
    return keyring.lookup("letter", normalise_email(address).casefold())


def _told_lately(hashed: str) -> int:
    query = select(func.count()).select_from(Notification)
    lately = Notification.created_at > clock.after(days=-1)
    return db.session.scalar(query.where(Notification.address_hash == hashed, lately)) or 0
