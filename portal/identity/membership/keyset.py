"""Our keys as they lie in the database: opened when used, changed only in the order of the rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from portal.identity.federation import rotation
from portal.identity.federation.keys import USUAL_BITS, HeldKey, Keys, Purpose, State, new_key
from portal.identity.membership.models import FederationKey
from portal.platform import audit
from portal.platform.actor import NOBODY
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: Opened keys by what their rows say: importing a key of 4096 bits is slow, and a login needs several.
_opened: dict[tuple[object, ...], Keys] = {}
_MOST_OPENED = 8


def load_keys(keyring: Keyring, member: str) -> Keys:
    """All keys of a member, the newest of each purpose last."""
    rows = _rows(member)
    mark = tuple((row.kid, row.state, row.activated_at, row.published_at) for row in rows)
    found = _opened.get((member, mark))
    if found is None:
        found = Keys(tuple(_open(keyring, row) for row in rows))
        if len(_opened) >= _MOST_OPENED:
            _opened.clear()
        _opened[member, mark] = found
    return found


def _rows(member: str) -> list[FederationKey]:
    query = select(FederationKey).where(FederationKey.member == member)
    return list(db.session.scalars(query.order_by(FederationKey.id)))


def _open(keyring: Keyring, row: FederationKey) -> HeldKey:
    private = keyring.open_json(row.data_key, row.sealed, _context(row.member, row.kid))
    return HeldKey(
        row.purpose, row.state, private, row.published_at, row.activated_at, row.retired_at
    )


def _context(member: str, kid: str) -> str:
    return f"federation:{member}:key:{kid}"


def purpose_of(member: str, kid: str) -> Purpose | None:
    """What a key is for; nothing where we hold none of that name."""
    query = select(FederationKey.purpose).where(
        FederationKey.member == member, FederationKey.kid == kid
    )
    return db.session.scalar(query)


def make_keys(keys: Keys, bits: int = USUAL_BITS) -> list[HeldKey]:
    """A first key for each purpose that has none; it takes seconds, so it is done before writing."""
    return [new_key(purpose, bits) for purpose in Purpose if not keys.of(purpose)]


def begin(keyring: Keyring, member: str, made: Collection[HeldKey]) -> list[str]:
    """Use first keys at once; the ``kid`` of each.

    Raises:
        Refused: there has been one before.
    """
    for one in made:
        keys = load_keys(keyring, member)
        _save(keyring, member, rotation.begin(keys, one), "begun")
    return [one.kid for one in made]


def publish(keyring: Keyring, member: str, made: HeldKey) -> None:
    """List a new key beside the one in use.

    Raises:
        Refused: see ``rotation.publish``.
    """
    _save(keyring, member, rotation.publish(load_keys(keyring, member), made), "published")


def activate(
    keyring: Keyring, member: str, kid: str, shown_by_superiors: Collection[Collection[str]]
) -> None:
    """Use a key that everybody can know by now.

    Raises:
        Refused: see ``rotation.activate``.
    """
    keys = load_keys(keyring, member)
    changed = rotation.activate(keys, kid, shown_by_superiors=shown_by_superiors)
    _save(keyring, member, changed, "activated")


def retire(keyring: Keyring, member: str, kid: str) -> None:
    """List an old key no more.

    Raises:
        Refused: see ``rotation.retire``.
    """
    _save(keyring, member, rotation.retire(load_keys(keyring, member), kid), "retired")


def replace_at_once(keyring: Keyring, member: str, kid: str, made: HeldKey) -> None:
    """Put a new key in the place of one in wrong hands.

    Raises:
        Refused: see ``rotation.replace_at_once``.
    """
    changed = rotation.replace_at_once(load_keys(keyring, member), kid, made)
    _save(keyring, member, changed, "replaced")


def _save(keyring: Keyring, member: str, keys: Keys, act: str) -> None:
    rows = {row.kid: row for row in _rows(member)}
    for held in keys.held:
        row = rows.get(held.kid)
        if row is None:
            row = _new_row(keyring, member, held)
            db.session.add(row)
        elif _times(row) == (held.state, held.activated_at, held.retired_at):
            continue
        row.state, row.activated_at, row.retired_at = (
            held.state, held.activated_at, held.retired_at,
        )  # fmt: skip
        db.session.flush()
        audit.record(NOBODY, f"federation.key_{act}", "federation_key", row.id, subject_id=None)


def _times(row: FederationKey) -> tuple[State, datetime | None, datetime | None]:
    return row.state, row.activated_at, row.retired_at


def _new_row(keyring: Keyring, member: str, held: HeldKey) -> FederationKey:
    data_key = keyring.new_data_key()
    return FederationKey(
        member=member,
        kid=held.kid,
        purpose=held.purpose,
        state=held.state,
        data_key=data_key,
        sealed=keyring.seal_json(data_key, dict(held.private), _context(member, held.kid)),
        published_at=held.published_at,
    )
