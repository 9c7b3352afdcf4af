"""Trust chains: one that holds, and every way in which one does not, a fault at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.identity.federation.chain import AN_AGGREGATOR, Anchor, verify_chain
from portal.identity.federation.collecting import read_anchor, resolve
from portal.identity.federation.fetching import Limits, Reader
from portal.identity.federation.refusing import Refused
from portal.identity.federation.statements import TYPE, well_known
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.federation.anchored import (
    AGGREGATOR,
    MEMBER,
    World,
    pinned,
)
from tests.identity.federation.chain_faults import (
    ABOUT,
    FAULTS,
    MEMBER_FAULTS,
    Fault,
    policy,
    says,
    signs,
)
from tests.identity.federation.peers import ANCHOR, PROVIDER, key


@pytest.mark.parametrize(("fault", "code"), [pytest.param(*one[1:], id=one[0]) for one in FAULTS])
def test_a_chain_with_one_fault_is_refused(fault: Fault, code: str) -> None:
    world = World()
    fault(world)
    with pytest.raises(Refused) as caught:
        resolve(PROVIDER, pinned(), world.reader())
    assert caught.value.code == code


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(FAULTS) > 80


def test_a_chain_that_holds() -> None:
    world = World()
    chain = resolve(PROVIDER, pinned(), world.reader())
    assert chain.subject == PROVIDER
    assert chain.metadata["openid_provider"]["issuer"] == PROVIDER
    assert world.asked == [well_known(ANCHOR), well_known(PROVIDER), ABOUT]
    assert chain.raws == (
        world.token("provider"),
        world.token("about"),
        world.token("anchor"),
    )


def test_it_ends_with_the_first_of_its_tokens_and_is_renewed_before() -> None:
    start = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with clock.freeze(start):
        chain = resolve(PROVIDER, pinned(), World().reader())
        assert chain.expires_at == start + timedelta(minutes=30)
        assert chain.is_good
        assert not chain.is_due
    with clock.freeze(start + timedelta(minutes=15)):
        assert chain.is_good
        assert chain.is_due
    with clock.freeze(start + timedelta(minutes=30)):
        assert not chain.is_good


def test_a_kept_chain_is_verified_again_and_has_an_end() -> None:
    chain = resolve(PROVIDER, pinned(), World().reader())
    assert verify_chain(chain.raws, PROVIDER, pinned()).metadata == chain.metadata
    with pytest.raises(Refused, match=r"anchor\.not_pinned"):
        verify_chain(chain.raws, PROVIDER, pinned("x"))
    with pytest.raises(Refused, match=r"statement\.subject"):
        verify_chain(chain.raws, MEMBER, pinned())
    with pytest.raises(Refused, match=r"chain\.form"):
        verify_chain(chain.raws[:2], PROVIDER, pinned())
    with clock.freeze(clock.after(hours=1)), pytest.raises(Refused, match=r"statement\.expired"):
        verify_chain(chain.raws, PROVIDER, pinned())


def test_two_pinned_keys_carry_over_a_change_of_the_anchor() -> None:
    world = World()
    signs("anchor", "new anchor")(world)
    assert read_anchor(pinned("anchor", "new anchor"), world.reader()).issuer == ANCHOR


def test_the_anchor_may_sign_statements_with_any_key_it_names() -> None:
    world = World()
    says("anchor", jwks=peers.public(key("anchor"), key("second")))(world)
    signs("about", "second")(world)
    assert resolve(PROVIDER, pinned(), world.reader()).is_good


def test_policies_of_superiors_shape_what_is_left() -> None:
    world = World()
    policy(
        id_token_signing_alg_values_supported={"subset_of": ["RS256"]},
        subject_types_supported={"value": ["pairwise"]},
        constraints={"max_path_length": 1},
        contacts={"unheard_of": 1},
    )(world)
    said = resolve(PROVIDER, pinned(), world.reader()).metadata["openid_provider"]
    assert said["id_token_signing_alg_values_supported"] == ["RS256"]
    assert said["subject_types_supported"] == ["pairwise"]


def test_a_superior_may_overwrite() -> None:
    world = World()
    says("about", metadata={"openid_provider": {"organization_name": "Altro"}})(world)
    said = resolve(PROVIDER, pinned(), world.reader()).metadata["openid_provider"]
    assert said["organization_name"] == "Altro"


def test_a_relying_party_may_stand_below_an_aggregator() -> None:
    world = World()
    says(
        "about aggregator", metadata_policy={"openid_relying_party": {"contacts": {"add": ["x"]}}}
    )(world)
    says("about member", metadata_policy={"openid_relying_party": {"contacts": {"add": ["y"]}}})(
        world
    )
    chain = resolve(MEMBER, pinned(), world.reader(), AN_AGGREGATOR)
    assert [one.issuer for one in chain.statements] == [AGGREGATOR, ANCHOR]
    assert chain.metadata["openid_relying_party"]["contacts"] == ["a@prova.invalid", "x", "y"]


@pytest.mark.parametrize(
    ("fault", "code"), [pytest.param(*one[1:], id=one[0]) for one in MEMBER_FAULTS]
)
def test_below_an_aggregator_everything_holds_or_nothing_does(fault: Fault, code: str) -> None:
    world = World()
    fault(world)
    with pytest.raises(Refused) as caught:
        resolve(MEMBER, pinned(), world.reader(), AN_AGGREGATOR)
    assert caught.value.code == code


def test_a_longer_chain_than_allowed_is_refused_when_it_is_kept_too() -> None:
    chain = resolve(MEMBER, pinned(), World().reader(), AN_AGGREGATOR)
    with pytest.raises(Refused, match=r"chain\.depth"):
        verify_chain(chain.raws, MEMBER, pinned())


def test_tokens_of_a_superior_that_the_member_does_not_name_make_no_chain() -> None:
    world = World()
    says("provider", authority_hints=["https://other.invalid"])(world)
    raws = [world.token(name) for name in ("provider", "about", "anchor")]
    with pytest.raises(Refused, match=r"configuration\.hints"):
        verify_chain(raws, PROVIDER, pinned())


def test_a_circle_in_the_tokens_is_seen() -> None:
    world = World()
    loop = {**world.says["about aggregator"], "sub": ANCHOR, "jwks": peers.public(key("anchor"))}
    raw = peers.signed(loop, key("anchor"), typ=TYPE)
    raws = [world.token("provider"), world.token("about"), raw, world.token("anchor")]
    with pytest.raises(Refused, match=r"chain\.loop"):
        verify_chain(raws, PROVIDER, pinned(), AN_AGGREGATOR)


def test_another_way_up_is_tried_when_one_is_blocked() -> None:
    world = World()
    says("member", authority_hints=["https://gone.invalid", AGGREGATOR])(world)
    assert resolve(MEMBER, pinned(), world.reader(), AN_AGGREGATOR).is_good


def test_hints_without_end_are_not_followed() -> None:
    world = World()
    many = [f"https://h{number}.invalid" for number in range(100)]
    says("member", authority_hints=[*many, AGGREGATOR])(world)
    with pytest.raises(Refused, match=r"configuration\.status"):
        resolve(MEMBER, pinned(), world.reader(), AN_AGGREGATOR)
    assert len(world.asked) == 2 + 5


def test_the_budget_of_requests_and_of_time_is_kept() -> None:
    world = World()
    with pytest.raises(Refused, match=r"statement\.budget"):
        resolve(PROVIDER, pinned(), world.reader(requests=2))
    many = [f"https://h{number}.invalid" for number in range(5)]
    says("member", authority_hints=many)(world)
    with pytest.raises(Refused, match=r"configuration\.budget"):
        resolve(MEMBER, pinned(), world.reader(requests=4), AN_AGGREGATOR)
    ticks = iter([0.0, 1.0, 29.0, 31.0])
    with pytest.raises(Refused, match=r"statement\.budget"):
        resolve(PROVIDER, pinned(), Reader(world.fetch, Limits(), lambda: next(ticks)))


def test_an_anchor_without_keys_is_no_anchor() -> None:
    with pytest.raises(Refused, match=r"anchor\.keys"):
        Anchor.pin(ANCHOR, {"keys": []})
