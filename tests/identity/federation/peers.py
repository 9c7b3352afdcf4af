"""Keys and tokens of the other members of a federation, for tests: real signatures, invented names."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.util import int_to_base64

from portal.identity.federation import rotation
from portal.identity.federation.configuration import Party
from portal.identity.federation.keys import HeldKey, Keys, Purpose, new_key
from portal.platform import clock

ANCHOR = "https://anchor.prova.invalid"
PROVIDER = "https://idp.prova.invalid/oidc"
US = "https://accanto.prova.invalid/"
_ANY = jws.JWSRegistry(
    algorithms=["RS256", "RS512", "ES256", "PS256", "HS256", "none"], strict_check_header=False
)


@cache
def key(name: str) -> RSAKey:
    """An RSA key of somebody; the same name is the same key all through the tests."""
    return RSAKey.generate_key(2048, auto_kid=True)


@cache
def weak() -> dict[str, Any]:
    """A key that is too short, made past the library, which would warn."""
    numbers = rsa.generate_private_key(65537, 1024).private_numbers()  # noqa: S505 it is the point
    public = {"kty": "RSA", "e": "AQAB", "n": int_to_base64(numbers.public_numbers.n)}
    return {**public, "d": int_to_base64(numbers.d)}


@cache
def curve(name: str) -> ECKey:
    """An elliptic key of somebody."""
    return ECKey.generate_key("P-256", auto_kid=True)


@cache
def ours(purpose: Purpose, number: int = 1) -> HeldKey:
    """A key of our own."""
    return new_key(purpose, 2048)


def public(*keys: Key, **more: str) -> dict[str, Any]:
    """The JWKS of these keys."""
    return {"keys": [{**one.as_dict(private=False), **more} for one in keys]}


def now() -> int:
    """The present moment of the tests, in seconds."""
    return int(clock.now().timestamp())


def signed(claims: Mapping[str, Any] | str, by: Key, typ: str | None = None, **header: Any) -> str:
    """A compact JWS, also one that nobody should write; a header set to ``None`` is left out."""
    head = {"alg": "RS256", "kid": by.kid, "typ": typ, **header}
    payload = claims if isinstance(claims, str) else json.dumps(claims)
    with_values = {name: value for name, value in head.items() if value is not None}
    return jws.serialize_compact(with_values, payload, by, registry=_ANY)


def unsigned(claims: Mapping[str, Any], typ: str | None = None) -> str:
    """A token of the algorithm ``none``, with something where the signature stands."""
    head = {"alg": "none", "typ": typ or "JWT", "kid": "x"}
    return f"{encoded(head)}.{encoded(claims)}.AAAA"


def confused(claims: Mapping[str, Any], by: Key, typ: str | None = None) -> str:
    """Signed with the *public* key of somebody as if it were a shared secret."""
    head = {"alg": "HS256", "kid": by.kid, "typ": typ or "JWT"}
    text = f"{encoded(head)}.{encoded(claims)}"
    made = hmac.digest(by.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{urlsafe_b64encode(made).decode().rstrip('=')}"


def tampered(raw: str) -> str:
    """The same token with one letter of its claims changed after the signing."""
    head, payload, signature = raw.split(".")
    middle = len(signature) // 2
    letter = "A" if signature[middle] != "A" else "B"
    return f"{head}.{payload}.{signature[:middle]}{letter}{signature[middle + 1 :]}"


def without(claims: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The claims without some of them."""
    return {name: value for name, value in claims.items() if name not in names}


def encoded(part: Mapping[str, Any]) -> str:
    """One part of a token."""
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def our_party() -> Party:
    """Who we are."""
    return Party(
        identifier=US,
        name="Comune di Prova",
        homepage="https://accanto.prova.invalid",
        privacy="https://accanto.prova.invalid/privacy",
        logo="https://accanto.prova.invalid/logo.svg",
        contacts=("protocollo@pec.prova.invalid",),
        redirects=("https://accanto.prova.invalid/accedi/ritorno",),
        resolves_at="https://accanto.prova.invalid/resolve",
        superiors=(ANCHOR, "https://cie.prova.invalid"),
    )


@cache
def our_keys() -> Keys:
    """One key in use for each purpose."""
    keys = Keys()
    for purpose in Purpose:
        keys = rotation.begin(keys, ours(purpose))
    return keys


def half_hash(text: str, bits: str) -> str:
    """The left half of a hash, as OpenID Connect writes it."""
    digest = hashlib.new(f"sha{bits}", text.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
