"""Files that arrived whole and wait for their words: listed beside them, sent with them, or taken away."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from portal.cases.actions.attaching import StoredFile, check_room
from portal.cases.bindings import file_context
from portal.cases.models import Case, WaitingFile
from portal.cases.pieces.places import lock_case
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored.files import names_files

#: What waits is kept so long: as long as what is still on its way.
KEPT = timedelta(days=2)


class NoLongerWaiting(Situation):
    """A file that was to go along is not there: its time is over, or it went already."""

    title = _l("A file is no longer here")
    words = _l("It may have gone already: look at your messages. Otherwise choose it again.")


@dataclass(frozen=True)
class Waiting:
    """One file that waits, as it is listed."""

    token: str
    name: str
    size: int


@names_files("FILES")
def named_waiting(session: Session) -> Iterable[str]:
    """The files that wait for words."""
    return session.scalars(select(WaitingFile.store_key))


def keep_waiting(
    keyring: Keyring, actor: Actor, case: Case, place: str, stored: StoredFile
) -> list[str]:
    """Have a stored file wait in a case the caller locked; the same file twice stays one. The store keys
    to erase afterwards.

    Raises:
        TooManyFiles: the case holds as many as it may.
    """
    there = select(WaitingFile.id).where(*_of(actor, case, place))
    if db.session.scalar(there.where(WaitingFile.digest == stored.digest)) is not None:
        return [stored.store_key]
    check_room(case, 1)
    db.session.add(
        WaitingFile(
            token=secrets.token_hex(16),
            case_id=case.id,
            place=place,
            store_key=stored.store_key,
            sealed_name=keyring.seal_text(
                case.data_key, stored.name, file_context(stored.store_key)
            ),
            media_type=stored.media_type,
            size=stored.size,
            digest=stored.digest,
            begun_by=actor.person_id,
            expires_at=clock.now() + KEPT,
        )
    )
    return []


def waiting_at(keyring: Keyring, actor: Actor, case: Case, place: str) -> list[Waiting]:
    """What this actor has waiting in a case already loaded through them, in the order it came."""
    rows = _rows(actor, case, place)
    return [Waiting(row.token, _name(keyring, case, row), row.size) for row in rows]


def take_waiting(
    keyring: Keyring, actor: Actor, reference: str, place: str, tokens: Collection[str]
) -> list[StoredFile]:
    """Hand over what goes with the words that are being sent; from here on it waits no more.

    Raises:
        NotThere: nobody writes there now.
        NoLongerWaiting: one of them is not there.
    """
    if not tokens:
        return []
    case = lock_case(actor, reference, place)
    # Held, so that the round that erases what is over does not take its file meanwhile.
    rows = [row for row in _rows(actor, case, place, is_held=True) if row.token in tokens]
    if len(rows) < len(set(tokens)):
        raise NoLongerWaiting
    found = [
        StoredFile(row.store_key, _name(keyring, case, row), row.media_type, row.size, row.digest)
        for row in rows
    ]
    db.session.execute(delete(WaitingFile).where(WaitingFile.id.in_([row.id for row in rows])))
    return found


def drop_waiting(actor: Actor, reference: str, place: str, token: str) -> str | None:
    """Take one away; its store key, to be erased after the commit. Nothing where it is gone already.

    Raises:
        NotThere: nobody writes there now.
    """
    case = lock_case(actor, reference, place)
    rows = _rows(actor, case, place, is_held=True)
    row = next((row for row in rows if row.token == token), None)
    return forget_waiting(row) if row is not None else None


def forget_waiting(row: WaitingFile) -> str:
    """Erase the row of a file that waits; its store key."""
    store_key = row.store_key
    db.session.execute(delete(WaitingFile).where(WaitingFile.id == row.id))
    return store_key


def _rows(actor: Actor, case: Case, place: str, *, is_held: bool = False) -> list[WaitingFile]:
    query = select(WaitingFile).where(*_of(actor, case, place)).order_by(WaitingFile.id)
    return list(db.session.scalars(query.with_for_update() if is_held else query))


def _of(actor: Actor, case: Case, place: str) -> list[ColumnElement[bool]]:
    """Only who had it sent sees it: what is not said yet is nobody else's."""
    return [
        WaitingFile.case_id == case.id,
        WaitingFile.place == place,
        WaitingFile.begun_by.is_not_distinct_from(actor.person_id),
        WaitingFile.expires_at > clock.now(),
    ]


def _name(keyring: Keyring, case: Case, row: WaitingFile) -> str:
    return keyring.open_text(case.data_key, row.sealed_name, file_context(row.store_key))
