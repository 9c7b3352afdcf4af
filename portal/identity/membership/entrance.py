"""Signing in through a provider of a federation: the same door to pages as any other provider.

Nothing here asks an anchor or follows a chain: providers are as the last round left them. Every step is
written to the register of logins, also of a login that is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from sqlalchemy.exc import IntegrityError

from portal.identity.directory import Audience, Kind, WayIn
from portal.identity.federation import requesting
from portal.identity.federation.believing import Expected
from portal.identity.federation.entering import Entered, Remembered, Step, enter
from portal.identity.federation.keys import Purpose
from portal.identity.federation.providers import Provider
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.login import (
    Access,
    Begun,
    Identified,
    Left,
    LevelTooLow,
    LoginRefused,
    ProviderUnavailable,
)
from portal.identity.membership import keyset, providing, register
from portal.identity.membership.models import UsedToken
from portal.identity.membership.settings import Federation, Membership
from portal.identity.membership.wire import Wire
from portal.identity.tokens import LoginInvalid
from portal.platform.crypto import Keyring
from portal.platform.database import aside, db

_KINDS = {"spid": Kind.SPID, "cie": Kind.CIE}
_SILENT = {Cause.UNREACHABLE, Cause.PROVIDER_TROUBLE}


@dataclass(frozen=True)
class House:
    """What every login of an installation goes through: who we are, our keys, the line to providers."""

    membership: Membership
    keyring: Keyring
    wire: Wire

    def ways_in(self) -> list[WayIn]:
        """The providers of our federations as they stand now (trust_negotiation: all of them)."""
        return [
            WayIn(
                id=one.name,
                kind=_KINDS[one.scheme],
                audience=Audience.EVERYBODY,
                names={"it": one.title},
                provider=FederatedProvider(self, one.name, one.issuer),
                outage={},
                has_logo=one.has_logo,
            )
            for one in providing.list_shown(self.membership)
        ]


class FederatedProvider:
    """One provider of a federation; see ``Counterpart``."""

    def __init__(self, house: House, name: str, issuer: str) -> None:
        self.issuer = issuer
        self._house = house
        self._name = name

    def begin(
        self, redirect_uri: str, language: str, *, level: int = 0, again: bool = False
    ) -> Begun:
        """Prepare a login: at least of the level that the federation's settings ask for.

        Raises:
            ProviderUnavailable: its chain ended, or we have no key yet.
        """
        federation, provider = self._known()
        wish = requesting.Wish(
            level=max(level, federation.level),
            welcome=federation.welcome,
            again=again,
            languages=(language,) if federation.sends_language else (),
        )
        member, keyring = self._house.membership.member, self._house.keyring
        try:
            key = keyset.load_keys(keyring, member).active(Purpose.SIGNATURE).key
        except Refused as refusal:
            raise ProviderUnavailable(refusal.code) from refusal
        begun = requesting.begin(provider, member, redirect_uri, key, wish)
        notes = register.Notes()
        notes(Step.CHAIN, json.dumps(provider.chain.raws))
        notes(Step.REQUEST, begun.url)
        register.write(keyring, self._login(begun.state), notes)
        return Begun(begun.url, begun.state, begun.nonce, begun.verifier)

    def finish(
        self, answer: Mapping[str, str], redirect_uri: str, nonce: str, verifier: str
    ) -> Identified:
        """Turn the browser's answer into a person; the caller has used up its state.

        Raises:
            LoginRefused, LoginInvalid, LevelTooLow, ProviderUnavailable.
        """
        federation, provider = self._known()
        member, keyring = self._house.membership.member, self._house.keyring
        expected = Expected(member, nonce, federation.level, federation.scheme, federation.strict)
        login = self._login(answer.get("state", ""))
        remembered = Remembered(answer.get("state", ""), verifier, expected)
        keys, notes = keyset.load_keys(keyring, member), register.Notes()
        db.session.rollback()  # nobody holds a transaction while a provider thinks
        try:
            entered = enter(answer, remembered, provider, keys, self._house.wire, _first_use, notes)
        except Refused as refusal:
            _say(refusal)
        finally:
            register.write(keyring, login, notes)
        return _identified(entered, login.name)

    def sign_out_url(self, back: str) -> str | None:
        """Nowhere: in the federations a token is given back instead, by a job."""
        return None

    def read_logout(self, raw: str) -> Left:
        """Nothing: the federations have no logout by the provider.

        Raises:
            LoginInvalid: always.
        """
        raise LoginInvalid("no_such_logout")

    def _known(self) -> tuple[Federation, Provider]:
        found = providing.find_by_name(self._house.membership, self._name)
        if found is None:
            raise ProviderUnavailable(f"{About.CHAIN}.{Cause.EXPIRED}")
        return found

    def _login(self, state: str) -> register.Login:
        name = register.name_of(self._house.keyring, state)
        return register.Login(self._house.membership.member, self.issuer, name)


def _identified(entered: Entered, login: str) -> Identified:
    return Identified(
        issuer=entered.issuer,
        subject=entered.subject,
        level=entered.level,
        # L2 and L3 are two factors by the rules of both federations.
        second_factor=entered.level > 1,
        claims=entered.attributes.claims(),
        access=Access(entered.access_token, entered.access_expires_at, login),
    )


def _say(refusal: Refused) -> NoReturn:
    """The same refusal as pages know it; the code holds no word of the other side."""
    words = f"{refusal.code} {refusal.detail}".strip()
    if refusal.cause in _SILENT:
        raise ProviderUnavailable(words) from refusal
    if (refusal.about, refusal.cause) == (About.ANSWER, Cause.REFUSED):
        raise LoginRefused(words) from refusal
    if (refusal.about, refusal.cause) == (About.ID_TOKEN, Cause.LEVEL):
        raise LevelTooLow(words) from refusal
    raise LoginInvalid(words) from refusal


def _first_use(issuer: str, identifier: str, until: datetime) -> bool:
    """Whether a token is seen for the first time; remembered for every process, whatever comes after."""
    hashed = hashlib.sha256(f"{issuer}\0{identifier}".encode()).hexdigest()
    try:
        with aside() as session:
            session.add(UsedToken(hashed=hashed, until=until))
    except IntegrityError:
        return False
    return True
