"""Which tokens of a provider are believed: the ID token, the access token, and nothing beside them.

Rules: token_endpoint of the SPID/CIE rules; OpenID Connect Core 1.0, 3.1.3.7; RFC 9068 (access token).
Keys come from the provider's trust chain, never from its own address.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.identity.federation import signing
from portal.identity.federation.answering import Tokens
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.schemes import Scheme, level_of
from portal.platform import clock

_ACCESS_TYPES = ("at+jwt",)
_ID_TYPES = ("jwt", None)
_HASHES = {"256": hashlib.sha256, "512": hashlib.sha512}
#: Seconds after which an ID token that is just being fetched is an old one.
_OLDEST = 900
#: Says whether an identifier of an issuer is seen for the first time, and remembers it until that moment.
FirstUse = Callable[[str, str, datetime], bool]


@dataclass(frozen=True)
class Expected:
    """What a login asked for, remembered since.

    ``strict`` wants what the rules want and a test counterpart may leave out: ``nbf`` in SPID, and in a
    userinfo its issuer, audience and times. It is on wherever real people sign in.
    """

    client_id: str
    nonce: str = field(repr=False)
    level: int
    scheme: Scheme
    strict: bool = True


@dataclass(frozen=True)
class Believed:
    """Who signed in: pairwise subject, and the level that was really used."""

    subject: str = field(repr=False)
    level: int
    claims: Mapping[str, Any] = field(repr=False)


def believe(
    tokens: Tokens, provider: Provider, expected: Expected, first_use: FirstUse
) -> Believed:
    """Check both tokens of a login.

    Raises:
        Refused: one breaks a rule.
    """
    check_access_token(tokens.access_token, provider, expected.client_id)
    token = signing.verify(tokens.id_token, provider.keys, About.ID_TOKEN, types=_ID_TYPES)
    claims = token.claims
    _check_parties(claims, provider, expected)
    _check_times(claims, expected)
    _check_hash(claims, str(token.header["alg"]), tokens.access_token)
    level = level_of(claims.get("acr"))
    if level < max(expected.level, 1):
        raise Refused(About.ID_TOKEN, Cause.LEVEL)
    # Last: a token that is refused for something else must not burn an identifier.
    _check_first_use(claims, provider, first_use)
    return Believed(str(claims["sub"]), level, claims)


def check_access_token(raw: str, provider: Provider, client_id: str) -> None:
    """Whether an access token is this provider's, for us and of now; its audience is not looked at (it
    names the provider's own endpoint, in several spellings).

    Raises:
        Refused: it is not.
    """
    claims = signing.verify(raw, provider.keys, About.ACCESS_TOKEN, types=_ACCESS_TYPES).claims
    if claims.get("iss") != provider.issuer:
        raise Refused(About.ACCESS_TOKEN, Cause.ISSUER)
    if claims.get("client_id") != client_id:
        raise Refused(About.ACCESS_TOKEN, Cause.CLIENT)
    signing.check_times(claims, About.ACCESS_TOKEN)


def check_audience(claims: Mapping[str, Any], client_id: str, about: About) -> None:
    """Whether a token is for us, and for us alone.

    Raises:
        Refused: it is not.
    """
    if claims.get("aud") not in (client_id, [client_id]):
        raise Refused(about, Cause.AUDIENCE)


def access_hash(algorithm: str, access_token: str) -> str:
    """How an ID token signed by this algorithm names its access token (``at_hash``)."""
    digest = _HASHES[algorithm[-3:]](access_token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")


def _check_parties(claims: Mapping[str, Any], provider: Provider, expected: Expected) -> None:
    if claims.get("iss") != provider.issuer:
        raise Refused(About.ID_TOKEN, Cause.ISSUER)
    check_audience(claims, expected.client_id, About.ID_TOKEN)
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise Refused(About.ID_TOKEN, Cause.CLIENT)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Refused(About.ID_TOKEN, Cause.SUBJECT)
    nonce, wanted = claims.get("nonce"), expected.nonce.encode()
    if (
        not wanted
        or not isinstance(nonce, str)
        or not secrets.compare_digest(nonce.encode(), wanted)
    ):
        raise Refused(About.ID_TOKEN, Cause.NONCE)


def _check_times(claims: Mapping[str, Any], expected: Expected) -> None:
    signing.check_times(claims, About.ID_TOKEN)
    issued = signing.moment(claims, "iat", About.ID_TOKEN, Cause.ISSUED_AT)
    if issued < clock.now().timestamp() - _OLDEST:
        raise Refused(About.ID_TOKEN, Cause.ISSUED_AT)
    if expected.strict and expected.scheme.says_not_before and "nbf" not in claims:
        raise Refused(About.ID_TOKEN, Cause.NOT_BEFORE)


def _check_hash(claims: Mapping[str, Any], algorithm: str, access_token: str) -> None:
    found, wanted = claims.get("at_hash"), access_hash(algorithm, access_token)
    if not isinstance(found, str) or not secrets.compare_digest(found.encode(), wanted.encode()):
        raise Refused(About.ID_TOKEN, Cause.ACCESS_HASH)


def _check_first_use(claims: Mapping[str, Any], provider: Provider, first_use: FirstUse) -> None:
    identifier = claims.get("jti")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= 255:
        raise Refused(About.ID_TOKEN, Cause.IDENTIFIER)
    until = clock.after(seconds=_OLDEST + signing.LEEWAY)
    if not first_use(provider.issuer, identifier, until):
        raise Refused(About.ID_TOKEN, Cause.REPLAYED)
