"""Which providers people sign in through: one by the settings, or several named in a file."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.identity.counterpart import Counterpart
from portal.identity.federation.schemes import LEVELS
from portal.identity.lines import Borders
from portal.identity.provider import FISCAL_NUMBER, OpenIDProvider, Rules
from portal.platform.settings import Settings, SettingsInvalid

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Kind(StrEnum):
    """Which button a provider stands behind; SPID and CIE have theirs by national rules."""

    SPID = "spid"
    CIE = "cie"
    OIDC = "oidc"


class Audience(StrEnum):
    """Whom a provider is for."""

    CITIZENS = "citizens"
    STAFF = "staff"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class WayIn:
    """One provider as the login page shows it, with the door behind its button.

    ``outage`` is the announcement of a planned stop, by language; while it is there the button is not.
    ``has_logo``: whether ``identity.logo`` has a picture of it.
    """

    id: str
    kind: Kind
    audience: Audience
    names: dict[str, str]
    provider: Counterpart
    outage: dict[str, str]
    has_logo: bool = False

    def name(self, language: str) -> str:
        """What it is called in a language; Italian where it has no other name."""
        return self.names.get(language) or self.names.get("it", "")

    def announced(self, language: str) -> str:
        """What is said while it is stopped; nothing while it works."""
        return self.outage.get(language) or self.outage.get("it", "")


class UnknownProvider(LookupError):
    """No provider of this installation has this name."""


#: Ways in that come and go while the portal runs: those of federations.
Others = Callable[[], Iterable[WayIn]]


def _no_others() -> Iterable[WayIn]:
    return ()


class Directory:
    """The providers of an installation: those of the settings, and those of its federations today."""

    def __init__(self, ways: Iterable[WayIn], others: Others = _no_others) -> None:
        self._ways = {way.id: way for way in ways}
        self._others = others

    def __iter__(self) -> Iterator[WayIn]:
        return iter([*self._ways.values(), *self._others()])

    def get(self, name: str) -> WayIn:
        """The provider of a button; with no name, the only one there is.

        Raises:
            UnknownProvider: none of that name, or several and no name was given.
        """
        if name in self._ways:
            return self._ways[name]
        found = list(self)
        if not name and len(found) == 1:
            return found[0]
        for way in found:
            if way.id == name:
                return way
        raise UnknownProvider(name)

    def by_issuer(self, issuer: str) -> WayIn | None:
        """The provider that vouched for somebody, to end its session too; those of federations have no
        such place (logout of the SPID/CIE rules)."""
        return next((way for way in self._ways.values() if way.provider.issuer == issuer), None)

    def sign_out_url(self, issuer: str, home: str) -> str | None:
        """Where the provider that vouched for a session ends its own and leads home; None if nowhere."""
        way = self.by_issuer(issuer)
        return way.provider.sign_out_url(home) if way else None

    def shuffled(self, kind: Kind) -> list[WayIn]:
        """The providers behind one button, in an order that favours none (national rules of SPID)."""
        found = [way for way in self if way.kind is kind]
        random.shuffle(found)
        return found

    def origins(self) -> list[str]:
        """Where a form of ours may lead to: signing out goes by the provider."""
        ways = self._ways.values()
        return sorted({origin for way in ways if (origin := _origin(way.provider.issuer))})


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class Entry(BaseModel):
    """One table of the file of providers; docs/identity.md explains each line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = Kind.OIDC
    names: Annotated[dict[Literal["it", "en"], Text], Field(alias="name", min_length=1)]
    issuer: Text
    client_id: Text
    client_secret: Annotated[str, Field(min_length=1, repr=False)]
    audience: Annotated[Audience, Field(alias="for")] = Audience.EVERYBODY
    description: str = ""
    scope: Text = "openid profile email phone address"
    fiscal_code: tuple[Text, ...] = (FISCAL_NUMBER,)
    trusts_level: bool = True
    level: Annotated[int, Field(ge=1, le=3)] = 1
    sends_language: bool = True
    strict_userinfo: bool = True
    levels: dict[Text, Annotated[int, Field(ge=1, le=3)]] = {}
    hosts: tuple[Text, ...] = ()
    outage: dict[Literal["it", "en"], Text] = {}

    def rules(self) -> Rules:
        """How this provider differs from the others."""
        return Rules(
            description=self.description,
            scope=self.scope,
            fiscal_code=self.fiscal_code,
            trusts_level=self.trusts_level,
            level=self.level,
            sends_language=self.sends_language,
            strict_userinfo=self.strict_userinfo,
            asks_for_spid_levels=self.kind is not Kind.OIDC,
            levels={**LEVELS, **self.levels},
        )


def read_directory(settings: Settings, others: Others = _no_others) -> Directory:
    """The providers of the file, or the one that the settings name; and those of federations.

    Raises:
        SettingsInvalid: the file or an entry cannot be used; the message never quotes a secret.
    """
    if not settings.providers:
        alone = settings.federation and not settings.oidc_issuer
        return Directory([] if alone else [_by_settings(settings)], others)
    file = Path(settings.providers)
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingsInvalid(f"ACCANTO_PROVIDERS: {file} cannot be read.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsInvalid(f"ACCANTO_PROVIDERS: {file} is not TOML.") from problem
    if not found:
        raise SettingsInvalid(f"{file}: name one provider at least.")
    ways = [_way(file, name, entry, settings) for name, entry in found.items()]
    issuers = [way.provider.issuer for way in ways]
    if len(set(issuers)) < len(issuers):
        raise SettingsInvalid(f"{file}: two providers have the same issuer; keep one of them.")
    return Directory(ways, others)


def _by_settings(settings: Settings) -> WayIn:
    provider = OpenIDProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_timeout,
        borders=_borders(settings, settings.oidc_issuer),
    )
    names = {"it": settings.oidc_name} if settings.oidc_name else {}
    return WayIn("accesso", Kind.OIDC, Audience.EVERYBODY, names, provider, {})


def _borders(settings: Settings, *ours: str) -> Borders:
    """A provider may lie in a network of the house, if who runs the installation wrote its address; where
    its own description sends us is another matter."""
    hosts = (urlsplit(one).hostname or one for one in ours if one)
    inside = frozenset(host.casefold() for host in hosts)
    return Borders(anywhere=not settings.production, inside=inside)


def _way(file: Path, name: str, found: Any, settings: Settings) -> WayIn:
    if not name.isascii() or not name.replace("-", "").isalnum():
        raise SettingsInvalid(f"{file}: [{name}] may have letters, digits and hyphens only.")
    try:
        entry = Entry.model_validate(found)
    except ValidationError as problem:
        where = ", ".join(sorted({".".join(map(str, one["loc"])) for one in problem.errors()}))
        raise SettingsInvalid(
            f"{file}: [{name}] cannot be used as it is; look at {where}."
        ) from None
    for address in (entry.issuer, entry.description):
        schemes = {"https"} if settings.production else {"https", "http"}
        if address and urlsplit(address).scheme not in schemes:
            raise SettingsInvalid(f"{file}: the addresses of [{name}] must begin with https://.")
    provider = OpenIDProvider(
        entry.issuer,
        entry.client_id,
        entry.client_secret,
        settings.oidc_timeout,
        entry.rules(),
        _borders(settings, entry.issuer, entry.description, *entry.hosts),
    )
    return WayIn(
        name,
        entry.kind,
        entry.audience,
        dict[str, str](entry.names.items()),
        provider,
        dict[str, str](entry.outage.items()),
    )
