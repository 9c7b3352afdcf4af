"""Reads a request to sign somebody in and checks it against the protocol, before any page is shown.

Rules: OpenID Connect Core 1.0 §3.1.2, RFC 7636 (PKCE, S256 only), RFC 6749 §4.1.2.1 (errors).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from demo.logins import Asked
from demo.places import CLIENT_ID, Places

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS = {"none", "login", "consent", "select_account"}


class RequestUntrusted(Exception):
    """Client or return address are not known: the person is told, nobody is sent anywhere."""


class RequestRefused(Exception):
    """The client asked for something wrong: it gets the error back."""

    def __init__(self, error: str, description: str, asked: Asked) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.asked = asked


def read_request(values: MultiDict[str, str], places: Places) -> Asked:
    """Check a request.

    Raises:
        RequestUntrusted, RequestRefused: see there.
    """
    asked = _trusted(values, places)
    for error, description, is_wrong in _checks(values, asked):
        if is_wrong:
            raise RequestRefused(error, description, asked)
    return asked


def _checks(values: MultiDict[str, str], asked: Asked) -> Iterator[tuple[str, str, bool]]:
    """Error, its description, and whether this request makes it; the first one counts."""
    twice = any(len(values.getlist(name)) > 1 for name in values)
    yield "invalid_request", "a parameter is given twice", twice
    for name in ("request", "request_uri"):
        yield f"{name}_not_supported", f"{name} is not supported", bool(values.get(name))
    is_code = values.get("response_type") == "code"
    yield "unsupported_response_type", "only code is supported", not is_code
    is_query = values.get("response_mode", "query") == "query"
    yield "invalid_request", "only response_mode=query is supported", not is_query
    yield "invalid_scope", "the scope must contain openid", "openid" not in asked.scope.split()
    is_s256 = values.get("code_challenge_method") == "S256"
    has_challenge = is_s256 and _CHALLENGE.fullmatch(asked.challenge) is not None
    yield "invalid_request", "PKCE with S256 is required", not has_challenge
    is_alone = "none" not in asked.prompt or len(asked.prompt) == 1
    yield "invalid_request", "prompt is not understood", not (asked.prompt <= _PROMPTS and is_alone)
    is_age = not values.get("max_age") or asked.max_age is not None
    yield "invalid_request", "max_age is not a number of seconds", not is_age


def answer_url(asked: Asked, issuer: str, **words: str) -> str:
    """Where to send the browser back; the answer names its issuer (RFC 9207)."""
    answer = {**words, "iss": issuer}
    if asked.state:
        answer["state"] = asked.state
    return f"{asked.redirect_uri}?{urlencode(answer)}"


def _trusted(values: MultiDict[str, str], places: Places) -> Asked:
    client_ids, addresses = values.getlist("client_id"), values.getlist("redirect_uri")
    if client_ids != [CLIENT_ID]:
        raise RequestUntrusted("client_id")
    if len(addresses) != 1 or addresses[0] not in places.redirect_uris:
        raise RequestUntrusted("redirect_uri")
    max_age = values.get("max_age", "")
    return Asked(
        client_id=CLIENT_ID,
        redirect_uri=addresses[0],
        scope=values.get("scope", ""),
        challenge=values.get("code_challenge", ""),
        state=values.get("state", ""),
        nonce=values.get("nonce", ""),
        prompt=frozenset(values.get("prompt", "").split()),
        max_age=int(max_age) if re.fullmatch(r"\d{1,9}", max_age) else None,
    )
