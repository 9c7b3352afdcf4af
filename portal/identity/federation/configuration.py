"""What we publish of ourselves: one entity configuration for SPID and CIE, signed ahead of time.

Rules: entity_configuration and metadata_oidc_rp of the SPID/CIE rules; OpenID Federation 1.0, 3 and 5.
A configuration is a plain text with an end: who serves it needs neither the keys nor a database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.identity.federation import statements
from portal.identity.federation.addresses import is_address
from portal.identity.federation.keys import ENCRYPTION_ALGORITHM, Keys, Purpose
from portal.identity.federation.refusing import About, Cause, Refused
from portal.platform import clock

#: How long a configuration holds.
LIFE = timedelta(hours=48)
RELYING_PARTY = "openid_relying_party"
MEMBER = "federation_entity"
#: The one content encryption that both federations name and the portal of CIE takes.
CONTENT_ENCRYPTION = "A256CBC-HS512"


@dataclass(frozen=True)
class Party:
    """Who we are in the federation; one for each tenant, also below an aggregator.

    ``identifier`` is our client id, kept to the letter: a slash more is another member. ``superiors``
    are the anchors of SPID and of CIE, or an aggregator. ``contacts`` holds the certified e-mail (PEC)
    of the body. ``keys_address`` lists all public keys where it is given: the checker of AgID asks for it.
    """

    identifier: str
    name: str
    homepage: str
    privacy: str
    logo: str
    contacts: tuple[str, ...]
    redirects: tuple[str, ...]
    resolves_at: str
    superiors: tuple[str, ...]
    keys_address: str = ""

    def __post_init__(self) -> None:
        """Refuse what a superior would refuse at the first reading."""
        addresses = (self.identifier, self.homepage, self.privacy, self.logo, self.resolves_at)
        optional = (self.keys_address,) if self.keys_address else ()
        for address in (*addresses, *self.redirects, *self.superiors, *optional):
            if not is_address(address):
                raise Refused(About.OURSELVES, Cause.ADDRESS)
        for words in (self.name.strip(), self.contacts, self.redirects, self.superiors):
            if not words:
                raise Refused(About.OURSELVES, Cause.MISSING)
        if self.identifier in self.superiors:
            raise Refused(About.OURSELVES, Cause.LOOP)


@dataclass(frozen=True)
class Configuration:
    """A signed configuration, ready to be served as ``CONTENT_TYPE``."""

    raw: str
    issued_at: datetime
    expires_at: datetime

    @classmethod
    def kept(cls, raw: str, identifier: str) -> Configuration:
        """One that was signed before and kept, verified again.

        Raises:
            Refused: it is over, or not ours.
        """
        found = statements.read_configuration(raw, identifier, About.OURSELVES)
        return cls(raw, found.issued_at, found.expires_at)

    @property
    def is_due(self) -> bool:
        """Whether half its life is over: time to sign the next, with a day left for what goes wrong."""
        return clock.now() >= self.issued_at + (self.expires_at - self.issued_at) / 2


def sign_configuration(
    party: Party,
    keys: Keys,
    marks: Sequence[Mapping[str, Any]] = (),
    life: timedelta = LIFE,
) -> Configuration:
    """Our configuration, signed with the federation key in use.

    Args:
        marks: trust marks exactly as the superiors wrote them; none while we are being registered, and
            then the claim is absent (trust_marks: a mark is what registration ends with).

    Raises:
        Refused: a key of ours is missing.
    """
    now = clock.now().replace(microsecond=0)
    claims = {
        "iss": party.identifier,
        "sub": party.identifier,
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
        "jwks": {"keys": keys.listed(Purpose.FEDERATION)},
        "metadata": our_metadata(party, keys),
        "authority_hints": list(party.superiors),
    }
    if marks:
        claims["trust_marks"] = [dict(mark) for mark in marks]
    raw = statements.sign_statement(claims, keys.active(Purpose.FEDERATION).key)
    return Configuration(raw, now, now + life)


def our_metadata(party: Party, keys: Keys) -> dict[str, dict[str, Any]]:
    """What we say of ourselves, as a member of the federation and as a relying party."""
    return {MEMBER: _as_member(party), RELYING_PARTY: _as_relying_party(party, keys)}


def _as_member(party: Party) -> dict[str, Any]:
    return {
        "organization_name": party.name,
        "homepage_uri": party.homepage,
        "policy_uri": party.privacy,
        "logo_uri": party.logo,
        "contacts": list(party.contacts),
        "federation_resolve_endpoint": party.resolves_at,
    }


def _as_relying_party(party: Party, keys: Keys) -> dict[str, Any]:
    keys.active(Purpose.SIGNATURE)
    keys.active(Purpose.ENCRYPTION)
    found: dict[str, Any] = {
        "client_id": party.identifier,
        "client_name": party.name,
        "organization_name": party.name,
        "client_registration_types": ["automatic"],
        "redirect_uris": list(party.redirects),
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": ENCRYPTION_ALGORITHM,
        "userinfo_encrypted_response_enc": CONTENT_ENCRYPTION,
        "jwks": {"keys": keys.listed(Purpose.SIGNATURE, Purpose.ENCRYPTION)},
    }
    if party.keys_address:
        found["jwks_uri"] = party.keys_address
    return found


def all_public_keys(keys: Keys) -> dict[str, list[dict[str, str]]]:
    """What lies at ``keys_address``: every public key of ours, those of the federation included."""
    return {"keys": keys.listed(Purpose.FEDERATION, Purpose.SIGNATURE, Purpose.ENCRYPTION)}
