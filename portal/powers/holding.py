"""What the house holds of a person's powers: those they gave, those they hold, and what becomes of both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import policy, queries
from portal.powers.models import Kind, Power, PowerState

_EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _powers(person_id: int | None) -> list[Power]:
    mine = or_(Power.subject_id == person_id, Power.holder_id == person_id)
    query = select(Power).where(mine, Power.data_key != b"")
    return list(db.session.scalars(query.order_by(Power.id)))


def _open(person_id: int | None) -> list[Power]:
    return [one for one in _powers(person_id) if one.state in policy.OPEN]


def part(keyring: Keyring, actor: Actor) -> Part:
    """Every power of either side, in the words that were agreed to; the act goes to who sent it."""
    files: dict[str, Callable[[], bytes]] = {}
    facts: list[dict[str, Any]] = [
        {
            "code": one.code,
            "kind": one.kind.value,
            "state": one.state.value,
            "who_and_what": queries.opened(keyring, one),
            "services": one.services,
            "every_service": one.every_service,
            "reach": one.reach.value,
            "until": one.until,
            "asked_at": one.asked_at,
            "answered_at": one.answered_at,
            "ended_at": one.ended_at,
        }
        for one in _powers(actor.person_id)
    ]
    store = current_app.config["POWER_FILES"]
    for one in _powers(actor.person_id):
        if one.holder_id != actor.person_id:
            continue
        for act in queries.acts_of(one.id):
            name = f"atto-{one.code}-{act.number}.{_EXTENSIONS.get(act.media_type, 'bin')}"
            files[name] = partial(store.open, one.data_key, act.store_key)
    return Part("deleghe", _l("Who acts for you, and for whom you act"), {"powers": facts}, files)


def consequences(actor: Actor) -> list[Consequence]:
    """What erasing does to powers."""
    if not _open(actor.person_id):
        return []
    return [Consequence(_l("Nobody acts for you online any more, and you act for nobody."))]


def forget(_keyring: Keyring, actor: Actor, is_last: bool) -> list[Afterwards]:
    """Powers end at once; at the end their words go, the rows that the trail names stay."""
    for one in _open(actor.person_id):
        one.state = PowerState.ENDED
        one.ended_at, one.ended_by = clock.now(), actor.person_id
        audit.record(actor, "power.ended", "power", one.id, subject_id=one.subject_id)
    after: list[Afterwards] = []
    if is_last:
        for one in _powers(actor.person_id):
            for act in queries.acts_of(one.id):
                after.append(partial(current_app.config["POWER_FILES"].delete, act.store_key))
                db.session.delete(act)
            one.sealed = one.data_key = b""
            one.holder_hash = None
    return after


def needs(session: Session, person_id: int) -> bool:
    """Whoever represents somebody by law is needed while they do."""
    query = select(Power.id).where(
        or_(Power.subject_id == person_id, Power.holder_id == person_id),
        Power.kind.not_in([Kind.MANDATE, Kind.NATIONAL]),
        Power.state == PowerState.IN_FORCE,
    )
    return session.scalar(query.limit(1)) is not None


HOLDER = Holder(part, consequences, forget, needs)
