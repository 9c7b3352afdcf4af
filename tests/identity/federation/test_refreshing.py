"""What the daily job leaves to sign in through, whatever the anchor and the providers do meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from portal.identity.federation.providers import Provider, resolve_provider
from portal.identity.federation.refreshing import Refreshed, refresh, renew
from portal.identity.federation.statements import well_known
from portal.platform import clock
from tests.identity.federation.anchored import LIST, World, answered, pinned
from tests.identity.federation.peers import ANCHOR, PROVIDER

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
ASKED = f"{LIST}?entity_type=openid_provider"
OTHER = "https://other.prova.invalid"


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    """A chain of this world holds until half past nine."""
    with clock.freeze(START):
        yield


def round_of(world: World, kept: Mapping[str, Provider] | None = None, **more: bool) -> Refreshed:
    return refresh(pinned(), kept or {}, world.reader, **more)


def codes(found: Refreshed) -> dict[str, str]:
    return {name: refusal.code for name, refusal in found.refusals.items()}


def test_all_providers_of_the_list_are_resolved() -> None:
    found = round_of(World())
    assert list(found.providers) == [PROVIDER]
    assert not found.refusals


def test_a_young_chain_is_not_asked_for_again_but_in_the_daily_round() -> None:
    world = World()
    first = round_of(world).providers
    world.asked.clear()
    assert round_of(world, first).providers == first
    assert well_known(PROVIDER) not in world.asked
    round_of(world, first, everything=True)
    assert well_known(PROVIDER) in world.asked


def test_a_chain_is_renewed_before_its_end() -> None:
    world = World()
    first = round_of(world).providers
    with clock.freeze(START + timedelta(minutes=20)):
        world.says = World().says
        second = round_of(world, first).providers[PROVIDER]
    assert second.chain.expires_at == START + timedelta(minutes=50)


def test_while_the_anchor_is_away_good_chains_stay_and_then_go() -> None:
    world = World()
    first = round_of(world).providers
    world.answers[well_known(ANCHOR)] = None
    with clock.freeze(START + timedelta(minutes=29)):
        kept = round_of(world, first)
        assert list(kept.providers) == [PROVIDER]
        assert codes(kept) == {ANCHOR: "anchor.unreachable"}
    with clock.freeze(START + timedelta(minutes=30)):
        assert not round_of(world, first).providers


def test_a_provider_that_fails_stays_until_its_end_and_harms_no_other() -> None:
    world = World()
    first = round_of(world).providers
    world.answers[ASKED] = answered(json.dumps([OTHER, PROVIDER]), kind="application/json")
    found = round_of(world, first)
    assert list(found.providers) == [PROVIDER]
    assert codes(found) == {OTHER: "configuration.status"}
    world.answers[well_known(PROVIDER)] = answered("", 500)
    with clock.freeze(START + timedelta(minutes=29)):
        assert list(round_of(world, first).providers) == [PROVIDER]
    with clock.freeze(START + timedelta(minutes=31)):
        world.says["anchor"] = World().says["anchor"]
        assert not round_of(world, first).providers


def test_whom_the_anchor_takes_off_its_list_is_gone() -> None:
    world = World()
    first = round_of(world).providers
    world.answers[ASKED] = answered("[]", kind="application/json")
    assert not round_of(world, first).providers


def test_a_provider_never_known_is_not_shown() -> None:
    world = World()
    world.answers[well_known(PROVIDER)] = None
    found = renew(None, lambda: resolve_provider(PROVIDER, pinned(), world.reader()))
    assert found.provider is None
    assert found.refusal is not None
    assert found.refusal.code == "configuration.unreachable"
