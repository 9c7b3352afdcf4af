"""Trust marks: which hold, and the resolve endpoint that shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.identity.federation import marks, resolving, signing
from portal.identity.federation.chain import Chain
from portal.identity.federation.collecting import resolve
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import About, Refused
from portal.identity.federation.statements import read_configuration
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.federation.anchored import AGGREGATOR, MARK, World, answered, pinned
from tests.identity.federation.peers import ANCHOR, PROVIDER, US, key, our_keys


def chain(world: World) -> Chain:
    world.says["provider"]["trust_marks"] = [world.mark()]
    return resolve(PROVIDER, pinned(), world.reader())


def read(world: World, entry: dict[str, Any] | None = None, **more: Any) -> marks.Mark:
    return marks.read_mark(entry or world.mark(), PROVIDER, chain(World()).anchor, **more)


def test_a_mark_that_holds() -> None:
    world = World()
    found = read(world)
    assert (found.kind, found.issuer, found.subject) == (MARK, ANCHOR, PROVIDER)
    assert found.entry == world.mark()
    assert found.expires_at is not None
    assert found.ends_within(timedelta(days=2))
    assert not found.ends_within(timedelta(hours=2))


@pytest.mark.parametrize("outer", ["id", "trust_mark_type"])
@pytest.mark.parametrize("inner", ["id", "trust_mark_type"])
def test_both_names_of_a_kind_are_read(outer: str, inner: str) -> None:
    world = World()
    del world.says["mark"]["id"]
    world.says["mark"][inner] = MARK
    assert read(world, {outer: MARK, "trust_mark": world.token("mark")}).kind == MARK


def test_a_mark_without_end_holds() -> None:
    world = World()
    del world.says["mark"]["exp"]
    found = read(world)
    assert found.expires_at is None
    assert not found.ends_within(timedelta(days=9999))


def test_an_issuer_the_anchor_allows_signs_with_keys_of_its_own_chain() -> None:
    world = World()
    world.says["mark"]["iss"] = AGGREGATOR
    world.signers["mark"] = key("aggregator")
    keys = signing.read_keys(peers.public(key("aggregator")), About.MARK)
    assert read(world, keys_of=lambda issuer: keys if issuer == AGGREGATOR else None).issuer == (
        AGGREGATOR
    )
    with pytest.raises(Refused, match=r"mark\.keys"):
        read(world)


def says(**claims: Any) -> Callable[[World], object]:
    return lambda world: world.says["mark"].update(claims)


FAULTS: list[tuple[str, Callable[[World], object], str]] = [
    ("somebody else's", says(sub=US), "mark.subject"),
    ("nobody's", says(sub=None), "mark.subject"),
    ("expired", lambda w: says(exp=peers.now() - 61, iat=1)(w), "mark.expired"),
    ("from tomorrow", lambda w: says(iat=peers.now() + 9999)(w), "mark.issued_at"),
    ("of no time", says(iat="x"), "mark.issued_at"),
    ("by somebody who may not", says(iss="https://evil.invalid"), "mark.not_allowed"),
    ("by nobody", says(iss=None), "mark.not_allowed"),
    ("of another kind inside", says(id="https://other.invalid"), "mark.identifier"),
    ("of two kinds", says(trust_mark_type="https://other.invalid"), "mark.identifier"),
    ("self-made", lambda w: w.signers.update(mark=key("provider")), "mark.key"),
    ("another type", lambda w: w.headers.update(mark={"typ": "entity-statement+jwt"}), "mark.type"),
    ("unsigned", lambda w: w.raw.update(mark=lambda: peers.unsigned(w.says["mark"])),
     "mark.algorithm"),
    ("no token", lambda w: w.raw.update(mark=lambda: "x"), "mark.form"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), [pytest.param(*one[1:], id=one[0]) for one in FAULTS])
def test_a_mark_with_a_fault_does_not_hold(fault: Callable[[World], object], code: str) -> None:
    world = World()
    fault(world)
    with pytest.raises(Refused) as caught:
        read(world)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("https://unknown.invalid", "mark.not_allowed"),
        ("https://open.invalid", "mark.not_allowed"),
        ("", "mark.form"),
    ],
)
def test_kinds_the_anchor_gives_to_nobody_do_not_hold(kind: str, code: str) -> None:
    world = World()
    world.says["mark"]["id"] = kind
    with pytest.raises(Refused) as caught:
        read(world, {"id": kind, "trust_mark": world.token("mark")})
    assert caught.value.code == code


def test_what_does_not_hold_is_left_out() -> None:
    world = World()
    good = world.mark()
    world.says["provider"]["trust_marks"] = [good, {"id": MARK, "trust_mark": "x"}, 7, {}]
    found = resolve(PROVIDER, pinned(), world.reader())
    assert [mark.entry for mark in marks.good_marks(found.configuration, found.anchor)] == [good]


def ask(known: resolving.Known, **asked: str) -> resolving.Reply:
    return resolving.answer(asked, US, our_keys().active(Purpose.FEDERATION).key, known)


def test_the_resolve_endpoint_says_what_is_known() -> None:
    found = chain(World())
    for name in ("trust_anchor", "anchor"):
        reply = ask(lambda sub, top: found, **{"sub": PROVIDER, name: ANCHOR})
        assert (reply.status, reply.content_type) == (200, "application/resolve-response+jwt")
    keys = signing.read_keys({"keys": our_keys().listed(Purpose.FEDERATION)}, About.OURSELVES)
    token = signing.verify(reply.body, keys, About.OURSELVES, types=("resolve-response+jwt",))
    said = token.claims
    assert (said["iss"], said["sub"]) == (US, PROVIDER)
    assert said["metadata"]["openid_provider"]["issuer"] == PROVIDER
    assert said["trust_chain"] == list(found.raws)
    assert [mark["id"] for mark in said["trust_marks"]] == [MARK]
    assert said["exp"] == int(found.expires_at.timestamp())


def test_a_mark_that_ended_is_not_shown_any_more() -> None:
    world = World()
    world.says["mark"]["exp"] = peers.now() - 100
    found = chain(world)
    reply = ask(lambda sub, top: found, sub=PROVIDER, trust_anchor=ANCHOR)
    assert signing.look_into(reply.body, About.OURSELVES).claims["trust_marks"] == []


def away(subject: str, anchor: str) -> Chain | None:
    raise LookupError


@pytest.mark.parametrize(
    ("asked", "known", "status", "error"),
    [
        ({}, away, 400, "invalid_request"),
        ({"sub": PROVIDER}, away, 400, "invalid_request"),
        ({"trust_anchor": ANCHOR}, away, 400, "invalid_request"),
        ({"sub": PROVIDER, "anchor": ANCHOR}, away, 503, "temporarily_unavailable"),
        ({"sub": US, "anchor": ANCHOR}, lambda sub, top: None, 404, "not_found"),
    ],
)
def test_what_is_not_known_is_said_in_json(
    asked: dict[str, str], known: resolving.Known, status: int, error: str
) -> None:
    reply = ask(known, **asked)
    assert (reply.status, reply.content_type) == (status, "application/json")
    assert json.loads(reply.body)["error"] == error
    assert set(json.loads(reply.body)) == {"error", "error_description"}


def test_a_chain_that_ended_is_known_no_more() -> None:
    found = chain(World())
    with clock.freeze(found.expires_at):
        assert ask(lambda sub, top: found, sub=PROVIDER, anchor=ANCHOR).status == 404


SIGNED = "application/trust-mark-status-response+jwt"
STATUS = f"{ANCHOR}/trust_mark_status"


def asked_about(
    body: str, kind: str = "application/trust-mark-status-response+jwt", status: int = 200
) -> None:
    """Ask the anchor, which answers so."""
    world = World()
    world.says["anchor"]["metadata"]["federation_entity"][
        "federation_trust_mark_status_endpoint"
    ] = STATUS
    issuer, found = chain(world).anchor, read(world)
    here = World()
    here.fetch = lambda address, **_limits: answered(body, status, kind)  # type: ignore[method-assign]
    marks.check_active(found, issuer, here.reader())


def status_of(**other: Any) -> dict[str, Any]:
    said = {
        "iss": ANCHOR,
        "iat": peers.now(),
        "trust_mark": World().token("mark"),
        "status": "active",
    }
    return {**said, **other}


def told(by: str = "anchor", typ: str = "trust-mark-status-response+jwt", **other: Any) -> str:
    return peers.signed(status_of(**other), key(by), typ)


def test_a_mark_that_its_issuer_confirms_stands() -> None:
    with clock.freeze(clock.now()):
        asked_about(told())
        asked_about('{"active": true}', "application/json")


@pytest.mark.parametrize(
    ("make", "kind", "status", "code"),
    [
        (lambda: told(status="revoked"), "", 200, "mark.withdrawn"),
        (lambda: told(trust_mark="another"), "", 200, "mark.withdrawn"),
        (lambda: told(iss=AGGREGATOR), "", 200, "mark.withdrawn"),
        (lambda: told(by="x"), "", 200, "mark.key"),
        (lambda: told(typ="JWT"), "", 200, "mark.type"),
        (lambda: '{"active": false}', "application/json", 200, "mark.withdrawn"),
        (lambda: '{"active": "true"}', "application/json", 200, "mark.withdrawn"),
        (lambda: "{}", "application/json", 404, "mark.status"),
        (lambda: "{}", "text/html", 200, "mark.content_type"),
    ],
)
def test_a_mark_that_is_not_confirmed_falls(make: Any, kind: str, status: int, code: str) -> None:
    with clock.freeze(clock.now()), pytest.raises(Refused) as caught:
        asked_about(
            make(), *([kind] if kind else ["application/trust-mark-status-response+jwt"]), status
        )
    assert caught.value.code == code


def test_an_issuer_that_names_no_place_cannot_be_asked() -> None:
    with pytest.raises(Refused, match=r"mark\.address"):
        marks.check_active(read(World()), chain(World()).anchor, World().reader())


def test_only_who_issued_a_mark_is_asked() -> None:
    world = World()
    places = world.says["aggregator"]["metadata"]["federation_entity"]
    places["federation_trust_mark_status_endpoint"] = STATUS
    other = read_configuration(world.token("aggregator"), AGGREGATOR)
    with pytest.raises(Refused, match=r"mark\.address"):
        marks.check_active(read(World()), other, world.reader())
    assert not world.asked
