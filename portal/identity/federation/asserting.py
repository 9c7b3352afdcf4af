"""Proving to a provider, without the browser, that it is us: ``private_key_jwt``.

Rules: token_endpoint of the SPID/CIE rules; RFC 7521 and 7523 (the rules misprint the type's name).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from joserfc.jwk import Key

from portal.identity.federation import signing
from portal.platform import clock

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: Seconds an assertion holds.
_LIFE = 120


@dataclass(frozen=True)
class Form:
    """What is to be posted as ``application/x-www-form-urlencoded``: no redirect followed."""

    address: str
    fields: Mapping[str, str] = field(repr=False)


def asserted_form(address: str, client_id: str, key: Key, fields: Mapping[str, str]) -> Form:
    """A form to an endpoint, with an assertion made for that endpoint and this once.

    Args:
        key: our key of logins in use.
    """
    now = int(clock.now().timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": address,
        "iat": now,
        "exp": now + _LIFE,
        "jti": str(uuid.uuid4()),
    }
    return Form(
        address,
        {
            **fields,
            "client_id": client_id,
            "client_assertion_type": TYPE,
            "client_assertion": signing.sign(claims, key, None),
        },
    )
