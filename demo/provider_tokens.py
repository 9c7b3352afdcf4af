"""The OpenID provider of the demo, as the portal meets it: codes into tokens, tokens into claims."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import unquote_plus

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from demo.logins import TOKEN_SECONDS, Granted
from demo.places import CLIENT_ID
from demo.provider import door
from demo.signing import half_hash
from demo.world import World, current_world

bp = Blueprint("provider_tokens", __name__)

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class TokenRefused(Exception):
    """The client gets this error (RFC 6749 §5.2)."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


@bp.post("/token")
@door("token")
def token() -> ResponseReturnValue:
    """Change a code into an access token and an ID token."""
    world = current_world()
    try:
        _check_client(world)
        code = request.form.get("code", "")
        granted = _granted(world, code)
    except TokenRefused as refused:
        answer = jsonify(error=refused.error)
        answer.status_code = refused.status
        if refused.status == 401:
            answer.headers["WWW-Authenticate"] = 'Basic realm="demo"'
        return _private(answer)
    access = world.logins.new_access(code, granted)
    claims = _identity(world, granted, access)
    return _private(
        jsonify(
            access_token=access,
            token_type="Bearer",
            expires_in=TOKEN_SECONDS,
            scope=granted.asked.scope,
            id_token=world.signer.sign(claims, wrongly=g.fault == "wrong_signature"),
        )
    )


@bp.route("/userinfo", methods=["GET", "POST"])
@door("userinfo")
def userinfo() -> ResponseReturnValue:
    """What the access token's scope tells about its person (OpenID Connect Core §5.3)."""
    world = current_world()
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    access = world.logins.access(given.strip()) if kind.lower() == "bearer" else None
    if access is None:
        answer = jsonify(error="invalid_token")
        answer.status_code = 401
        answer.headers["WWW-Authenticate"] = 'Bearer realm="demo", error="invalid_token"'
        return _private(answer)
    claims = world.people[access.person].claims(access.scope)
    if g.fault == "other_subject":
        claims["sub"] = "prova-qualcun-altro"
    return _private(jsonify(claims))


def _check_client(world: World) -> None:
    """RFC 6749 §2.3.1: the secret in the header or in the body, never in both."""
    header = request.headers.get("Authorization", "")
    in_body = request.form.get("client_secret")
    if header and in_body is not None:
        raise TokenRefused("invalid_request")
    client_id, secret = request.form.get("client_id", ""), in_body or ""
    if header:
        client_id, secret = _basic(header)
    is_known = secrets.compare_digest(client_id.encode(), CLIENT_ID.encode())
    if not (is_known and secrets.compare_digest(secret.encode(), world.secrets.client.encode())):
        raise TokenRefused("invalid_client", 401)


def _basic(header: str) -> tuple[str, str]:
    kind, _space, packed = header.partition(" ")
    try:
        name, _colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise TokenRefused("invalid_client", 401) from error
    if kind.lower() != "basic":
        raise TokenRefused("invalid_client", 401)
    return unquote_plus(name), unquote_plus(secret)


def _granted(world: World, code: str) -> Granted:
    if request.form.get("grant_type") != "authorization_code":
        raise TokenRefused("unsupported_grant_type")
    if not code or any(len(request.form.getlist(name)) > 1 for name in request.form):
        raise TokenRefused("invalid_request")
    granted = world.logins.use_code(code)
    if granted is None or request.form.get("redirect_uri") != granted.asked.redirect_uri:
        raise TokenRefused("invalid_grant")
    verifier = request.form.get("code_verifier", "")
    if not _VERIFIER.fullmatch(verifier) or _challenge(verifier) != granted.asked.challenge:
        raise TokenRefused("invalid_grant")
    return granted


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _identity(world: World, granted: Granted, access: str) -> dict[str, Any]:
    """The claims of the ID token (OpenID Connect Core §2), with the lie that is set, if any."""
    person = world.people[granted.person]
    now = int(world.logins.now())
    claims: dict[str, Any] = {
        "iss": world.places.outside,
        "sub": person.subject,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "auth_time": granted.at,
        "acr": person.acr,
        "amr": person.amr,
        "at_hash": half_hash(access),
    }
    if granted.asked.nonce:
        claims["nonce"] = granted.asked.nonce
    lies: dict[str, dict[str, Any]] = {
        "wrong_nonce": {"nonce": "un-altro-nonce"},
        "wrong_issuer": {"iss": "https://altro.prova.invalid"},
        "wrong_audience": {"aud": "un-altro-portale"},
        "expired": {"iat": now - 7200, "exp": now - 3600},
    }
    return {**claims, **lies.get(g.fault, {})}


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
