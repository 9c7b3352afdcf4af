"""What notifications hold of a person: what they were told, how they want to be told, contacts to prove."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.identity.models import Person
from portal.notifications import composing, queries
from portal.notifications.actions.proving import value_of
from portal.notifications.held import queries as held
from portal.notifications.held.models import HeldChange
from portal.notifications.models import ContactProof, Delivery, NoticeChoice, Notification
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import lazy_gettext as _l

_MOST_MESSAGES = 10_000


def part(keyring: Keyring, actor: Actor) -> Part:
    """Messages with their words, choices."""
    rows = queries.list_messages(actor, 0, _MOST_MESSAGES)
    chosen = queries.choices_of(actor.person_id or 0)
    facts = {
        "messages": [_message(keyring, row) for row in rows],
        "choices": {
            "first": chosen.first.value,
            "refused": sorted(chosen.refused),
            "whom": chosen.whom.value,
            "delicate": chosen.delicate.value,
            "language": chosen.language,
        },
        "changes_at_desks": [_change(keyring, one) for one in held.of(actor.person_id or 0)],
        "contacts_to_prove": _to_prove(keyring, actor.person_id or 0),
    }
    return Part("messaggi", _l("What we told you"), facts)


def _change(keyring: Keyring, row: HeldChange) -> dict[str, object]:
    """A contact or an account that a desk typed, what it was as long as it waits, and what became of it."""
    return {
        "what": row.what.value,
        "value": held.value_of(keyring, row),
        "desk": row.desk,
        "asked_at": row.asked_at,
        "holds_until": row.holds_until,
        "ended_at": row.ended_at,
        "ended_how": row.ended_how.value if row.ended_how else None,
    }


def _to_prove(keyring: Keyring, person_id: int) -> list[dict[str, object]]:
    rows = db.session.scalars(select(ContactProof).where(ContactProof.person_id == person_id)).all()
    person = db.session.get(Person, person_id)
    if person is None:
        return []
    return [
        {
            "contact": one.contact.value,
            "value": value_of(keyring, person, one),
            "asked_at": one.asked_at,
        }
        for one in rows
    ]


def _message(keyring: Keyring, row: Notification) -> dict[str, object]:
    written = composing.written(row, queries.opened(keyring, row))
    return {
        "at": row.created_at,
        "by": row.channel,
        "subject": written.subject,
        "text": list(written.sentences),
    }


def consequences(_actor: Actor) -> list[Consequence]:
    """What erasing does to messages."""
    return [Consequence(_l("Messages in your area and how you want to be told are erased."))]


def forget(_keyring: Keyring, actor: Actor, is_last: bool) -> list[Afterwards]:
    """What is about no case goes at once, all of it at the end."""
    where = [Notification.person_id == actor.person_id]
    if not is_last:
        where.append(Notification.case_id.is_(None))
    rows = select(Notification.id).where(*where)
    db.session.execute(delete(Delivery).where(Delivery.notification_id.in_(rows)))
    db.session.execute(delete(Notification).where(*where))
    held = [HeldChange.person_id == actor.person_id]
    if not is_last:
        held.append(HeldChange.case_id.is_(None))
    db.session.execute(delete(HeldChange).where(*held))
    for kind in (ContactProof, NoticeChoice):
        db.session.execute(delete(kind).where(kind.person_id == actor.person_id))
    return []


def needs(_session: Session, _person_id: int) -> bool:
    """A message needs nobody by itself."""
    return False


HOLDER = Holder(part, consequences, forget, needs)
