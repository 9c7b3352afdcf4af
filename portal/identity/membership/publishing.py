"""What we publish of ourselves: signed by a job, served from the nearest place that still has it.

On the day a configuration ends nobody can sign in. So it is signed when half its life is over, kept in the
database, beside it in a file, and in each process; whoever serves it needs neither keys nor database.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from portal.identity.federation import signing
from portal.identity.federation.configuration import (
    RELYING_PARTY,
    Configuration,
    sign_configuration,
)
from portal.identity.federation.refusing import About, Refused
from portal.identity.membership import keyset
from portal.identity.membership.models import FederationConfiguration
from portal.identity.membership.settings import Membership
from portal.identity.membership.standings import marks_to_publish
from portal.platform import clock, logs
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.stored.disk import write_new

#: Seconds a process answers from its memory before it looks into the database again.
_REMEMBERED = 5.0


def sign(keyring: Keyring, membership: Membership) -> Configuration:
    """Our configuration as we would publish it now, with the marks the superiors gave; nothing is kept.

    Raises:
        Refused: a key of ours is missing.
    """
    keys = keyset.load_keys(keyring, membership.member)
    return sign_configuration(membership.party, keys, marks_to_publish(membership))


def publish(keyring: Keyring, membership: Membership) -> Configuration:
    """Sign our configuration and put it in the place of the last, inside the caller's transaction.

    Raises:
        Refused: a key of ours is missing.
    """
    made = sign(keyring, membership)
    row = db.session.get(FederationConfiguration, membership.member)
    if row is None:
        row = FederationConfiguration(member=membership.member)
        db.session.add(row)
    row.raw, row.issued_at, row.expires_at = made.raw, made.issued_at, made.expires_at
    return made


def last(membership: Membership) -> Configuration | None:
    """What we publish at the moment, by the database."""
    row = db.session.get(FederationConfiguration, membership.member)
    return Configuration(row.raw, row.issued_at, row.expires_at) if row else None


def is_due(keyring: Keyring, membership: Membership) -> bool:
    """Whether it is time to publish the next: half the life of the last is over, or we would say something
    else today. Not before there is a first (``flask federation keys begin``)."""
    found = last(membership)
    if found is None:
        return False
    return found.is_due or _said(found) != _said(sign(keyring, membership))


def _said(configuration: Configuration) -> dict[str, Any]:
    """What a configuration says, whenever it was signed."""
    claims = signing.look_into(configuration.raw, About.OURSELVES).claims
    return {name: value for name, value in claims.items() if name not in {"iat", "exp"}}


@dataclass
class Showcase:
    """Our configuration as one process serves it."""

    member: str
    folder: Path
    _shown: Configuration | None = field(default=None, init=False, repr=False)
    _until: float = field(default=0.0, init=False, repr=False)

    def read(self) -> str | None:
        """The configuration to serve; nothing where there is none that holds."""
        if time.monotonic() >= self._until:
            self._look()
            self._until = time.monotonic() + _REMEMBERED
        found = self._shown
        return found.raw if found and found.expires_at > clock.now() else None

    def forget(self) -> None:
        """Look anew at the next question: this process just published another."""
        self._until = 0.0

    def _look(self) -> None:
        try:
            row = db.session.get(FederationConfiguration, self.member)
        except SQLAlchemyError as problem:
            db.session.rollback()
            logs.failure("federation.configuration_from_memory", problem)
            self._shown = self._shown or self._from_file()
            return
        if row is None or (self._shown and self._shown.raw == row.raw):
            return
        self._shown = Configuration(row.raw, row.issued_at, row.expires_at)
        self._to_file(row.raw)

    @property
    def _file(self) -> Path:
        name = hashlib.sha256(self.member.encode()).hexdigest()[:16]
        return self.folder / f"configuration-{name}.jwt"

    def _from_file(self) -> Configuration | None:
        try:
            return Configuration.kept(self._file.read_text(encoding="ascii"), self.member)
        except (OSError, ValueError, Refused):
            return None

    def _to_file(self, raw: str) -> None:
        """Keep it for a process that starts while the database is away; a full disk changes nothing."""
        temporary = self._file.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
        try:
            if self._file.exists() and self._file.read_text(encoding="ascii") == raw:
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(temporary, raw.encode("ascii"))
            os.replace(temporary, self._file)
        except OSError as problem:
            logs.failure("federation.configuration_not_on_disk", problem)


def public_keys(raw: str) -> dict[str, list[Any]]:
    """Every public key of ours, as a configuration of ours shows them: those of the federation first."""
    claims = signing.look_into(raw, About.OURSELVES).claims
    ours = claims["metadata"][RELYING_PARTY]["jwks"]
    return {"keys": [*claims["jwks"]["keys"], *ours["keys"]]}
