"""The whole way from the browser's answer to a person, each step told to whoever keeps the record of logins.

Rules: token_endpoint, userinfo_endpoint and log_management (what is kept of a login, 24 months) of the
SPID/CIE rules. The record gets what was really sent and received: signed tokens are the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

from portal.identity.federation.answering import Tokens, read_answer, read_tokens
from portal.identity.federation.asserting import Form
from portal.identity.federation.attributes import ALWAYS_ASKED, Attributes, read_attributes
from portal.identity.federation.believing import Believed, Expected, FirstUse, believe
from portal.identity.federation.fetching import Answered, Unreachable
from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.requesting import token_form, userinfo_headers
from portal.identity.federation.userinfo import read_userinfo
from portal.platform import clock


class Step(StrEnum):
    """What the record of logins holds (log_management)."""

    CHAIN = "chain"
    REQUEST = "request"
    ANSWER = "answer"
    TOKEN_REQUEST = "token_request"  # noqa: S105 the name of a step, as the next
    TOKEN_REPLY = "token_reply"  # noqa: S105
    USERINFO_REQUEST = "userinfo_request"
    USERINFO_REPLY = "userinfo_reply"
    REVOCATION_REQUEST = "revocation_request"
    REVOCATION_REPLY = "revocation_reply"


#: Takes a step for the record, also of a login that is refused right after. The text holds codes and
#: tokens: it is to be sealed, and never to be logged.
Keep = Callable[[Step, str], None]


class Line(Protocol):
    """The line to a provider: certificates checked, **no redirect followed**, an end to time and size."""

    def post(self, form: Form) -> Answered:
        """Post a form. Raises ``Unreachable``."""
        ...

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """GET an address. Raises ``Unreachable``."""
        ...


@dataclass(frozen=True)
class Remembered:
    """What was kept of a login on its way, for this browser only and used up by now."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    expected: Expected
    essential: Collection[str] = ALWAYS_ASKED


@dataclass(frozen=True)
class Entered:
    """Who came in, how surely, and the token to give back when they leave."""

    issuer: str
    subject: str = field(repr=False)
    level: int
    attributes: Attributes = field(repr=False)
    access_token: str = field(repr=False)
    access_expires_at: datetime


def enter(
    answer: Mapping[str, str],
    remembered: Remembered,
    provider: Provider,
    keys: Keys,
    line: Line,
    first_use: FirstUse,
    keep: Keep,
) -> Entered:
    """Turn the browser's answer into a person.

    Raises:
        Refused: somewhere on the way a rule is broken; what happened until then was kept.
    """
    expected = remembered.expected
    keep(Step.ANSWER, urlencode(answer, errors="replace"))
    code = read_answer(answer, state=remembered.state, provider=provider, scheme=expected.scheme)
    if not provider.chain.is_good:
        raise Refused(About.CHAIN, Cause.EXPIRED)
    key = keys.active(Purpose.SIGNATURE).key
    form = token_form(provider, expected.client_id, key, code, remembered.verifier)
    tokens = read_tokens(send(form, line, keep, Step.TOKEN_REQUEST, Step.TOKEN_REPLY))
    believed = believe(tokens, provider, expected, first_use)
    claims = read_userinfo(
        _ask(provider, tokens, line, keep), keys.openers(), provider, believed, expected
    )
    return _entered(provider, believed, tokens, read_attributes(claims, remembered.essential))


def send(form: Form, line: Line, keep: Keep, asked: Step, replied: Step) -> Answered:
    """Post a form and keep both what was sent and what came back.

    Raises:
        Refused: nobody answered.
    """
    keep(asked, urlencode(dict(form.fields)))
    about = About.REVOCATION if asked is Step.REVOCATION_REQUEST else About.TOKENS
    try:
        reply = line.post(form)
    except Unreachable as problem:
        raise Refused(about, Cause.UNREACHABLE) from problem
    keep(replied, _as_text(reply))
    return reply


def _ask(provider: Provider, tokens: Tokens, line: Line, keep: Keep) -> Answered:
    headers = userinfo_headers(tokens.access_token)
    keep(Step.USERINFO_REQUEST, f"GET {provider.userinfo_endpoint} {headers['Authorization']}")
    try:
        reply = line.get(provider.userinfo_endpoint, headers)
    except Unreachable as problem:
        raise Refused(About.USERINFO, Cause.UNREACHABLE) from problem
    keep(Step.USERINFO_REPLY, _as_text(reply))
    return reply


def _entered(
    provider: Provider, believed: Believed, tokens: Tokens, attributes: Attributes
) -> Entered:
    return Entered(
        issuer=provider.issuer,
        subject=believed.subject,
        level=believed.level,
        attributes=attributes,
        access_token=tokens.access_token,
        access_expires_at=clock.after(seconds=tokens.expires_in),
    )


def _as_text(reply: Answered) -> str:
    return f"{reply.status} {reply.content_type}\n{reply.body.decode('utf-8', 'backslashreplace')}"
