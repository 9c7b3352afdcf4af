"""Putting something into one's drawer, and taking it out; everything is sealed with the person's key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.cases.bindings import drawer_context
from portal.cases.drawer import queries
from portal.cases.models import DrawerItem
from portal.identity.models import Person
from portal.platform import audit, clock
from portal.platform.acting import Errand
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: So many items one drawer holds.
MOST_ITEMS = 60


class DrawerFull(Situation):
    """The drawer holds as many items as it may."""

    title = _l("Your documents are full")
    words = _l("There is room for 60. Take away what you no longer need, then try again.")


@dataclass(frozen=True)
class Paper:
    """A checked file that lies sealed in the store under the person's key, and what it is.

    ``document`` is an id of the catalogue; ``is_receipt``: of a renewal, as good as the permit.
    """

    document: str
    store_key: str
    name: str
    media_type: str
    size: int
    digest: str
    expires_on: date | None = None
    is_receipt: bool = False


def keep_fact(keyring: Keyring, actor: Actor, datum: str, value: Any) -> None:
    """Keep a datum of the subject; what was kept of it before is replaced.

    Raises:
        NotThere: nobody is the subject, or the actor may only read.
        DrawerFull: see there.
    """
    person = _subject_of(actor, Errand.KEEP_PAPER)
    word_hash = keyring.lookup("drawer", f"{person.id}:{datum}")
    row = db.session.scalar(select(DrawerItem).where(DrawerItem.word_hash == word_hash))
    if row is None:
        row = _new(person)
        row.word_hash = word_hash
    facts = _facts(datum, value=value)
    _fill(keyring, actor, person, row, facts, end_of(value))


def keep_paper(keyring: Keyring, actor: Actor, paper: Paper) -> None:
    """Keep a paper of the subject; the same file of the same document twice stays one.

    Raises:
        NotThere: nobody is the subject, or the actor may only read.
        DrawerFull: see there.
    """
    person = _subject_of(actor, Errand.KEEP_PAPER)
    for item in queries.items_of(keyring, actor):
        if item.is_file and (item.word, item.digest) == (paper.document, paper.digest):
            return
    row = _new(person)
    row.store_key = paper.store_key
    facts = _facts(
        paper.document, name=paper.name, media_type=paper.media_type, size=paper.size,
        digest=paper.digest, is_receipt=paper.is_receipt,
    )  # fmt: skip
    _fill(keyring, actor, person, row, facts, paper.expires_on)


def remove_item(keyring: Keyring, actor: Actor, item_id: int) -> str | None:
    """Take something out; the store key of its file, to be erased once the change is kept.

    Raises:
        NotThere: see ``queries.get_item``; also for who acts online for the person.
    """
    _subject_of(actor, Errand.REMOVE_PAPER)
    row, _item = queries.get_item(keyring, actor, item_id)
    store_key = row.store_key
    db.session.delete(row)
    audit.record(actor, "drawer.removed", "drawer_item", item_id)
    return store_key


def _subject_of(actor: Actor, errand: Errand) -> Person:
    if not actor.may_do(errand):
        raise NotThere
    return queries.subject_of(actor)


def end_of(value: Any) -> date | None:
    """The last day a datum is good, where it says one itself (an ISEE, a permit)."""
    ends = value.get("expires_on") if isinstance(value, dict) else None
    return date.fromisoformat(ends) if ends else None


def takes(keyring: Keyring, actor: Actor, document: str, digest: str) -> bool:
    """Look, before a paper is stored, whether there is anything to keep: not where the same lies there
    already. Sent again and again it would only fill the disk.

    Raises:
        NotThere: nobody is the subject, or the actor may only read.
        DrawerFull: see there.
    """
    person = _subject_of(actor, Errand.KEEP_PAPER)
    kept = [one for one in queries.items_of(keyring, actor) if one.is_file]
    if any((one.word, one.digest) == (document, digest) for one in kept):
        return False
    _check_room(person)
    return True


def _check_room(person: Person) -> None:
    query = select(func.count()).select_from(DrawerItem).where(DrawerItem.person_id == person.id)
    if (db.session.scalar(query) or 0) >= MOST_ITEMS:
        raise DrawerFull


def _new(person: Person) -> DrawerItem:
    _check_room(person)
    return DrawerItem(key=secrets.token_hex(16), person_id=person.id)


def _facts(word: str, **known: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "value": None, "name": "", "media_type": "", "size": 0, "digest": "", "is_receipt": False,
    }  # fmt: skip
    return {"word": word, **nothing, **known}


def _fill(
    keyring: Keyring,
    actor: Actor,
    person: Person,
    row: DrawerItem,
    facts: dict[str, Any],
    expires_on: date | None,
) -> None:
    row.sealed = keyring.seal_json(person.data_key, facts, drawer_context(person.id, row.key))
    row.kept_at = clock.now()
    row.kept_by = actor.person_id
    row.expires_on = expires_on
    row.warned_on = None
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "drawer.kept", "drawer_item", row.id, subject_id=person.id)
