"""Reading what was told, and how people want to be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from portal.identity.models import Person
from portal.identity.profile import Profile
from portal.identity.queries import open_profile
from portal.notifications.channels import Channel, Choices, ways
from portal.notifications.letters import LETTERS
from portal.notifications.models import Delivery, NoticeChoice, Notification, NotificationStatus
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere

#: Where a telling stands as long as somebody of the office must see to it.
UNREACHED = (NotificationStatus.NO_CHANNEL, NotificationStatus.FAILED)
_OF_STAFF = [event for event, letter in LETTERS.items() if letter.is_for_staff]
#: Numbers of a house in Italy: no text arrives there.
_LANDLINE = re.compile(r"\+390[1-9]")


@dataclass(frozen=True)
class Opened:
    """What lies sealed in a telling."""

    address: str | None = field(repr=False)
    values: dict[str, str] = field(repr=False)
    phone: str | None = field(default=None, repr=False)


def opened(keyring: Keyring, row: Notification) -> Opened:
    """Unseal a telling.

    Raises:
        CannotOpen: it was changed, or its key is gone.
    """
    facts = keyring.open_json(row.data_key, row.sealed, context(row.key))
    return Opened(facts["address"], facts["values"], facts.get("phone"))


def context(key: str) -> str:
    """What the sealed bytes of a telling are bound to."""
    return f"notification:{key}"


def told_about(case_id: int) -> list[Notification]:
    """Everything told about a case the caller has already been given, oldest first."""
    query = select(Notification).where(Notification.case_id == case_id)
    return list(db.session.scalars(query.order_by(Notification.id)))


def not_reached(case_id: int) -> list[Notification]:
    """What did not reach anybody: no address, or every way failed; someone must call."""
    return [row for row in told_about(case_id) if row.status in UNREACHED]


def on_paper(case_id: int) -> list[Notification]:
    """The letters of a case that wait for the office to post them."""
    rows = told_about(case_id)
    return [row for row in rows if row.status is NotificationStatus.ON_PAPER]


def was_told(once: str) -> bool:
    """Whether something was told under this name."""
    return db.session.scalar(select(Notification.id).where(Notification.once == once)) is not None


def ways_of(row: Notification) -> dict[Channel, Delivery]:
    """The ways a telling took so far."""
    query = select(Delivery).where(Delivery.notification_id == row.id).order_by(Delivery.id)
    return {one.channel: one for one in db.session.scalars(query)}


def choices_of(person_id: int) -> Choices:
    """How somebody the caller has already been given wants to be reached."""
    row = read_once(("choices", person_id), lambda: db.session.get(NoticeChoice, person_id))
    if row is None:
        return Choices()
    refused = frozenset(Channel(one) for one in row.refused)
    return Choices(row.first, refused, row.whom, row.delicate, row.language)


def recipient_of(keyring: Keyring, row: Notification) -> Profile | None:
    """Who is told, where it is somebody we know."""
    person = db.session.get(Person, row.person_id) if row.person_id is not None else None
    return None if person is None else open_profile(keyring, person)


def possible_ways(keyring: Keyring, row: Notification) -> tuple[Channel, ...]:
    """The channels by which this may be told, in the order to try them."""
    known = opened(keyring, row)
    address = known.address
    if row.person_id is None:
        return _of_a_stranger(known)
    person = db.session.get(Person, row.person_id)
    if person is None:
        raise NotThere
    profile = open_profile(keyring, person)
    if LETTERS[row.event].is_for_staff:
        return (Channel.EMAIL,) if address or profile.email else ()
    return ways_to(person, profile, address, row.case_id is not None, row.is_discreet)


def ways_to(
    person: Person, profile: Profile, address: str | None, has_office: bool, is_discreet: bool
) -> tuple[Channel, ...]:
    """The channels by which somebody would be told now, in the order to try them. ``address``: an e-mail
    for this telling alone; ``has_office``: an office is there to post a letter."""
    reachable = _reachable(profile, address, has_office)
    is_doubtful = person.email_doubtful_at is not None and not address
    return ways(choices_of(person.id), reachable, is_discreet=is_discreet, is_doubtful=is_doubtful)


def _of_a_stranger(known: Opened) -> tuple[Channel, ...]:
    """The contacts given for this telling alone."""
    ways_out = (Channel.EMAIL, known.address), (Channel.SMS, texted(known.phone or ""))
    return tuple(channel for channel, is_there in ways_out if is_there)


def texted(phone: str) -> bool:
    """Whether a text message can arrive at a number."""
    return bool(phone) and not _LANDLINE.match(phone)


def _reachable(profile: Profile, address: str | None, has_office: bool) -> set[Channel]:
    """The channels an address is known for; only the office of a case posts letters."""
    found = {
        Channel.EMAIL: bool(address or profile.own_email),
        Channel.APP: bool(profile.fiscal_code),
        Channel.SMS: texted(profile.phone),
        Channel.LETTER: has_office and bool(profile.street and profile.locality),
    }
    return {channel for channel, is_known in found.items() if is_known}


def list_messages(actor: Actor, first: int, limit: int) -> list[Notification]:
    """What the person at the keyboard was told about their own matters, newest first.

    Raises:
        NotThere: nobody is signed in, or a visit is open: then the person is another.
    """
    query = _messages(actor).order_by(Notification.id.desc())
    return list(db.session.scalars(query.offset(first).limit(limit)))


def count_messages(actor: Actor) -> int:
    """How many there are in all; may raise as ``list_messages``."""
    query = select(func.count()).select_from(_messages(actor).subquery())
    return db.session.scalar(query) or 0


def _messages(actor: Actor) -> Select[Notification]:
    if actor.person_id is None or actor.acting_for is not None:
        raise NotThere
    return select(Notification).where(
        Notification.person_id == actor.person_id, Notification.event.not_in(_OF_STAFF)
    )
