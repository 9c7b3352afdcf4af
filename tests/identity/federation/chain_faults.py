"""What can be wrong with a trust chain, a fault at a time, each with the cause it is refused for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.identity.federation.fetching import Answered
from portal.identity.federation.statements import TYPE, well_known
from tests.identity.federation import peers
from tests.identity.federation.anchored import (
    AGGREGATOR,
    FETCH,
    MEMBER,
    World,
    answered,
)
from tests.identity.federation.peers import ANCHOR, PROVIDER, key

ABOUT = f"{FETCH}?sub=https%3A%2F%2Fidp.prova.invalid%2Foidc"
Fault = Callable[[World], object]


def says(name: str, **claims: Any) -> Fault:
    """Somebody says something else; ``None`` takes a claim away."""

    def change(world: World) -> None:
        world.says[name].update(claims)
        gone = [claim for claim, value in claims.items() if value is None]
        for claim in gone:
            del world.says[name][claim]

    return change


def heads(name: str, **header: Any) -> Fault:
    return lambda world: world.headers.setdefault(name, {}).update(header)


def signs(name: str, who: str) -> Fault:
    return lambda world: world.signers.update({name: key(who)})


def answers(address: str, found: Answered | None) -> Fault:
    return lambda world: world.answers.update({address: found})


def deep(floors: int) -> list[Any]:
    """A list in a list in a list."""
    found: list[Any] = []
    for _ in range(floors):
        found = [found]
    return found


def policy(**rules: Any) -> Fault:
    return says("about", metadata_policy={"openid_provider": rules})


AT = {"anchor": well_known(ANCHOR), "provider": well_known(PROVIDER), "about": ABOUT}
WORD = {"anchor": "anchor", "provider": "configuration", "about": "statement"}
PAST, FUTURE = -3600, 3600


def every(name: str) -> list[tuple[str, Fault, str]]:
    """The faults that any of the three documents can have."""
    word = WORD[name]
    return [
        ("an end that no calendar has", says(name, exp=2**39), f"{word}.expired"),
        ("floors without end", says(name, deep=deep(40)), f"{word}.form"),
        ("not there", answers(AT[name], answered("", 404)), f"{word}.status"),
        ("an error", answers(AT[name], answered("oops", 500, "text/html")), f"{word}.status"),
        ("no answer", answers(AT[name], None), f"{word}.unreachable"),
        ("sent elsewhere", answers(AT[name], answered("", 302)), f"{word}.redirected"),
        ("a page", answers(AT[name], answered("<html>", 200, "text/html")), f"{word}.content_type"),
        ("plain jwt", lambda w: answers(AT[name], answered(w.token(name), 200, "application/jwt"))(w),
         f"{word}.content_type"),
        ("too large", answers(AT[name], answered("a" * 200_001)), f"{word}.too_large"),
        ("not text", answers(AT[name], answered(b"\xff\xfe")), f"{word}.form"),
        ("nonsense", answers(AT[name], answered("hello")), f"{word}.form"),
        ("type", heads(name, typ="JWT"), f"{word}.type"),
        ("no type", heads(name, typ=None), f"{word}.type"),
        ("no kid", heads(name, kid=None), f"{word}.{'not_pinned' if name == 'anchor' else 'key'}"),
        ("alg none", lambda w: w.raw.update({name: lambda: peers.unsigned(w.says[name], TYPE)}),
         f"{word}.algorithm"),
        ("shared secret", lambda w: w.raw.update({name: lambda: peers.confused(
            w.says[name], key("anchor"), TYPE)}), f"{word}.algorithm"),
        ("iss", says(name, iss="https://evil.invalid"), f"{word}.issuer"),
        ("no iss", says(name, iss=None), f"{word}.issuer"),
        ("sub", says(name, sub="https://evil.invalid"), f"{word}.subject"
         if name != "about" else "statement.subject"),
        ("exp", lambda w: says(name, exp=peers.now() + PAST, iat=peers.now() - 9999)(w), f"{word}.expired"),
        ("no exp", says(name, exp=None), f"{word}.expired"),
        ("iat", lambda w: says(name, iat=peers.now() + FUTURE - 60)(w), f"{word}.issued_at"),
        ("no iat", says(name, iat=None), f"{word}.issued_at"),
        ("no keys", says(name, jwks={"keys": []}), f"{word}.keys"),
        ("crit", says(name, crit=["unheard_of"]), f"{word}.critical"),
        ("tampered", tampers(name), f"{word}.signature"),
    ]  # fmt: skip


def tampers(name: str) -> Fault:
    def change(world: World) -> None:
        raw = peers.tampered(world.token(name))
        world.raw[name] = lambda: raw

    return change


FAULTS: list[tuple[str, Fault, str]] = [
    *((f"{name}: {what}", fault, code) for name in AT for what, fault, code in every(name)),
    ("anchor: a key nobody pinned", signs("anchor", "x"), "anchor.not_pinned"),
    ("anchor: no place to ask at", says("anchor", metadata={}), "anchor.address"),
    ("anchor: a place on this machine",
     says("anchor", metadata={"federation_entity": {"federation_fetch_endpoint": "http://127.0.0.1/"}}),
     "statement.address"),
    ("provider: signed with a key it does not name", signs("provider", "x"), "configuration.key"),
    ("provider: new keys the anchor does not know", lambda w: (
        signs("provider", "x")(w), says("provider", jwks=peers.public(key("x")))(w)),
     "configuration.key"),
    ("provider: the anchor is not its superior", says("provider", authority_hints=["https://o.invalid"]),
     "configuration.hints"),
    ("provider: no superior", says("provider", authority_hints=None), "configuration.hints"),
    ("provider: below an aggregator", says("provider", authority_hints=[AGGREGATOR]),
     "configuration.hints"),
    ("about: signed by the provider itself", signs("about", "provider"), "statement.key"),
    ("about: keys of somebody else", says("about", jwks=peers.public(key("x"))), "configuration.key"),
    ("about: policy not met", policy(token_endpoint={"one_of": ["https://x.invalid"]}), "policy.value"),
    ("about: something essential missing", policy(no_such={"essential": True}), "policy.missing"),
    ("about: policy without form", policy(issuer={"one_of": 3}), "policy.form"),
    ("about: an operator that must be understood", says("about", metadata_policy_crit=["regexp"]),
     "policy.critical"),
]  # fmt: skip


MEMBER_FAULTS: list[tuple[str, Fault, str]] = [
    ("no room for anybody between", says("anchor", constraints={"max_path_length": 0}), "chain.depth"),
    ("the anchor allows none below this one",
     says("about aggregator", constraints={"max_path_length": 0}), "chain.depth"),
    ("the aggregator expired", says("about aggregator", exp=1, iat=0), "statement.expired"),
    ("a statement by somebody else", signs("about member", "x"), "statement.key"),
    ("the aggregator's keys are not those the anchor knows", lambda w: (
        [signs(name, "x")(w) for name in ("aggregator", "about member")],
        says("aggregator", jwks=peers.public(key("x")))(w)), "statement.key"),
    ("about another", says("about member", sub=PROVIDER), "statement.subject"),
    ("two floors that contradict", lambda w: [
        says(name, metadata_policy={"openid_relying_party": {"contacts": {"value": [name]}}})(w)
        for name in ("about aggregator", "about member")], "policy.conflict"),
    ("a circle", lambda w: says("aggregator", authority_hints=[MEMBER])(w), "configuration.hints"),
    ("its own superior", lambda w: says("member", authority_hints=[MEMBER])(w), "chain.loop"),
]  # fmt: skip
