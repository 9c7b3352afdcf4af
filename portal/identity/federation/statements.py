"""Entity statements: what a member of the federation says of itself, and what its superior says of it.

Rules: OpenID Federation 1.0, 3; entity_configuration and entity_statement of the SPID/CIE rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import Key

from portal.identity.federation import signing
from portal.identity.federation.refusing import About, Cause, Refused

TYPE = "entity-statement+jwt"
CONTENT_TYPE = f"application/{TYPE}"
_WELL_KNOWN = ".well-known/openid-federation"


@dataclass(frozen=True)
class Statement:
    """A verified statement, with the token it was read from: the token is the evidence.

    ``keys`` are the federation keys of its subject, by their ``kid``; one at least.
    """

    raw: str
    about: About
    claims: Mapping[str, Any]
    keys: Mapping[str, Key] = field(repr=False, compare=False)

    @property
    def issuer(self) -> str:
        """Who says it."""
        return str(self.claims["iss"])

    @property
    def subject(self) -> str:
        """Of whom it is said."""
        return str(self.claims["sub"])

    @property
    def issued_at(self) -> datetime:
        """When it was signed."""
        return _when(self.claims["iat"])

    @property
    def expires_at(self) -> datetime:
        """Until when it holds."""
        return _when(self.claims["exp"])

    @property
    def hints(self) -> tuple[str, ...]:
        """The superiors its subject names."""
        return tuple(_texts(self.claims.get("authority_hints")))

    @property
    def metadata(self) -> dict[str, dict[str, Any]]:
        """What it says of its subject, by the kind of part the subject plays."""
        return _objects(self.claims.get("metadata"))

    @property
    def metadata_policy(self) -> dict[str, dict[str, Any]]:
        """What its subject and everybody below may say, by the kind of part they play."""
        return _objects(self.claims.get("metadata_policy"))

    @property
    def marks(self) -> tuple[Mapping[str, Any], ...]:
        """The trust marks it carries, as they were written."""
        found = self.claims.get("trust_marks")
        entries = found if isinstance(found, list) else []
        return tuple(one for one in entries if isinstance(one, Mapping))


def well_known(identifier: str) -> str:
    """Where a member publishes its configuration: *appended* to its identifier (trust_negotiation)."""
    return f"{identifier.removesuffix('/')}/{_WELL_KNOWN}"


def sign_statement(claims: Mapping[str, Any], key: Key) -> str:
    """Sign with a federation key of ours."""
    return signing.sign(claims, key, TYPE)


def read_configuration(raw: str, identifier: str, about: About = About.CONFIGURATION) -> Statement:
    """What a member says of itself, signed with a key it names itself: not yet believed.

    Raises:
        Refused: it breaks a rule of its own.
    """
    named = signing.look_into(raw, about).claims.get("jwks")
    return read_statement(
        raw, signing.read_keys(named, about), issuer=identifier, subject=identifier, about=about
    )


def read_statement(
    raw: str,
    keys: Mapping[str, Key],
    *,
    issuer: str,
    subject: str,
    about: About = About.STATEMENT,
) -> Statement:
    """What ``issuer`` says of ``subject``, verified with ``keys``.

    Raises:
        Refused: type, algorithm, key, signature, issuer, subject or times are not right, or it names
            no key of its subject.
    """
    claims = signing.verify(raw, keys, about, types=(TYPE,)).claims
    if claims.get("iss") != issuer:
        raise Refused(about, Cause.ISSUER)
    if claims.get("sub") != subject:
        raise Refused(about, Cause.SUBJECT)
    signing.check_times(claims, about)
    if _texts(claims.get("crit")):
        raise Refused(about, Cause.CRITICAL)
    return Statement(raw, about, claims, signing.read_keys(claims.get("jwks"), about))


def _when(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _objects(found: object) -> dict[str, dict[str, Any]]:
    if not isinstance(found, Mapping):
        return {}
    return {name: dict(part) for name, part in found.items() if isinstance(part, Mapping)}
