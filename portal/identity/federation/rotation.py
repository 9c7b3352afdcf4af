"""Changing keys without a day on which nobody can sign in: the steps, and the order they must come in.

Others keep what they read of us until their trust chain ends, and the anchor pins the keys of logins in
its policy. So a new key is published first, used when everybody can know it, and the old one goes last.
Rules: seccons_bcps "Upgrading strategy"; entity_statement (the policy pins ``jwks`` by value).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from portal.identity.federation.keys import HeldKey, Keys, Purpose, State
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.signing import LEAST_BITS, bits
from portal.platform import clock

#: How long others may go on with what they read of us: the longest life of a chain (48 hours).
CHAIN_LIFE = timedelta(hours=48)


def begin(keys: Keys, first: HeldKey) -> Keys:
    """The first key of a purpose, in use at once: nobody knows us yet.

    Raises:
        Refused: there has been one before, or it is too weak.
    """
    _check_strength(first)
    if keys.of(first.purpose):
        raise Refused(About.KEYS, Cause.ALREADY_THERE)
    return Keys((*keys.held, replace(first, state=State.ACTIVE, activated_at=clock.now())))


def publish(keys: Keys, new: HeldKey) -> Keys:
    """First step: list a new key beside the one in use.

    Raises:
        Refused: another change of this purpose is under way, none is in use yet, the key is held
            already, or it is too weak.
    """
    _check_strength(new)
    keys.active(new.purpose)
    if any(one.kid == new.kid for one in keys.held):
        raise Refused(About.KEYS, Cause.ALREADY_THERE)
    if any(one.state is State.PUBLISHED for one in keys.of(new.purpose)):
        raise Refused(About.KEYS, Cause.WRONG_STATE)
    return Keys((*keys.held, replace(new, state=State.PUBLISHED, published_at=clock.now())))


def activate(
    keys: Keys,
    kid: str,
    *,
    shown_by_superiors: Collection[Collection[str]],
    chain_life: timedelta = CHAIN_LIFE,
) -> Keys:
    """Second step: use the new key; the old one stays listed.

    Args:
        shown_by_superiors: for each superior, the ``kid`` of the keys it shows for us: federation keys
            in its statement, the keys of logins in the metadata its policy leaves. An encryption key
            asks for none: until a superior shows it, providers go on with the old one, which still opens.
        chain_life: the longest life of a chain others may hold of us.

    Raises:
        Refused: it is not a published, unused key; a superior does not show it; or chains from before
            it was published may still be alive (a federation key may go as soon as superiors show it:
            configurations are verified with what the superior says).
    """
    new = keys.get(kid)
    if new.state is not State.PUBLISHED or new.activated_at is not None:
        raise Refused(About.KEYS, Cause.WRONG_STATE)
    if new.purpose is not Purpose.ENCRYPTION and not (
        shown_by_superiors and all(kid in shown for shown in shown_by_superiors)
    ):
        raise Refused(About.KEYS, Cause.NOT_AT_SUPERIOR)
    if new.purpose is not Purpose.FEDERATION and clock.now() < new.published_at + chain_life:
        raise Refused(About.KEYS, Cause.TOO_EARLY)
    old = keys.active(new.purpose)
    return _with(
        keys,
        replace(old, state=State.PUBLISHED),
        replace(new, state=State.ACTIVE, activated_at=clock.now()),
    )


def retire(keys: Keys, kid: str, *, chain_life: timedelta = CHAIN_LIFE) -> Keys:
    """Last step: list the old key no more. A new key that was never used may be given up so, too.

    Raises:
        Refused: it is in use or gone already, or what was done with it may still be on its way.
    """
    old = keys.get(kid)
    if old.state is not State.PUBLISHED:
        raise Refused(About.KEYS, Cause.WRONG_STATE)
    successor = keys.active(old.purpose).activated_at
    if old.activated_at is not None and successor and clock.now() < successor + chain_life:
        raise Refused(About.KEYS, Cause.TOO_EARLY)
    return _with(keys, replace(old, state=State.RETIRED, retired_at=clock.now()))


def replace_at_once(keys: Keys, kid: str, new: HeldKey) -> Keys:
    """A key fell into wrong hands: it goes now and a new one is used now. Logins fail until the superiors
    show the new one and others read us again; revoke the old one at their portals first.

    Raises:
        Refused: the key is gone already, the new one is for something else, held already or too weak.
    """
    _check_strength(new)
    lost = keys.get(kid)
    if lost.state is State.RETIRED or lost.purpose is not new.purpose:
        raise Refused(About.KEYS, Cause.WRONG_STATE)
    if any(one.kid == new.kid for one in keys.held):
        raise Refused(About.KEYS, Cause.ALREADY_THERE)
    now = clock.now()
    left = _with(keys, replace(lost, state=State.RETIRED, retired_at=now))
    others = [
        replace(one, state=State.PUBLISHED)
        if one.purpose is new.purpose and one.state is State.ACTIVE
        else one
        for one in left.held
    ]
    used = replace(new, state=State.ACTIVE, published_at=now, activated_at=now)
    return Keys((*others, used))


def _with(keys: Keys, *changed: HeldKey) -> Keys:
    by_kid = {one.kid: one for one in changed}
    return Keys(tuple(by_kid.get(one.kid, one) for one in keys.held))


def _check_strength(key: HeldKey) -> None:
    if bits(key.private) < LEAST_BITS:
        raise Refused(About.KEYS, Cause.TOO_WEAK)
