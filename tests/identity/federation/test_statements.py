"""Entity statements: what is believed, and each way in which one is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.identity.federation import signing
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.statements import (
    TYPE,
    read_configuration,
    read_statement,
    sign_statement,
    well_known,
)
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.federation.peers import ANCHOR, PROVIDER, key

FEDERATION = "provider, federation"


def claims(**other: Any) -> dict[str, Any]:
    """What a provider says of itself."""
    now = peers.now()
    return {
        "iss": PROVIDER,
        "sub": PROVIDER,
        "iat": now - 10,
        "exp": now + 3600,
        "jwks": peers.public(key(FEDERATION)),
        "metadata": {"openid_provider": {"issuer": PROVIDER}, "odd": 7},
        "authority_hints": [ANCHOR, 3],
        **other,
    }


def signed(changed: dict[str, Any], **header: Any) -> str:
    return peers.signed(changed, key(FEDERATION), **{"typ": TYPE, **header})


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("https://a.invalid", "https://a.invalid/.well-known/openid-federation"),
        ("https://a.invalid/", "https://a.invalid/.well-known/openid-federation"),
        ("https://a.invalid/x/y", "https://a.invalid/x/y/.well-known/openid-federation"),
    ],
)
def test_the_address_of_a_configuration_is_appended(identifier: str, address: str) -> None:
    assert well_known(identifier) == address


def test_a_right_configuration_is_read() -> None:
    found = read_configuration(signed(claims()), PROVIDER)
    assert (found.issuer, found.subject) == (PROVIDER, PROVIDER)
    assert found.hints == (ANCHOR,)
    assert found.metadata == {"openid_provider": {"issuer": PROVIDER}}
    assert found.expires_at - found.issued_at == timedelta(seconds=3610)
    assert list(found.keys) == [key(FEDERATION).kid]
    assert found.marks == ()


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256"])
def test_the_algorithms_of_the_rules_are_taken(algorithm: str) -> None:
    by = peers.curve("one") if algorithm == "ES256" else key(FEDERATION)
    raw = peers.signed(claims(jwks=peers.public(by)), by, typ=TYPE, alg=algorithm)
    assert read_configuration(raw, PROVIDER).issuer == PROVIDER


def test_what_we_sign_says_type_algorithm_and_key() -> None:
    raw = sign_statement(claims(), key(FEDERATION))
    found = signing.look_into(raw, About.CONFIGURATION)
    assert found.header == {"typ": TYPE, "alg": "RS256", "kid": key(FEDERATION).kid}
    assert read_configuration(raw, PROVIDER).claims == claims()


def test_a_type_may_be_written_in_full_and_in_capitals() -> None:
    assert read_configuration(signed(claims(), typ=f"application/{TYPE.upper()}"), PROVIDER)


def test_clocks_may_differ_by_a_minute() -> None:
    now = peers.now()
    assert read_configuration(signed(claims(iat=now + 50)), PROVIDER)
    assert read_configuration(signed(claims(exp=now - 50, iat=now - 99)), PROVIDER)
    with clock.freeze(clock.after(minutes=62)), pytest.raises(Refused) as caught:
        read_configuration(signed(claims(iat=now - 10, exp=now + 3600)), PROVIDER)
    assert caught.value.cause is Cause.EXPIRED


LIES: list[tuple[str, Callable[[], str], Cause]] = [
    ("nothing", lambda: "", Cause.FORM),
    ("two parts", lambda: "e30.e30", Cause.FORM),
    ("not base64", lambda: "é.e30.x", Cause.FORM),
    ("not JSON", lambda: "AAAA.e30.AAAA", Cause.FORM),
    ("a list", lambda: peers.signed("[1]", key(FEDERATION), typ=TYPE), Cause.FORM),
    ("a depth without end", lambda: signed_text("[" * 20_000), Cause.FORM),
    ("a name twice", lambda: signed_text('{"iss": "a", "iss": "b"}'), Cause.FORM),
    ("half a character", lambda: signed_text('{"nonce": "\\ud800"}'), Cause.FORM),
    ("no number", lambda: signed_text('{"exp": NaN}'), Cause.FORM),
    ("no signature", lambda: signed(claims()).rsplit(".", 1)[0] + ".", Cause.FORM),
    ("too long", lambda: "a" * 300_000 + ".e30.AAAA", Cause.TOO_LARGE),
    ("alg none", lambda: peers.unsigned(claims(), TYPE), Cause.ALGORITHM),
    ("alg HS256", lambda: peers.confused(claims(), key(FEDERATION), TYPE), Cause.ALGORITHM),
    ("crit", lambda: signed_oddly(crit=["exp"]), Cause.CRITICAL),
    ("claims that must be understood", lambda: signed(claims(crit=["new"])), Cause.CRITICAL),
    ("no type", lambda: signed(claims(), typ=None), Cause.TYPE),
    ("another type", lambda: signed(claims(), typ="JWT"), Cause.TYPE),
    ("no kid", lambda: signed(claims(), kid=None), Cause.KEY),
    ("a kid of nobody", lambda: signed(claims(), kid="other"), Cause.KEY),
    ("another key", lambda: peers.signed(claims(), key("x"), TYPE, kid=key(FEDERATION).kid),
     Cause.SIGNATURE),
    ("tampered with", lambda: peers.tampered(signed(claims())), Cause.SIGNATURE),
    ("a key for another algorithm",
     lambda: signed(claims(jwks=peers.public(key(FEDERATION), alg="RS512"))), Cause.ALGORITHM),
    ("a key for sealing", lambda: signed(claims(jwks=peers.public(key(FEDERATION), use="enc"))),
     Cause.KEYS),
    ("no keys", lambda: signed(peers.without(claims(), "jwks")), Cause.KEYS),
    ("an empty set", lambda: signed(claims(jwks={"keys": []})), Cause.KEYS),
    ("a kid twice", lambda: signed(claims(jwks=peers.public(key(FEDERATION), key("x"), kid="k"))),
     Cause.KEYS),
    ("keys without end",
     lambda: signed(claims(jwks={"keys": peers.public(key(FEDERATION))["keys"] * 33})), Cause.KEYS),
    ("a short key", lambda: short(), Cause.KEYS),
    ("no issuer", lambda: signed(peers.without(claims(), "iss")), Cause.ISSUER),
    ("another issuer", lambda: signed(claims(iss=ANCHOR)), Cause.ISSUER),
    ("a slash more", lambda: signed(claims(iss=PROVIDER + "/")), Cause.ISSUER),
    ("no subject", lambda: signed(peers.without(claims(), "sub")), Cause.SUBJECT),
    ("another subject", lambda: signed(claims(sub=ANCHOR)), Cause.SUBJECT),
    ("no iat", lambda: signed(peers.without(claims(), "iat")), Cause.ISSUED_AT),
    ("iat as words", lambda: signed(claims(iat="yesterday")), Cause.ISSUED_AT),
    ("from tomorrow", lambda: signed(claims(iat=peers.now() + 86_400)), Cause.ISSUED_AT),
    ("no exp", lambda: signed(peers.without(claims(), "exp")), Cause.EXPIRED),
    ("exp true", lambda: signed(claims(exp=True)), Cause.EXPIRED),
    ("exp of no clock", lambda: signed(claims(exp=10**30)), Cause.EXPIRED),
    ("exp before iat", lambda: signed(claims(iat=peers.now(), exp=peers.now() - 5)), Cause.EXPIRED),
    ("expired", lambda: signed(claims(exp=peers.now() - 61)), Cause.EXPIRED),
    ("not yet", lambda: signed(claims(nbf=peers.now() + 300)), Cause.NOT_BEFORE),
]  # fmt: skip


def signed_text(text: str) -> str:
    return peers.signed(text, key(FEDERATION), typ=TYPE)


def signed_oddly(**header: Any) -> str:
    """A header that our own library would not write."""
    raw = signed(claims())
    odd = peers.encoded({"alg": "RS256", "typ": TYPE, "kid": key(FEDERATION).kid, **header})
    return f"{odd}.{raw.split('.', 1)[1]}"


def short() -> str:
    """Its own key is too short: the signature does not even get looked at."""
    return signed(claims(jwks={"keys": [{**peers.weak(), "kid": key(FEDERATION).kid}]}))


@pytest.mark.parametrize(("make", "cause"), [pytest.param(*lie[1:], id=lie[0]) for lie in LIES])
def test_a_configuration_that_breaks_a_rule_is_refused(
    make: Callable[[], str], cause: Cause
) -> None:
    with pytest.raises(Refused) as caught:
        read_configuration(make(), PROVIDER)
    assert caught.value.cause is cause
    assert caught.value.about is About.CONFIGURATION


def test_a_statement_is_verified_with_the_keys_that_are_handed_in() -> None:
    said = claims(iss=ANCHOR)
    raw = peers.signed(said, key("anchor"), TYPE)
    keys = signing.read_keys(peers.public(key("anchor")), About.ANCHOR)
    assert read_statement(raw, keys, issuer=ANCHOR, subject=PROVIDER).subject == PROVIDER
    others = signing.read_keys(peers.public(key("x")), About.ANCHOR)
    with pytest.raises(Refused, match=r"statement\.key"):
        read_statement(raw, others, issuer=ANCHOR, subject=PROVIDER)


def test_keys_nobody_can_use_are_passed_over_and_private_halves_thrown_away() -> None:
    entries = [
        None, {"kty": "oct", "k": "AAAA", "kid": "1"}, {"kty": "AKP", "kid": "2"},
        {"kty": "RSA", "n": "!", "e": "AQAB", "kid": "3"}, peers.key("a").as_dict(private=True),
        {**peers.key("b").as_dict(private=False), "kid": ""},
    ]  # fmt: skip
    found = signing.read_keys({"keys": entries}, About.STATEMENT)
    assert list(found) == [peers.key("a").kid]
    assert not found[str(peers.key("a").kid)].is_private


def test_a_refusal_names_itself_and_never_the_other_side() -> None:
    with pytest.raises(Refused) as caught:
        read_configuration(signed(claims(iss="https://evil.invalid")), PROVIDER)
    assert str(caught.value) == "configuration.issuer"
    assert str(Refused(About.ATTRIBUTES, Cause.MISSING, "family_name")) == (
        "attributes.missing (family_name)"
    )
