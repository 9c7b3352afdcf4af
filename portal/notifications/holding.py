"""What notifications hold of a person: what they were told, how they want to be told, contacts to prove."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.notifications import composing, queries
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
    }
    return Part("messaggi", _l("What we told you"), facts)


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
