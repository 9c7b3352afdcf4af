"""Telling people: one row for each who is told and one job, in the transaction of what happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.notifications import proxies, queries
from portal.notifications.actions.sending import DELIVER, open_way
from portal.notifications.channels import Delicate, Whom
from portal.notifications.letters import LETTERS
from portal.notifications.models import Notification, NotificationStatus
from portal.notifications.proxies import ANY, Matter
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.identifiers import normalise_email

__all__ = ["DELIVER", "EventUnknown", "tell"]

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
    is_discreet: bool = False,
    is_unwanted: bool = False,
    is_gathered: bool = False,
    is_for_them_alone: bool = False,
    matter: Matter = ANY,
    once: str | None = None,
    phone: str | None = None,
) -> None:
    """Tell somebody that something happened, once the caller's transaction is kept.

    It stands in the personal area, and leaves by the first channel the person wants that works. Without
    ``address`` the e-mail is that of their profile; where there is no way, the row says ``no_channel``,
    for the office to call. ``phone``: a number for this telling alone, of somebody without a profile.
    ``values``: see ``letters.letter.Letter``. ``is_unproved``: a stranger typed the address; it might
    be anybody's, who then gets a few a day and no more. ``is_discreet``: a message may endanger who is
    written to. ``is_unwanted``: they asked that nothing be sent. ``is_gathered``: it waits for the letter
    of the day. ``is_for_them_alone``: who acts for them is not told; else they are, if they may know of the
    ``matter``. ``once``: told once by this name.

    Raises:
        EventUnknown: see there.
        NotThere: there is no such person.
    """
    if event not in LETTERS:
        raise EventUnknown(event)
    if once is not None and queries.was_told(once):
        return
    address, phone, hashed = _within_reason(keyring, address, phone, is_unproved)
    told: dict[str, Any] = {"language": language, "case_id": case_id, "address_hash": hashed}
    told["is_discreet"] = is_discreet
    if person_id is None:
        row = _add(keyring, event, address, values, phone=phone, once=once, **told)
        _send_off(keyring, row, is_unwanted, NotificationStatus.GATHERED if is_gathered else None)
        return
    of_others = None if is_for_them_alone or LETTERS[event].is_for_staff else matter
    people, is_silent = _who_is_told(person_id, of_others, is_discreet)
    for place, one in enumerate(people):
        told["once"] = f"{once}:{one}" if once and place else once
        told["language"] = queries.choices_of(one).language or language
        row = _add(keyring, event, None if place else address, values, person_id=one, **told)
        stays = NotificationStatus.AREA if is_silent and not place else None
        _send_off(keyring, row, is_unwanted, stays)


def _who_is_told(
    person_id: int, matter: Matter | None, is_discreet: bool
) -> tuple[list[int], bool]:
    """The people to tell, the person first, and whether they themselves only read it in their area; nobody
    else of what is no matter of who acts for them, as somebody's work.
    """
    choices = queries.choices_of(person_id)
    if is_discreet:
        # Whoever acts for them may be the one they are afraid of.
        return [person_id], choices.delicate is Delicate.NOTHING
    if matter is None:
        return [person_id], False
    others = [] if choices.whom is Whom.ME else proxies.proxies_of(person_id, matter)
    return [person_id, *others], bool(others) and choices.whom is Whom.PROXY


def told_with(person_id: int, matter: Matter) -> tuple[list[int], bool]:
    """Who else is told of a matter of a person, because they act for them; and whether the person then
    only reads it in their area."""
    people, is_silent = _who_is_told(person_id, matter, is_discreet=False)
    return people[1:], is_silent


def _add(
    keyring: Keyring,
    event: str,
    address: str | None,
    values: Mapping[str, str],
    *,
    phone: str | None = None,
    once: str | None = None,
    **columns: object,
) -> Notification | None:
    """The row of one telling; none where somebody else told it at the same moment."""
    key = secrets.token_hex(16)
    data_key = keyring.new_data_key()
    facts = {"address": address or None, "phone": phone or None, "values": dict(values)}
    row = Notification(
        key=key,
        event=event,
        channel="none",
        status=NotificationStatus.NO_CHANNEL,
        data_key=data_key,
        sealed=keyring.seal_json(data_key, facts, queries.context(key)),
        created_at=clock.now(),
        once=once,
        **columns,
    )
    if once is None:
        db.session.add(row)
        db.session.flush()
        return row
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return None
    return row


def _send_off(
    keyring: Keyring, row: Notification | None, is_unwanted: bool, stays: NotificationStatus | None
) -> None:
    """Let it take its first way, unless it was told meanwhile, nothing is to be sent or it ``stays`` in
    the house."""
    if row is None:
        return
    if stays is not None:
        row.status = stays
        return
    for channel in () if is_unwanted else queries.possible_ways(keyring, row)[:1]:
        open_way(row, channel)


def _within_reason(
    keyring: Keyring, address: str | None, phone: str | None, is_unproved: bool
) -> tuple[str | None, str | None, str | None]:
    """An address, a number, and the hash where letters to them are counted; nothing once it got enough
    today. Of what a stranger typed only one is used: the other might be anybody's too.
    """
    if not is_unproved or not (address or phone):
        return address, phone, None
    hashed = hash_of(keyring, address or phone or "")
    if _told_lately(hashed) >= MOST_UNPROVED:
        return None, None, hashed
    return address, None if address else phone, hashed


def hash_of(keyring: Keyring, address: str) -> str:
    """An e-mail address, or a number, as a keyed hash of its normal form."""
    return keyring.lookup("letter", normalise_email(address).casefold())


def _told_lately(hashed: str) -> int:
    query = select(func.count()).select_from(Notification)
    lately = Notification.created_at > clock.after(days=-1)
    return db.session.scalar(query.where(Notification.address_hash == hashed, lately)) or 0
