"""Who we are in the federations and whom we believe, read from a file that people keep.

docs/federation.md explains each line. The anchors' keys stand here because they come on another way than
the network and are compared by a person (la_federazione of the SPID/CIE rules).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.identity.federation.addresses import is_address
from portal.identity.federation.chain import Anchor
from portal.identity.federation.configuration import Party
from portal.identity.federation.refusing import Refused
from portal.identity.federation.schemes import Scheme
from portal.platform.settings import Settings, SettingsInvalid

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
#: Attributes a login may ask for besides those no login goes without.
_WELCOME = {"gender", "place_of_birth", "email", "phone_number", "address"}
_WHERE = "ACCANTO_FEDERATION"
JWKS_PATH, RESOLVE_PATH = ".well-known/jwks.json", "resolve"


@dataclass(frozen=True)
class Federation:
    """One anchor, and what its federation wants otherwise than the other."""

    name: str
    scheme: Scheme
    anchor: Anchor
    level: int
    strict: bool
    sends_language: bool
    welcome: tuple[str, ...]


@dataclass(frozen=True)
class Membership:
    """Who we are, and the federations we are in.

    ``loopback`` allows addresses of this machine: for tests and the demo, never in production.
    """

    party: Party
    federations: tuple[Federation, ...]
    loopback: bool

    @property
    def member(self) -> str:
        """Our identifier: every row says it, so that one installation may be several members later."""
        return self.party.identifier

    @property
    def redirect(self) -> str:
        """Where providers send browsers back to."""
        return self.party.redirects[0]

    def federation_of(self, anchor: str) -> Federation | None:
        """The federation of an anchor."""
        return next((one for one in self.federations if one.anchor.identifier == anchor), None)


class _Anchor(BaseModel):
    """One table ``[anchors.NAME]`` of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Scheme
    identifier: Text
    keys: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2)]
    level: Annotated[int, Field(ge=1, le=3)] = 2
    strict_userinfo: bool = True
    sends_language: bool = True
    extra_claims: tuple[Text, ...] = ()


class _File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    identifier: Text
    name: Text
    homepage: Text
    privacy: Text
    logo: Text
    contacts: Annotated[tuple[Text, ...], Field(min_length=1)]
    superiors: tuple[Text, ...] = ()
    anchors: Annotated[dict[str, _Anchor], Field(min_length=1)]


def read_membership(settings: Settings) -> Membership | None:
    """What the file says; nothing where there is none, and then the portal is in no federation.

    Raises:
        SettingsInvalid: it cannot be used; the message says where to look.
    """
    if not settings.federation:
        return None
    path = Path(settings.federation)
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise SettingsInvalid(f"{_WHERE}: {path} cannot be read.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsInvalid(f"{_WHERE}: {path} is not TOML.") from problem
    except ValidationError as problem:
        where = ", ".join(sorted({".".join(map(str, one["loc"])) for one in problem.errors()}))
        raise SettingsInvalid(f"{path} cannot be used as it is; look at {where}.") from None
    loopback = not settings.production
    federations = tuple(_federation(path, name, one) for name, one in found.anchors.items())
    identifiers = [one.anchor.identifier for one in federations]
    if len(set(identifiers)) < len(identifiers):
        raise SettingsInvalid(f"{path}: two anchors have the same identifier.")
    return Membership(_party(path, found, identifiers, settings), federations, loopback)


def _federation(path: Path, name: str, found: _Anchor) -> Federation:
    unknown = sorted(set(found.extra_claims) - _WELCOME)
    if unknown:
        raise SettingsInvalid(f"{path}: [anchors.{name}] asks for {', '.join(unknown)}.")
    try:
        anchor = Anchor.pin(found.identifier, {"keys": found.keys})
    except Refused as problem:
        raise SettingsInvalid(
            f"{path}: [anchors.{name}] has no key that can verify anything."
        ) from problem
    return Federation(
        name=name,
        scheme=found.kind,
        anchor=anchor,
        level=found.level,
        strict=found.strict_userinfo,
        sends_language=found.sends_language,
        welcome=found.extra_claims,
    )


def _party(path: Path, found: _File, anchors: list[str], settings: Settings) -> Party:
    addresses = {
        "identifier": found.identifier,
        "homepage": found.homepage,
        "privacy": found.privacy,
        "logo": found.logo,
        **{f"anchors ({one})": one for one in anchors},
    }
    for name, address in addresses.items():
        if not is_address(address, loopback=not settings.production):
            raise SettingsInvalid(f"{path}: {name} must be an address that begins with https://.")
    below = found.identifier.removesuffix("/")
    try:
        return Party(
            identifier=found.identifier,
            name=found.name,
            homepage=found.homepage,
            privacy=found.privacy,
            logo=found.logo,
            contacts=found.contacts,
            redirects=(f"{settings.public_url.rstrip('/')}/accedi/ritorno",),
            resolves_at=f"{below}/{RESOLVE_PATH}",
            superiors=found.superiors or tuple(anchors),
            keys_address=f"{below}/{JWKS_PATH}",
        )
    except Refused as problem:
        raise SettingsInvalid(f"{path}: who we are is not right ({problem.code}).") from problem
