"""What a login is made of: how a provider differs, what to remember, who came and who left. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.identity.federation.schemes import LEVELS

_SCOPE = "openid profile email phone address"
#: The name of the fiscal code in the profiles of SPID and CIE.
FISCAL_NUMBER = "https://attributes.eid.gov.it/fiscal_number"


class ProviderUnavailable(Exception):
    """The provider does not answer, or not in time."""


class LoginRefused(Exception):
    """The person said no, or the provider refused them; its text is never shown."""


class LevelTooLow(Exception):
    """The person proved less than what was asked for."""


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what to remember until it is back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Access:
    """A token that is to be given back when the session ends, and the login it came from."""

    token: str = field(repr=False)
    expires_at: datetime
    login: str


@dataclass(frozen=True)
class Identified:
    """Who the provider says is there, and how surely; ``session`` is its own name for this login."""

    issuer: str
    subject: str
    level: int
    second_factor: bool
    claims: Mapping[str, Any]
    session: str = ""
    access: Access | None = None


@dataclass(frozen=True)
class Left:
    """Whom a provider signed out: one of its sessions, or a person in all of them; one may be empty."""

    issuer: str
    subject: str
    session: str


@dataclass(frozen=True)
class Rules:
    """How one provider differs from others.

    ``description`` is where its metadata lie, if not under the issuer. ``fiscal_code`` names the claims
    that may hold the fiscal code, the first one found counts. Where ``trusts_level`` is off, what the
    provider says of the level counts for nothing: everybody comes in with ``level`` (a proxy may write
    one level for all); where it is on, ``levels`` names the level of each class of login (``acr``), and any
    other counts as the lowest. ``strict_userinfo`` wants issuer, audience and times in a signed userinfo.
    """

    description: str = ""
    scope: str = _SCOPE
    fiscal_code: tuple[str, ...] = (FISCAL_NUMBER,)
    trusts_level: bool = True
    level: int = 1
    sends_language: bool = True
    strict_userinfo: bool = True
    asks_for_spid_levels: bool = False
    levels: Mapping[str, int] = field(default_factory=lambda: LEVELS)


#: A provider that does everything as the standard says.
USUAL = Rules()
