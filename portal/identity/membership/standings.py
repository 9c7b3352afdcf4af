"""How we stand with each anchor, as last looked: kept as plain values, also for the day nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.identity.federation.refusing import Refused
from portal.identity.federation.standing import Standing
from portal.identity.membership.models import FederationAnchor
from portal.identity.membership.settings import Membership
from portal.platform import clock
from portal.platform.database import db


@dataclass(frozen=True)
class KeptMark:
    """A trust mark as the superior wrote it, and until when it holds (``None``: it says no end)."""

    entry: Mapping[str, Any]
    kind: str
    issuer: str
    expires_at: datetime | None

    @property
    def is_good(self) -> bool:
        """Whether it still holds."""
        return self.expires_at is None or self.expires_at > clock.now()

    def ends_within(self, time: timedelta) -> bool:
        """Whether somebody should ask for a new one."""
        return self.expires_at is not None and self.expires_at <= clock.now() + time


@dataclass(frozen=True)
class KeptStanding:
    """What one anchor said of us; see ``portal.identity.federation.standing.Standing``.

    ``since``: when it first said it until this end; whoever renews says another end soon.
    """

    superior: str
    federation_keys: tuple[str, ...]
    login_keys: tuple[str, ...]
    differences: tuple[tuple[str, Any, Any], ...]
    marks: tuple[KeptMark, ...]
    expires_at: datetime
    since: datetime

    @classmethod
    def of(cls, standing: Standing, before: KeptStanding | None) -> KeptStanding:
        """The same as plain values; ``before``: how we stood when last looked."""
        is_same = before is not None and before.expires_at == standing.expires_at
        return cls(
            since=before.since if before is not None and is_same else clock.now(),
            superior=standing.superior,
            federation_keys=tuple(sorted(standing.federation_keys)),
            login_keys=tuple(sorted(standing.login_keys)),
            differences=tuple((d.parameter, d.published, d.left) for d in standing.differences),
            marks=tuple(
                KeptMark(mark.entry, mark.kind, mark.issuer, mark.expires_at)
                for mark in standing.marks
            ),
            expires_at=standing.expires_at,
        )

    def facts(self) -> dict[str, Any]:
        """As JSON holds it; everything in it is published by others."""
        return {
            "superior": self.superior,
            "federation_keys": list(self.federation_keys),
            "login_keys": list(self.login_keys),
            "differences": [list(one) for one in self.differences],
            "marks": [
                {
                    "entry": dict(mark.entry),
                    "kind": mark.kind,
                    "issuer": mark.issuer,
                    "expires_at": mark.expires_at and mark.expires_at.isoformat(),
                }
                for mark in self.marks
            ],
            "expires_at": self.expires_at.isoformat(),
            "since": self.since.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> KeptStanding:
        """The standing that these values were made of."""
        return cls(
            superior=facts["superior"],
            federation_keys=tuple(facts["federation_keys"]),
            login_keys=tuple(facts["login_keys"]),
            differences=tuple((one[0], one[1], one[2]) for one in facts["differences"]),
            marks=tuple(_mark(one) for one in facts["marks"]),
            expires_at=datetime.fromisoformat(facts["expires_at"]),
            since=datetime.fromisoformat(facts["since"]),
        )


def _mark(facts: Mapping[str, Any]) -> KeptMark:
    ends = facts["expires_at"]
    return KeptMark(
        facts["entry"], facts["kind"], facts["issuer"], ends and datetime.fromisoformat(ends)
    )


def anchors_of(membership: Membership) -> dict[str, FederationAnchor]:
    """The rows of our anchors, by their identifier; none where no round was made yet."""
    query = select(FederationAnchor).where(FederationAnchor.member == membership.member)
    return {row.anchor: row for row in db.session.scalars(query)}


def standing_in(row: FederationAnchor | None) -> KeptStanding | None:
    """How we stood when that anchor last said so."""
    return KeptStanding.from_facts(row.standing) if row and row.standing else None


def marks_to_publish(membership: Membership) -> list[Mapping[str, Any]]:
    """The marks that hold, of every anchor in the order of the settings, each once and to the letter."""
    rows, found = anchors_of(membership), []
    for federation in membership.federations:
        standing = standing_in(rows.get(federation.anchor.identifier))
        for mark in standing.marks if standing else ():
            if mark.is_good and mark.entry not in found:
                found.append(mark.entry)
    return found


def shown_by_superiors(membership: Membership, login_keys: bool) -> list[tuple[str, ...]]:
    """For each anchor the ``kid`` of the keys it shows for us; nothing where it never said.

    Args:
        login_keys: those of logins, otherwise those of the federation.
    """
    rows = anchors_of(membership)
    found: list[tuple[str, ...]] = []
    for federation in membership.federations:
        standing = standing_in(rows.get(federation.anchor.identifier))
        if standing is None:
            found.append(())
        else:
            found.append(standing.login_keys if login_keys else standing.federation_keys)
    return found


def row_of(membership: Membership, anchor: str) -> FederationAnchor:
    """The row of an anchor, made where there is none yet."""
    row = anchors_of(membership).get(anchor)
    if row is None:
        row = FederationAnchor(
            member=membership.member, anchor=anchor, trouble="", standing_trouble=""
        )
        db.session.add(row)
        db.session.flush()
    return row


def note(membership: Membership, anchor: str, found: Standing | Refused) -> None:
    """Keep what a look at an anchor brought; a look that failed leaves the last standing where it is."""
    row = row_of(membership, anchor)
    row.looked_at = clock.now()
    if isinstance(found, Refused):
        row.standing_trouble = found.code
        return
    kept = KeptStanding.of(found, standing_in(row))
    row.standing, row.standing_trouble = kept.facts(), ""
    row.stood_at = clock.now()
