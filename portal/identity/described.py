"""What an OpenID provider says of itself: its places and its keys, read again every hour, and for a new key.

Rules: OpenID Connect Discovery 1.0; Core 1.0, 10.1.1 (rotation of keys).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.identity.lines import Borders, Line, ask
from portal.identity.login import ProviderUnavailable

_SECONDS = 3600
#: However many tokens name a key we do not know, the provider is asked for its keys so often and no more:
#: whoever may write a token could else make us ask again and again.
_ANEW_EVERY = 60
_ALGORITHMS = ["RS256", "ES256", "PS256"]
_PLACES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Described:
    """Places and keys as they were read."""

    said: Mapping[str, Any]
    keys: KeySet

    def place(self, name: str) -> str:
        """Where something is done; empty where the provider does not say."""
        found = self.said.get(name)
        return found if isinstance(found, str) else ""


class Description:
    """The description of one provider, remembered by this process."""

    def __init__(self, issuer: str, address: str, borders: Borders, seconds: float) -> None:
        self._issuer = issuer
        self._address = address or f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        self._borders = borders
        self._seconds = seconds
        self._known: tuple[float, Described] | None = None
        self._anew_at = 0.0

    @property
    def last(self) -> Described | None:
        """What was once read, however long ago."""
        return self._known[1] if self._known else None

    def read(self) -> Described:
        """What the provider says.

        Raises:
            ProviderUnavailable: it cannot be read, or is not what it should be.
        """
        # Read outside any lock: while the provider is slow, nobody waits for somebody else's wait.
        known = self._known
        if known is not None and known[0] > time.monotonic():
            return known[1]
        found = self._read()
        self._known = (time.monotonic() + _SECONDS, found)
        return found

    def decode(self, raw: str) -> jwt.Token:
        """A token that one of the provider's keys signed; the claims are still to be looked at.

        Raises:
            ProviderUnavailable: see ``read``.
            JoseError, ValueError: nobody we know signed it.
        """
        found = self.read()
        try:
            return jwt.decode(raw, found.keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            if not self._may_be_new(raw, found.keys):
                raise
        self._known = None
        return jwt.decode(raw, self.read().keys, algorithms=_ALGORITHMS)

    def ask(self, address: str, **headers: str) -> requests.Response:
        """A question to the provider.

        Raises:
            ProviderUnavailable: it does not answer, or not as asked.
        """
        try:
            reply = ask(self.line(), "GET", address, headers)
            reply.raise_for_status()
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnavailable("no_answer") from error
        return reply

    def line(self) -> Line:
        """The line for one question."""
        return Line(self._borders, self._seconds)

    def _read(self) -> Described:
        said = as_object(self.ask(self._address))
        if said.get("issuer") != self._issuer:
            raise ProviderUnavailable("issuer_of_description")
        found = Described(said, KeySet([]))
        if not all(self._is_place(found.place(name)) for name in _PLACES):
            raise ProviderUnavailable("description")
        end = found.place("end_session_endpoint")
        if end and not self._is_place(end):
            raise ProviderUnavailable("description")
        return Described(said, _keys_in(as_object(self.ask(found.place("jwks_uri")))))

    def _is_place(self, address: str) -> bool:
        # Browsers are sent there too: the line does not see that.
        return address.startswith("https://") or (self._borders.anywhere and bool(address))

    def _may_be_new(self, raw: str, keys: KeySet) -> bool:
        """Whether a token names a key that may have come since, and nobody asked a moment ago."""
        kid = _kid_of(raw)
        if kid is None or (kid and kid in {key.kid for key in keys.keys}):
            return False
        now = time.monotonic()
        if now < self._anew_at:
            return False
        self._anew_at = now + _ANEW_EVERY
        return True


def as_object(reply: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        ProviderUnavailable: it is none.
    """
    try:
        found = reply.json()
    except (ValueError, RecursionError) as error:
        raise ProviderUnavailable("no_answer") from error
    if not isinstance(found, dict):
        raise ProviderUnavailable("nonsense")
    return found


def _keys_in(found: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(found)  # type: ignore[arg-type]
    except (KeyError, ValueError, TypeError, AttributeError, JoseError) as error:
        raise ProviderUnavailable("keys") from error


def _kid_of(raw: str) -> str | None:
    """The key a token names, before anything of it is believed; empty where it names none, nothing where
    it is no token."""
    try:
        kid = jws.extract_compact(raw.encode()).headers().get("kid", "")
    except (JoseError, ValueError):
        return None
    return kid if isinstance(kid, str) else None
