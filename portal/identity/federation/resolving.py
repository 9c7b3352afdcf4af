"""The resolve endpoint: what we already know of a member, said to whoever asks.

It never starts a discovery for an anonymous caller. Rules: federation_endpoint, errors_federation and
seccons_bcps of the SPID/CIE rules; the answer is typed as in OpenID Federation 1.0, 8.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from joserfc.jwk import Key

from portal.identity.federation import marks, signing
from portal.identity.federation.chain import Chain
from portal.platform import clock

TYPE = "resolve-response+jwt"


@dataclass(frozen=True)
class Reply:
    """What to send back, whole."""

    status: int
    content_type: str
    body: str


#: The chain of a member under an anchor, if it was resolved already; ``LookupError`` while we cannot look.
Known = Callable[[str, str], Chain | None]


def answer(asked: Mapping[str, str], us: str, key: Key, known: Known) -> Reply:
    """Answer a question; every failure is JSON with a word of the rules.

    Args:
        asked: the query: ``sub``, and the anchor as ``trust_anchor`` or, in older drafts, ``anchor``.
        us: our identifier.
        key: our federation key in use.
        known: where resolved chains are looked up.
    """
    subject = asked.get("sub", "")
    anchor = asked.get("trust_anchor") or asked.get("anchor") or ""
    if not subject or not anchor:
        return refusal(400, "invalid_request", "sub and trust_anchor are needed")
    try:
        chain = known(subject, anchor)
    except LookupError:
        return refusal(503, "temporarily_unavailable", "try again later")
    if chain is None or not chain.is_good:
        return refusal(404, "not_found", "nothing is known of this subject")
    return Reply(200, f"application/{TYPE}", _signed(chain, us, key))


def refusal(status: int, error: str, description: str) -> Reply:
    """An error as the rules want it."""
    body = json.dumps({"error": error, "error_description": description})
    return Reply(status, "application/json", body)


def _signed(chain: Chain, us: str, key: Key) -> str:
    found = marks.good_marks(chain.configuration, chain.anchor)
    claims = {
        "iss": us,
        "sub": chain.subject,
        "iat": int(clock.now().timestamp()),
        "exp": int(chain.expires_at.timestamp()),
        "metadata": {part: dict(said) for part, said in chain.metadata.items()},
        "trust_marks": [dict(mark.entry) for mark in found],
        "trust_chain": list(chain.raws),
    }
    return signing.sign(claims, key, TYPE)
