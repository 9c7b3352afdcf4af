"""The person's attributes: sealed for us, signed by the provider, and believed only as both.

Rules: userinfo_endpoint of the SPID/CIE rules; RFC 7516, RFC 7519 5.2 (cty).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from portal.identity.federation import signing
from portal.identity.federation.answering import check_status
from portal.identity.federation.believing import Believed, Expected, check_audience
from portal.identity.federation.fetching import Answered
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused

_ALGORITHMS = ("RSA-OAEP", "RSA-OAEP-256")
_ENCRYPTIONS = ("A128CBC-HS256", "A256CBC-HS512")
_KINDS = ("application/jwt", "application/jose")
_TYPES = ("jwt", None)
_REGISTRY = jwe.JWERegistry(algorithms=[*_ALGORITHMS, *_ENCRYPTIONS], strict_check_header=False)
_LONGEST = 100_000


def read_userinfo(
    reply: Answered,
    openers: Mapping[str, RSAKey],
    provider: Provider,
    believed: Believed,
    expected: Expected,
) -> dict[str, Any]:
    """The claims of a userinfo about the person who just signed in.

    Args:
        openers: our keys that open, by ``kid``; also old ones.

    Raises:
        Refused: it is plain, only signed or only sealed, not for us, or about somebody else.
    """
    check_status(reply, About.USERINFO)
    if reply.kind not in _KINDS:
        raise Refused(About.USERINFO, Cause.CONTENT_TYPE)
    inner = _open(reply.body, openers, expected.strict)
    claims = signing.verify(inner, provider.keys, About.USERINFO, types=_TYPES).claims
    if claims.get("sub") != believed.subject:
        raise Refused(About.USERINFO, Cause.SUBJECT)
    if (expected.strict or "iss" in claims) and claims.get("iss") != provider.issuer:
        raise Refused(About.USERINFO, Cause.ISSUER)
    if expected.strict or "aud" in claims:
        check_audience(claims, expected.client_id, About.USERINFO)
    signing.check_times(claims, About.USERINFO, strict=expected.strict)
    return dict(claims)


def _open(body: bytes, openers: Mapping[str, RSAKey], strict: bool) -> str:
    raw = body.strip()
    if len(raw) > _LONGEST:
        raise Refused(About.USERINFO, Cause.TOO_LARGE)
    if raw.count(b".") != 4 or not raw.isascii():
        raise Refused(About.USERINFO, Cause.ENCRYPTION)
    header = _header(raw.decode().partition(".")[0], strict)
    key = openers.get(str(header.get("kid")))
    if key is None:
        raise Refused(About.USERINFO, Cause.KEY)
    # The label says which algorithm we publish; the rules oblige us to open both.
    bare = RSAKey.import_key(key.raw_value)
    try:
        found = jwe.decrypt_compact(raw, bare, registry=_REGISTRY).plaintext
        return (found or b"").decode("ascii").strip()
    except (JoseError, ValueError, TypeError) as problem:
        raise Refused(About.USERINFO, Cause.ENCRYPTION) from problem


def _header(part: str, strict: bool) -> Mapping[str, Any]:
    header = signing.read_part(part, About.USERINFO)
    if header.get("alg") not in _ALGORITHMS or header.get("enc") not in _ENCRYPTIONS:
        raise Refused(About.USERINFO, Cause.ALGORITHM)
    if "crit" in header or "zip" in header:
        raise Refused(About.USERINFO, Cause.CRITICAL)
    content = header.get("cty")
    if (strict or content is not None) and str(content).casefold() != "jwt":
        raise Refused(About.USERINFO, Cause.TYPE)
    return header
