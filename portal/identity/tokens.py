"""What a provider's tokens must say to be believed. Pure: signatures are checked by who read them.

Rules: OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2; Back-Channel Logout 1.0; RFC 8176 (methods).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

from joserfc import jws, jwt
from joserfc.errors import JoseError

from portal.identity.federation.believing import access_hash
from portal.platform import clock

#: Seconds by which the provider's clock may differ from ours.
_SKEW = 60
#: Characters of a token: more is none.
_LONGEST = 16_000
#: How old the word that somebody left may be.
_LOGOUT_SECONDS = 300
_LEFT = "http://schemas.openid.net/event/backchannel-logout"
_SECOND_FACTORS = {"otp", "mfa", "hwk", "swk", "sms", "fpt", "face"}


class LoginInvalid(Exception):
    """The answer breaks a rule; the word says which, for the log."""


def check_id_token(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> None:
    """Whether a token of this provider is for us, for this login, and of now.

    Raises:
        LoginInvalid, joserfc's errors of claims: it is not.
    """
    _check_audience(claims, client_id)
    if claims.get("iss") != issuer:
        _invalid("issuer")
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        _invalid("nonce")
    if not claims.get("sub"):
        _invalid("subject")
    essential = {"essential": True}
    _check_times(claims, exp=essential, iat=essential)


def check_logout_token(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    """Whether a provider tells us, now, that somebody left (OpenID Connect Back-Channel Logout 1.0, 2.6).

    A token that comes twice ends what has ended: what counts is that it is fresh.

    Raises:
        LoginInvalid, joserfc's errors of claims: it does not.
    """
    _check_audience(claims, client_id)
    if claims.get("iss") != issuer:
        _invalid("issuer")
    events = claims.get("events")
    if not (isinstance(events, Mapping) and isinstance(events.get(_LEFT), Mapping)):
        _invalid("event")
    if "nonce" in claims:  # an ID token, passed off as something else
        _invalid("nonce")
    if not claims.get("jti"):
        _invalid("jti")
    if not (claims.get("sub") or claims.get("sid")):
        _invalid("subject")
    _check_times(claims, iat={"essential": True})
    if int(clock.now().timestamp()) - int(claims["iat"]) > _LOGOUT_SECONDS:
        _invalid("too_old")


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client_id not in named:
        _invalid("audience")
    # 3.1.3.7, 4 and 5: among several it says for whom it is; where it says so, it must be us.
    if (len(named) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        _invalid("authorized_party")


def check_access_hash(claims: Mapping[str, Any], algorithm: str, access_token: str) -> None:
    """Whether an ID token that names its access token (``at_hash``) came with that one; with a code it
    need not name it (3.1.3.6).

    Raises:
        LoginInvalid: another came with it.
    """
    if "at_hash" not in claims:
        return
    found, wanted = claims["at_hash"], access_hash(algorithm, access_token)
    if not isinstance(found, str) or not secrets.compare_digest(found.encode(), wanted.encode()):
        _invalid("access_token")


def check_userinfo(claims: Mapping[str, Any], issuer: str, client_id: str, strict: bool) -> None:
    """What a signed userinfo says of itself must be right; where rules are ``strict``, it says all.

    Raises:
        LoginInvalid, joserfc's errors of claims: it does not.
    """
    if (strict or "iss" in claims) and claims.get("iss") != issuer:
        _invalid("issuer_of_userinfo")
    if strict or "aud" in claims:
        _check_audience(claims, client_id)
    _check_times(claims)


def _check_times(claims: Mapping[str, Any], **wanted: Any) -> None:
    now = int(clock.now().timestamp())
    jwt.JWTClaimsRegistry(now=now, leeway=_SKEW, **wanted).validate(dict(claims))


def issuer_said(raw: str) -> str:
    """Whom a token claims to come from, before anything of it is believed; nothing if it is no token."""
    try:
        found = jws.extract_compact(raw.encode()).payload if len(raw) < _LONGEST else b""
        said = json.loads(found)
    except (JoseError, ValueError, RecursionError):
        return ""
    issuer = said.get("iss") if isinstance(said, dict) else None
    return issuer if isinstance(issuer, str) else ""


def _invalid(word: str) -> NoReturn:
    raise LoginInvalid(word)


def level_of(acr: object, levels: Mapping[str, int]) -> int:
    """The level of a login by its whole class; 0 where it is none of these, much as it may look like one."""
    return levels.get(acr, 0) if isinstance(acr, str) else 0


def has_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says (amr, RFC 8176) that more than a password was used."""
    methods = claims.get("amr")
    return isinstance(methods, list) and bool(_SECOND_FACTORS & {str(m) for m in methods})
