"""The identity providers of a federation: which there are, and what is left of each to sign in with.

Rules: trust_negotiation and metadata_oidc_op of the SPID/CIE rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import Key

from portal.identity.federation import signing
from portal.identity.federation.addresses import is_address, is_identifier, with_query
from portal.identity.federation.chain import NOBODY_BETWEEN, Anchor, Chain, verify_chain
from portal.identity.federation.collecting import resolve
from portal.identity.federation.fetching import Reader
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.statements import Statement

PART = "openid_provider"
_MEMBER = "federation_entity"
_PLACES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
#: Nobody has more providers than this; a list without end is not read on.
_MOST_PROVIDERS = 200
_KEY_SET_TYPES = ("jwk-set+jwt", "jwt", None)


@dataclass(frozen=True)
class Provider:
    """A provider as its chain leaves it: only what we use, each place an address, keys from the chain.

    ``signed_keys`` is the signed key set, where it publishes its keys so: kept with the chain.
    """

    issuer: str
    name: str
    logo: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    revocation_endpoint: str
    announces_issuer: bool
    keys: Mapping[str, Key] = field(repr=False)
    chain: Chain = field(repr=False)
    signed_keys: str = field(default="", repr=False)


def list_providers(top: Statement, reader: Reader) -> tuple[str, ...]:
    """The identifiers of all providers of an anchor (trust_negotiation: the button shows them all).

    Raises:
        Refused: the anchor names no list, or what it gives is none.
    """
    place = top.metadata.get(_MEMBER, {}).get("federation_list_endpoint")
    if not isinstance(place, str):
        raise Refused(About.PROVIDERS, Cause.ADDRESS)
    address = with_query(place, {"entity_type": PART})
    text = reader.read(address, About.PROVIDERS, ("application/json",))
    found = signing.read_object(f'{{"all": {text}}}', About.PROVIDERS).get("all")
    if not isinstance(found, list) or len(found) > _MOST_PROVIDERS:
        raise Refused(About.PROVIDERS, Cause.FORM)
    return tuple(dict.fromkeys(one for one in found if is_identifier(one)))


def resolve_provider(identifier: str, anchor: Anchor, reader: Reader) -> Provider:
    """Collect and verify all that is needed to sign in through a provider.

    Raises:
        Refused: something of it does not hold.
    """
    chain = resolve(identifier, anchor, reader)
    said = _said(chain)
    signed_keys = ""
    if "jwks" not in said and "signed_jwks_uri" in said:
        kinds = ("application/jwk-set+jwt", "application/jose", "application/jwt")
        signed_keys = reader.read(said["signed_jwks_uri"], About.METADATA, kinds)
    return read_provider(chain, signed_keys)


def kept_provider(
    raws: Sequence[str], identifier: str, anchor: Anchor, signed_keys: str = ""
) -> Provider:
    """A provider out of a drawer, verified again from its tokens.

    Raises:
        Refused: they do not hold any more.
    """
    return read_provider(verify_chain(raws, identifier, anchor, NOBODY_BETWEEN), signed_keys)


def read_provider(chain: Chain, signed_keys: str = "") -> Provider:
    """What is left of a provider to sign in with; claims nobody asked for are left behind.

    Raises:
        Refused: it speaks for another issuer, a place is no address, or it has no keys of its own in the
            chain (``jwks_uri`` is not signed by anybody and counts for nothing).
    """
    said = _said(chain)
    if said.get("issuer") != chain.subject:
        raise Refused(About.METADATA, Cause.ISSUER)
    for place in _PLACES:
        if not is_address(said.get(place)):
            raise Refused(About.METADATA, Cause.ADDRESS, place)
    revocation = said.get("revocation_endpoint")
    logo = said.get("logo_uri") or chain.metadata.get(_MEMBER, {}).get("logo_uri")
    return Provider(
        issuer=chain.subject,
        name=_name(said) or _name(chain.metadata.get(_MEMBER, {})) or chain.subject,
        logo=logo if isinstance(logo, str) and is_address(logo) else "",
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        userinfo_endpoint=said["userinfo_endpoint"],
        revocation_endpoint=str(revocation) if is_address(revocation) else "",
        announces_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        keys=_keys(said, chain, signed_keys),
        chain=chain,
        signed_keys=signed_keys,
    )


def _said(chain: Chain) -> Mapping[str, Any]:
    try:
        return chain.metadata[PART]
    except KeyError:
        raise Refused(About.METADATA, Cause.MISSING) from None


def _keys(said: Mapping[str, Any], chain: Chain, signed_keys: str) -> dict[str, Key]:
    if "jwks" in said:
        return signing.read_keys(said["jwks"], About.METADATA)
    if not signed_keys:
        raise Refused(About.METADATA, Cause.KEYS)
    found = signing.verify(
        signed_keys, chain.superior.keys, About.METADATA, types=_KEY_SET_TYPES
    ).claims
    if found.get("iss", chain.subject) != chain.subject:
        raise Refused(About.METADATA, Cause.ISSUER)
    signing.check_times(found, About.METADATA, strict=False)
    return signing.read_keys(found, About.METADATA)


def _name(said: Mapping[str, Any]) -> str:
    """One line of characters that show: what turns the reading round, or is none, is left out."""
    found = said.get("organization_name")
    words = found.split() if isinstance(found, str) else []
    line = " ".join("".join(filter(str.isprintable, word)) for word in words)
    return line[:100].strip()
