"""What the portal and whoever vouches for people say to each other, whichever way the two are bound.

A plain OpenID provider (``portal.identity.provider``) and one of a federation
(``portal.identity.membership.entrance``) are the same to pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from portal.identity.login import Begun, Identified, Left


class Counterpart(Protocol):
    """One provider, as pages speak to it."""

    @property
    def issuer(self) -> str:
        """What it calls itself."""
        ...

    def begin(
        self, redirect_uri: str, language: str, *, level: int = 0, again: bool = False
    ) -> Begun:
        """Prepare a login. Raises ``ProviderUnavailable``."""
        ...

    def finish(
        self, answer: Mapping[str, str], redirect_uri: str, nonce: str, verifier: str
    ) -> Identified:
        """Turn the browser's answer, its state included, into a person.

        Raises ``LoginRefused``, ``LoginInvalid``, ``LevelTooLow`` or ``ProviderUnavailable``.
        """
        ...

    def sign_out_url(self, back: str) -> str | None:
        """Where the browser ends the provider's own session, if there is such a place."""
        ...

    def read_logout(self, raw: str) -> Left:
        """What a logout token of the provider says. Raises ``LoginInvalid`` or ``ProviderUnavailable``."""
        ...
