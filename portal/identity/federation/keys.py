"""Our three sets of keys: what each is for, which is used, which is listed.

One set signs what we publish (federation), one signs what we send at a login (signature), one opens what
providers send (encryption). Rules: seccons_bcps "Specializing", cryptographic_algos, RFC 7638 (kid).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, cast

from joserfc.jwk import RSAKey

from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.signing import LEAST_BITS
from portal.platform import clock

#: What the national rules recommend.
USUAL_BITS = 4096
ENCRYPTION_ALGORITHM = "RSA-OAEP"
#: What leaves the house of a key: x5c and the like made a portal refuse one.
_PUBLIC = ("kty", "n", "e", "kid", "use", "alg")


class Purpose(StrEnum):
    """What a key is for; a key never serves two."""

    FEDERATION = "federation"
    SIGNATURE = "signature"
    ENCRYPTION = "encryption"


class State(StrEnum):
    """Where a key stands.

    ``published`` is listed and not used (not yet, or no longer); ``active`` is listed and used;
    ``retired`` is not listed any more. A retired encryption key still opens what was sealed for it.
    """

    PUBLISHED = "published"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True)
class HeldKey:
    """One key of ours with its private half: to be kept sealed."""

    purpose: Purpose
    state: State
    private: Mapping[str, Any] = field(repr=False)
    published_at: datetime
    activated_at: datetime | None = None
    retired_at: datetime | None = None

    @cached_property
    def key(self) -> RSAKey:
        """The key as the library takes it; its ``kid`` is the RFC 7638 thumbprint, whatever was stored."""
        bare = {name: value for name, value in self.private.items() if name not in _LABELS}
        found = RSAKey.import_key(cast(Any, bare), cast(Any, self._labels))
        found.ensure_kid()
        return found

    @property
    def kid(self) -> str:
        """Its name: the RFC 7638 thumbprint."""
        return str(self.key.kid)

    @property
    def public(self) -> dict[str, str]:
        """What others may see of it, and nothing else."""
        known = self.key.as_dict(private=False)
        return {name: str(known[name]) for name in _PUBLIC}

    def facts(self) -> dict[str, Any]:
        """All of it as plain values, the private half included: only to be sealed."""
        return {
            "purpose": self.purpose.value,
            "state": self.state.value,
            "private": dict(self.private),
            "published_at": self.published_at.isoformat(),
            "activated_at": self.activated_at and self.activated_at.isoformat(),
            "retired_at": self.retired_at and self.retired_at.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> HeldKey:
        """The key that these values were made of."""
        times = {name: facts[name] for name in ("published_at", "activated_at", "retired_at")}
        return cls(
            Purpose(facts["purpose"]),
            State(facts["state"]),
            dict(facts["private"]),
            **{name: value and datetime.fromisoformat(value) for name, value in times.items()},
        )

    @property
    def _labels(self) -> dict[str, str]:
        if self.purpose is Purpose.ENCRYPTION:
            return {"use": "enc", "alg": ENCRYPTION_ALGORITHM}
        return {"use": "sig", "alg": "RS256"}


_LABELS = {"kid", "use", "alg", "key_ops"}


def new_key(purpose: Purpose, bits: int = USUAL_BITS) -> HeldKey:
    """A fresh key, published and not used.

    Raises:
        Refused: fewer bits than the rules allow.
    """
    if bits < LEAST_BITS:
        raise Refused(About.KEYS, Cause.TOO_WEAK)
    made = RSAKey.generate_key(bits)
    return HeldKey(purpose, State.PUBLISHED, dict(made.as_dict(private=True)), clock.now())


@dataclass(frozen=True)
class Keys:
    """All keys of one tenant, the newest of each purpose last."""

    held: tuple[HeldKey, ...] = ()

    def of(self, purpose: Purpose) -> tuple[HeldKey, ...]:
        """The keys of one purpose."""
        return tuple(one for one in self.held if one.purpose is purpose)

    def get(self, kid: str) -> HeldKey:
        """A key by its name.

        Raises:
            Refused: we hold none of that name.
        """
        for one in self.held:
            if one.kid == kid:
                return one
        raise Refused(About.KEYS, Cause.NOT_THERE)

    def active(self, purpose: Purpose) -> HeldKey:
        """The key that is used.

        Raises:
            Refused: there is none yet.
        """
        for one in self.of(purpose):
            if one.state is State.ACTIVE:
                return one
        raise Refused(About.KEYS, Cause.NOT_THERE, purpose)

    def listed(self, *purposes: Purpose) -> list[dict[str, str]]:
        """The public keys to publish, the newest first: a provider may take the first it finds."""
        return [
            one.public
            for purpose in purposes
            for one in reversed(self.of(purpose))
            if one.state is not State.RETIRED
        ]

    def openers(self) -> dict[str, RSAKey]:
        """Every key that opens what is sealed for us, by ``kid``: also those no longer listed."""
        return {one.kid: one.key for one in self.of(Purpose.ENCRYPTION)}
