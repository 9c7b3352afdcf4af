"""How we stand with a superior: from the first day of a registration to the alarm before a mark ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.identity.federation import rotation
from portal.identity.federation.chain import AN_AGGREGATOR
from portal.identity.federation.collecting import resolve
from portal.identity.federation.configuration import sign_configuration
from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.federation.standing import Standing, look_up, standing_of
from portal.identity.federation.statements import TYPE
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.federation.anchored import (
    AGGREGATOR,
    FETCH,
    MARK,
    MEMBER,
    World,
    answered,
    pinned,
)
from tests.identity.federation.peers import ANCHOR, US, key, our_keys, our_party, ours

ASKED = f"{FETCH}?sub=https%3A%2F%2Faccanto.prova.invalid%2F"


def mark(
    by: str = "anchor", issuer: str = ANCHOR, subject: str = US, days: int = 30
) -> dict[str, Any]:
    now = peers.now()
    claims = {"iss": issuer, "sub": subject, "id": MARK, "iat": now, "exp": now + days * 86_400}
    return {"id": MARK, "trust_mark": peers.signed(claims, key(by), "trust-mark+jwt")}


def registered(world: World, keys: Keys | None = None, **more: Any) -> None:
    """The anchor knows us, with these keys of ours."""
    listed = {"keys": (keys or our_keys()).listed(Purpose.FEDERATION)}
    now = peers.now()
    said = {"iss": ANCHOR, "sub": US, "iat": now, "exp": now + 3000, "jwks": listed, **more}
    world.answers[ASKED] = answered(peers.signed(said, key("anchor"), TYPE))


def standing(world: World, keys: Keys | None = None) -> Standing:
    made = sign_configuration(our_party(), keys or our_keys())
    return look_up(made.raw, US, pinned(), world.reader())


def policy(**rules: Mapping[str, Any]) -> dict[str, Any]:
    return {"metadata_policy": {"openid_relying_party": rules}}


def test_before_the_registration_nobody_knows_us() -> None:
    with pytest.raises(Refused, match=r"statement\.status"):
        standing(World())


def test_once_registered_everything_is_as_we_say() -> None:
    world = World()
    registered(world, trust_marks=[mark()])
    found = standing(world)
    assert (found.anchor, found.superior) == (ANCHOR, ANCHOR)
    assert found.federation_keys == {ours(Purpose.FEDERATION).kid}
    assert found.login_keys == {ours(Purpose.SIGNATURE).kid, ours(Purpose.ENCRYPTION).kid}
    assert found.differences == ()
    assert [one.entry["id"] for one in found.marks] == [MARK]
    assert not found.ends_within(timedelta(minutes=30))
    assert found.ends_within(timedelta(hours=1))


def test_nothing_of_ours_is_fetched() -> None:
    world = World()
    registered(world)
    standing(world)
    assert not [address for address in world.asked if address.startswith(US)]


def test_its_marks_go_into_what_we_publish_and_somebody_elses_do_not() -> None:
    world = World()
    registered(world, trust_marks=[mark(), mark(subject="https://other.invalid"), mark(by="x")])
    found = standing(world)
    assert len(found.marks) == 1
    made = sign_configuration(our_party(), our_keys(), [one.entry for one in found.marks])
    assert look_up(made.raw, US, pinned(), world.reader()).marks == found.marks


def test_a_mark_that_ends_soon_is_noticed() -> None:
    world = World()
    registered(world, trust_marks=[mark(days=5)], exp=peers.now() + 60 * 86_400)
    found = replace(standing(world), expires_at=clock.after(days=60))
    assert not found.ends_within(timedelta(days=4))
    assert found.ends_within(timedelta(days=6))


def test_what_the_superior_leaves_otherwise_is_shown() -> None:
    world = World()
    registered(
        world,
        **policy(
            grant_types={"subset_of": ["authorization_code"]},
            tos_uri={"value": "https://anchor.prova.invalid/tos"},
            client_name={"value": None},
        ),
    )
    found = {one.parameter: (one.published, one.left) for one in standing(world).differences}
    assert found == {
        "grant_types": (["authorization_code", "refresh_token"], ["authorization_code"]),
        "tos_uri": (None, "https://anchor.prova.invalid/tos"),
        "client_name": ("Comune di Prova", None),
    }


def test_a_policy_that_pins_our_keys_holds_a_new_one_back() -> None:
    world = World()
    pinned_keys = {"keys": our_keys().listed(Purpose.SIGNATURE, Purpose.ENCRYPTION)}
    registered(world, **policy(jwks={"value": pinned_keys}))
    assert standing(world).differences == ()
    keys = rotation.publish(our_keys(), ours(Purpose.SIGNATURE, 2))
    found = standing(world, keys)
    assert [one.parameter for one in found.differences] == ["jwks"]
    assert ours(Purpose.SIGNATURE, 2).kid not in found.login_keys
    with pytest.raises(Refused, match=r"keys\.not_at_superior"):
        rotation.activate(
            keys, ours(Purpose.SIGNATURE, 2).kid, shown_by_superiors=[found.login_keys]
        )


def test_a_federation_key_waits_until_the_superior_shows_it() -> None:
    world = World()
    registered(world)
    keys = rotation.publish(our_keys(), ours(Purpose.FEDERATION, 2))
    new = ours(Purpose.FEDERATION, 2).kid
    assert new not in standing(world, keys).federation_keys
    registered(world, keys)
    shown = standing(world, keys).federation_keys
    used = rotation.activate(keys, new, shown_by_superiors=[shown])
    assert standing(world, used).federation_keys == shown


def test_a_key_the_superior_does_not_know_is_said() -> None:
    world = World()
    registered(world)
    with pytest.raises(Refused, match=r"configuration\.key"):
        standing(
            world,
            rotation.replace_at_once(
                our_keys(), ours(Purpose.FEDERATION).kid, ours(Purpose.FEDERATION, 2)
            ),
        )


def test_an_aggregator_gives_marks_by_its_own_key() -> None:
    world = World()
    mine = mark(by="aggregator", issuer=AGGREGATOR, subject=MEMBER)
    world.says["about member"]["trust_marks"] = [mine]
    found = standing_of(resolve(MEMBER, pinned(), world.reader(), AN_AGGREGATOR))
    assert found.superior == AGGREGATOR
    assert [one.entry for one in found.marks] == [mine]
