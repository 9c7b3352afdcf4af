"""What we send to sign somebody in: the signed request the browser carries, and the code given back.

Rules: authorization_endpoint and token_endpoint of the SPID/CIE rules; RFC 9101 (request object),
RFC 7636 (PKCE).
"""

from __future__ import annotations

import secrets
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from joserfc.jwk import Key

from portal.identity.federation import signing
from portal.identity.federation.addresses import with_query
from portal.identity.federation.asserting import Form, asserted_form
from portal.identity.federation.attributes import ALWAYS_ASKED
from portal.identity.federation.providers import Provider
from portal.identity.federation.schemes import acr_of
from portal.platform import clock

#: Seconds a request object holds: the browser carries it at once.
_LIFE = 300
_SCOPE = "openid"


@dataclass(frozen=True)
class Wish:
    """What a login asks for.

    ``level`` is the only one asked for: a provider may go higher by itself. ``essential`` and ``welcome``
    are attributes: no service asks for more than it needs. ``again`` wants the person to prove
    themselves anew. ``languages`` (RFC 5646, by preference) stay empty for a provider that refuses them.
    """

    level: int = 2
    essential: Collection[str] = ALWAYS_ASKED
    welcome: Collection[str] = ()
    again: bool = False
    languages: Collection[str] = ()


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, what to remember until it is back, and what the record of logins gets."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    request: str = field(repr=False)


def begin(provider: Provider, client_id: str, redirect: str, key: Key, wish: Wish) -> Begun:
    """Begin a login.

    ``state`` and ``nonce`` have 64 letters and digits (authorization_endpoint: 32 at least); the
    verifier has 64 characters (RFC 7636: 43 to 128). The request object has no ``sub``: with one it
    could serve as a proof that it is us.

    Args:
        key: our key of logins in use.
        redirect: one of the addresses we publish.
    """
    state, nonce, verifier = (secrets.token_hex(32) for _ in range(3))
    shown = {
        "client_id": client_id,
        "response_type": "code",
        "scope": _SCOPE,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    now = int(clock.now().timestamp())
    claims = {
        **shown,
        "iss": client_id,
        "aud": [provider.issuer],
        "iat": now,
        "exp": now + _LIFE,
        "jti": str(uuid.uuid4()),
        "redirect_uri": redirect,
        "state": state,
        "nonce": nonce,
        "prompt": _prompt(wish),
        "acr_values": acr_of(wish.level),
        "claims": _claims(wish),
    }
    if wish.languages:
        claims["ui_locales"] = " ".join(wish.languages)
    request = signing.sign(claims, key, None)
    url = with_query(provider.authorization_endpoint, {**shown, "request": request})
    return Begun(url, state, nonce, verifier, request)


def challenge(verifier: str) -> str:
    """What PKCE shows of a verifier (S256)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def token_form(provider: Provider, client_id: str, key: Key, code: str, verifier: str) -> Form:
    """The form that turns a code into tokens (token_endpoint; ``client_id`` is one of its fields)."""
    fields = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return asserted_form(provider.token_endpoint, client_id, key, fields)


def userinfo_headers(access_token: str) -> dict[str, str]:
    """The headers of the GET that asks for the person's attributes; both federations take a GET."""
    return {
        "Authorization": f"Bearer {access_token}",
        "Accept": "application/jwt, application/jose",
    }


def _prompt(wish: Wish) -> str:
    # "login" alone is refused; from L2 on nobody comes in by an open session (authorization_endpoint).
    return "consent login" if wish.again or wish.level > 1 else "consent"


def _claims(wish: Wish) -> Mapping[str, object]:
    # SPID gives attributes by userinfo only; asking CIE the same way keeps them out of the ID token.
    asked: dict[str, object] = dict.fromkeys(sorted(wish.welcome))
    asked.update({name: {"essential": True} for name in sorted(wish.essential)})
    return {"userinfo": asked}
