"""What comes back through the browser and from the token endpoint, before any token is read.

Rules: authorization_endpoint, errors_federation and token_endpoint of the SPID/CIE rules; RFC 9207.
What a provider writes about an error is never shown and never logged: the words are ours.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from portal.identity.federation.fetching import Answered
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.schemes import Scheme
from portal.identity.federation.signing import read_object

#: Errors by which a provider speaks of its own state; others are of the person, or of us.
_TROUBLE = {"server_error", "temporarily_unavailable"}
_REFUSALS = {
    "access_denied", "unauthorized_client", "invalid_client", "invalid_request", "invalid_scope",
    "unsupported_response_type", "login_required", "consent_required", "invalid_request_object",
    "registration_not_supported", "request_uri_not_supported", "rejected_by_user",
}  # fmt: skip
_LONGEST = 4096
#: Seconds of a year: no access token lives longer.
_LONGEST_LIFE = 31_536_000


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave, not yet believed."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    expires_in: int


def read_answer(
    answer: Mapping[str, str], *, state: str, provider: Provider, scheme: Scheme
) -> str:
    """The code in the browser's answer.

    Args:
        answer: the parameters; who reads the request refuses one that was sent twice (RFC 6749, 3.1).
        state: what was issued to *this browser* and used up just now; also an error must carry it.

    Raises:
        Refused: the state or the issuer is another, no code is there, or the login was not completed
            (``refused``, ``provider_trouble``; ``detail`` is a word of the rules, or ``other``).
    """
    said = answer.get("state", "").encode("utf-8", "replace")
    if not state or not secrets.compare_digest(said, state.encode()):
        raise Refused(About.ANSWER, Cause.STATE)
    issuer = answer.get("iss")
    if issuer is not None and issuer != provider.issuer:
        raise Refused(About.ANSWER, Cause.ISSUER)
    if "error" in answer:
        _not_completed(answer["error"])
    if issuer is None and (scheme.names_issuer or provider.announces_issuer):
        raise Refused(About.ANSWER, Cause.ISSUER)
    code = answer.get("code", "")
    if not code or len(code) > _LONGEST:
        raise Refused(About.ANSWER, Cause.CODE)
    return code


def read_tokens(reply: Answered) -> Tokens:
    """The tokens in the reply of the token endpoint.

    Raises:
        Refused: it is no plain 200 with JSON (an error may be a page, or empty), or lacks something.
    """
    check_status(reply, About.TOKENS)
    if reply.kind != "application/json":
        raise Refused(About.TOKENS, Cause.CONTENT_TYPE)
    found = read_object(_text(reply, About.TOKENS), About.TOKENS)
    kind = found.get("token_type")
    if not isinstance(kind, str) or kind.casefold() != "bearer":
        raise Refused(About.TOKENS, Cause.TOKEN_TYPE)
    return Tokens(
        id_token=_token(found, "id_token"),
        access_token=_token(found, "access_token"),
        expires_in=_seconds(found.get("expires_in")),
    )


def check_status(reply: Answered, about: About) -> None:
    """Whether an endpoint answered as asked.

    Raises:
        Refused: it sends elsewhere, refuses, or has trouble of its own.
    """
    if 300 <= reply.status < 400:
        raise Refused(about, Cause.REDIRECTED)
    if reply.status >= 500:
        raise Refused(about, Cause.PROVIDER_TROUBLE)
    if reply.status != 200:
        raise Refused(about, Cause.REFUSED)


def _not_completed(error: str) -> NoReturn:
    if error in _TROUBLE:
        raise Refused(About.ANSWER, Cause.PROVIDER_TROUBLE, error)
    raise Refused(About.ANSWER, Cause.REFUSED, error if error in _REFUSALS else "other")


def _text(reply: Answered, about: About) -> str:
    try:
        return reply.body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Refused(about, Cause.FORM) from problem


def _token(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(About.TOKENS, Cause.MISSING, name)
    return value


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LONGEST_LIFE:
        raise Refused(About.TOKENS, Cause.EXPIRED)
    return value
