"""Our keys: what leaves the house, and the only order in which they are changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import RSAKey

from portal.identity.federation import rotation
from portal.identity.federation.keys import HeldKey, Keys, Purpose, State, new_key
from portal.identity.federation.refusing import Cause, Refused
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.federation.peers import ours

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
EVERY = list(Purpose)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def begun() -> Keys:
    keys = Keys()
    with clock.freeze(START):
        for purpose in Purpose:
            keys = rotation.begin(keys, ours(purpose))
    return keys


def changing(purpose: Purpose) -> Keys:
    """A second key was published at the start."""
    with clock.freeze(START):
        return rotation.publish(begun(), ours(purpose, 2))


def refused(cause: Cause, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.cause is cause


@pytest.mark.parametrize("purpose", EVERY)
def test_only_the_public_half_leaves_the_house(purpose: Purpose) -> None:
    shown = ours(purpose).public
    assert set(shown) == {"kty", "n", "e", "kid", "use", "alg"}
    wanted = {"enc": "RSA-OAEP"} if purpose is Purpose.ENCRYPTION else {"sig": "RS256"}
    assert {shown["use"]: shown["alg"]} == wanted
    assert "d" in ours(purpose).private
    assert str(ours(purpose).private["d"]) not in repr(ours(purpose))


def test_the_kid_is_the_thumbprint_whatever_was_stored() -> None:
    held = ours(Purpose.SIGNATURE)
    renamed = replace(held, private={**held.private, "kid": "mine", "use": "enc", "x5c": []})
    bare = RSAKey.import_key({name: held.public[name] for name in ("kty", "n", "e")})  # type: ignore[arg-type]
    assert renamed.kid == held.kid == bare.thumbprint()
    assert renamed.public == held.public


def test_a_weak_key_is_not_made() -> None:
    refused(Cause.TOO_WEAK, lambda: new_key(Purpose.SIGNATURE, 1024))


def test_a_weak_key_is_not_taken() -> None:
    weak = HeldKey(Purpose.SIGNATURE, State.PUBLISHED, peers.weak(), START)
    refused(Cause.TOO_WEAK, lambda: rotation.begin(Keys(), weak))


def test_sets_stay_apart() -> None:
    keys = begun()
    assert [one["kid"] for one in keys.listed(Purpose.FEDERATION)] == [ours(Purpose.FEDERATION).kid]
    assert set(keys.openers()) == {ours(Purpose.ENCRYPTION).kid}
    assert len({keys.active(purpose).kid for purpose in Purpose}) == 3


def test_the_first_key_is_used_at_once_and_comes_only_once() -> None:
    assert begun().active(Purpose.SIGNATURE).activated_at == START
    refused(Cause.ALREADY_THERE, lambda: rotation.begin(begun(), ours(Purpose.SIGNATURE, 2)))
    refused(Cause.NOT_THERE, lambda: rotation.publish(Keys(), ours(Purpose.SIGNATURE)))


@pytest.mark.parametrize("purpose", EVERY)
def test_a_new_key_is_listed_first_and_not_yet_used(purpose: Purpose) -> None:
    keys = changing(purpose)
    assert [one["kid"] for one in keys.listed(purpose)] == [ours(purpose, 2).kid, ours(purpose).kid]
    assert keys.active(purpose).kid == ours(purpose).kid


@pytest.mark.parametrize("purpose", EVERY)
def test_the_whole_drill_in_its_order(purpose: Purpose) -> None:
    old, new = ours(purpose).kid, ours(purpose, 2).kid
    keys = changing(purpose)
    with clock.freeze(at(48)):
        keys = rotation.activate(keys, new, shown_by_superiors=[{old, new}, {new}])
    assert keys.active(purpose).kid == new
    assert [one["kid"] for one in keys.listed(purpose)] == [new, old]
    with clock.freeze(at(95)):
        refused(Cause.TOO_EARLY, lambda: rotation.retire(keys, old))
    with clock.freeze(at(96)):
        keys = rotation.retire(keys, old)
    assert [one["kid"] for one in keys.listed(purpose)] == [new]
    assert keys.get(old).retired_at == at(96)
    with clock.freeze(at(97)):
        assert rotation.publish(keys, ours(purpose, 3)).active(purpose).kid == new


def test_what_was_sealed_for_an_old_key_still_opens() -> None:
    keys = changing(Purpose.ENCRYPTION)
    new = ours(Purpose.ENCRYPTION, 2).kid
    with clock.freeze(at(49)):
        keys = rotation.activate(keys, new, shown_by_superiors=[])
    with clock.freeze(at(100)):
        keys = rotation.retire(keys, ours(Purpose.ENCRYPTION).kid)
    assert len(keys.openers()) == 2


@pytest.mark.parametrize("purpose", [Purpose.SIGNATURE, Purpose.ENCRYPTION])
def test_chains_of_before_must_have_ended(purpose: Purpose) -> None:
    new = ours(purpose, 2).kid
    with clock.freeze(at(47.9)):
        refused(
            Cause.TOO_EARLY,
            lambda: rotation.activate(changing(purpose), new, shown_by_superiors=[{new}]),
        )


def test_a_federation_key_waits_for_its_superiors_and_for_nothing_else() -> None:
    keys, new = changing(Purpose.FEDERATION), ours(Purpose.FEDERATION, 2).kid
    with clock.freeze(at(1)):
        keys = rotation.activate(keys, new, shown_by_superiors=[{new}])
    assert keys.active(Purpose.FEDERATION).kid == new


@pytest.mark.parametrize("purpose", [Purpose.FEDERATION, Purpose.SIGNATURE])
@pytest.mark.parametrize("seen", [[], [set()], [{"new"}, {"other"}]])
def test_every_superior_must_show_the_new_key(purpose: Purpose, seen: list[set[str]]) -> None:
    new = ours(purpose, 2).kid
    shown = [{new if kid == "new" else kid for kid in one} for one in seen]
    with clock.freeze(at(100)):
        refused(
            Cause.NOT_AT_SUPERIOR,
            lambda: rotation.activate(changing(purpose), new, shown_by_superiors=shown),
        )


@pytest.mark.parametrize("purpose", EVERY)
def test_the_wrong_order_is_refused(purpose: Purpose) -> None:
    keys, old, new = changing(purpose), ours(purpose).kid, ours(purpose, 2).kid
    shown = [{old, new}]
    with clock.freeze(at(200)):
        refused(Cause.WRONG_STATE, lambda: rotation.retire(keys, old))
        refused(Cause.WRONG_STATE, lambda: rotation.publish(keys, ours(purpose, 3)))
        refused(Cause.ALREADY_THERE, lambda: rotation.publish(keys, ours(purpose)))
        refused(Cause.WRONG_STATE, lambda: rotation.activate(keys, old, shown_by_superiors=shown))
        refused(Cause.NOT_THERE, lambda: rotation.activate(keys, "none", shown_by_superiors=shown))
        done = rotation.activate(keys, new, shown_by_superiors=shown)
        refused(Cause.WRONG_STATE, lambda: rotation.activate(done, old, shown_by_superiors=shown))
    with clock.freeze(at(300)):
        gone = rotation.retire(done, old)
        refused(Cause.WRONG_STATE, lambda: rotation.retire(gone, old))


def test_a_new_key_that_was_never_used_may_be_given_up() -> None:
    new = ours(Purpose.SIGNATURE, 2).kid
    with clock.freeze(at(1)):
        keys = rotation.retire(changing(Purpose.SIGNATURE), new)
    assert keys.get(new).state is State.RETIRED
    assert keys.active(Purpose.SIGNATURE).kid == ours(Purpose.SIGNATURE).kid


def test_a_key_in_wrong_hands_goes_at_once() -> None:
    lost, new = ours(Purpose.SIGNATURE), ours(Purpose.SIGNATURE, 2)
    with clock.freeze(at(1)):
        keys = rotation.replace_at_once(begun(), lost.kid, new)
    assert keys.active(Purpose.SIGNATURE).kid == new.kid
    assert [one["kid"] for one in keys.listed(Purpose.SIGNATURE)] == [new.kid]
    refused(Cause.WRONG_STATE, lambda: rotation.replace_at_once(keys, lost.kid, new))
    refused(Cause.ALREADY_THERE, lambda: rotation.replace_at_once(keys, new.kid, new))
    other = ours(Purpose.FEDERATION, 2)
    refused(Cause.WRONG_STATE, lambda: rotation.replace_at_once(keys, new.kid, other))


def test_losing_a_key_that_waits_leaves_one_in_use() -> None:
    waiting = ours(Purpose.SIGNATURE, 2)
    with clock.freeze(at(1)):
        keys = rotation.replace_at_once(
            changing(Purpose.SIGNATURE), waiting.kid, ours(Purpose.SIGNATURE, 3)
        )
    states = [one.state for one in keys.of(Purpose.SIGNATURE)]
    assert states == [State.PUBLISHED, State.RETIRED, State.ACTIVE]


@pytest.mark.parametrize("purpose", EVERY)
def test_a_key_goes_into_a_drawer_and_comes_out_the_same(purpose: Purpose) -> None:
    gone = rotation.retire(changing(purpose), ours(purpose, 2).kid).held
    for one in (*changing(purpose).held, *gone):
        again = HeldKey.from_facts(json.loads(json.dumps(one.facts())))
        assert again == one
        assert again.kid == one.kid
