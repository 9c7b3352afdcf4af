"""Giving an access token back when somebody leaves.

Rules: revocation_endpoint and logout of the SPID/CIE rules; RFC 7009. In SPID this ends the single
sign-on at the provider, too; in CIE a refresh token would survive, and we never ask for one.
"""

from __future__ import annotations

from joserfc.jwk import Key

from portal.identity.federation.asserting import Form, asserted_form
from portal.identity.federation.fetching import Answered
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused


def revocation_form(provider: Provider, client_id: str, key: Key, access_token: str) -> Form | None:
    """The form that gives a token back; nothing where the provider names no place for it.

    Leaving never waits for it: sent by a job, as often as jobs try.
    """
    if not provider.revocation_endpoint:
        return None
    return asserted_form(provider.revocation_endpoint, client_id, key, {"token": access_token})


def check_revoked(reply: Answered) -> None:
    """Whether the provider took it; an unknown token is taken, too (RFC 7009, 2.2).

    Raises:
        Refused: it did not; trying again helps where the cause is the provider's trouble.
    """
    if reply.status >= 500:
        raise Refused(About.REVOCATION, Cause.PROVIDER_TROUBLE)
    if reply.status != 200:
        raise Refused(About.REVOCATION, Cause.REFUSED)
