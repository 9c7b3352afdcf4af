"""How we stand with a superior: does it know our keys, what does it leave of what we say, which marks.

This is what an administrator reads while the body is being registered, what warns before a mark or a
statement ends, and what a change of keys waits for. Rules: la_federazione, entity_statement (the policy
pins keys), trust_marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.identity.federation import marks
from portal.identity.federation.chain import AN_AGGREGATOR, Anchor, Chain, verify_chain
from portal.identity.federation.collecting import climb_from, read_anchor
from portal.identity.federation.configuration import RELYING_PARTY
from portal.identity.federation.fetching import Reader
from portal.identity.federation.statements import Statement, read_configuration
from portal.platform import clock


@dataclass(frozen=True)
class Difference:
    """One thing we say and the federation leaves otherwise; ``None`` where one side says nothing."""

    parameter: str
    published: Any
    left: Any


@dataclass(frozen=True)
class Standing:
    """What one anchor and those between say of us, at this moment.

    ``federation_keys`` and ``login_keys`` are the ``kid`` they show: what rotation waits for.
    ``marks`` are those the superior issued and that hold: to be published as they are.
    """

    anchor: str
    superior: str
    federation_keys: frozenset[str]
    login_keys: frozenset[str]
    differences: tuple[Difference, ...]
    marks: tuple[marks.Mark, ...]
    expires_at: datetime

    def ends_within(self, time: timedelta) -> bool:
        """Whether the chain, or a mark, ends so soon that somebody should look."""
        return self.expires_at <= clock.now() + time or any(
            mark.ends_within(time) for mark in self.marks
        )


def look_up(configuration: str, identifier: str, anchor: Anchor, reader: Reader) -> Standing:
    """Ask the superiors about us, with the configuration we would publish: nothing of ours is fetched.

    Raises:
        Refused: they do not know us (``statement.status``: not registered yet), do not know the key
            we sign with (``configuration.key``), their policy does not allow what we say, or they cannot
            be read.
    """
    top = read_anchor(anchor, reader)
    ours = read_configuration(configuration, identifier)
    raws = [configuration, *climb_from(ours, top, reader, AN_AGGREGATOR), top.raw]
    return standing_of(verify_chain(raws, identifier, anchor, AN_AGGREGATOR))


def standing_of(chain: Chain) -> Standing:
    """How the member at the end of a chain stands."""
    left = chain.metadata.get(RELYING_PARTY, {})
    said = chain.configuration.metadata.get(RELYING_PARTY, {})
    return Standing(
        anchor=chain.anchor.subject,
        superior=chain.superior.issuer,
        federation_keys=frozenset(chain.superior.keys),
        login_keys=frozenset(_names_of(left.get("jwks"))),
        differences=tuple(_compare(said, left)),
        marks=marks.good_marks(chain.superior, chain.anchor, _keys_in(chain)),
        expires_at=chain.expires_at,
    )


def _keys_in(chain: Chain) -> marks.KeysOf:
    """An aggregator gives marks too: the anchor's statement about it holds its keys."""
    about: dict[str, Statement] = {one.subject: one for one in chain.statements[1:]}
    return lambda issuer: about[issuer].keys if issuer in about else None


def _compare(said: Mapping[str, Any], left: Mapping[str, Any]) -> list[Difference]:
    names = sorted({*said, *left})
    return [
        Difference(name, said.get(name), left.get(name))
        for name in names
        if not _is_same(name, said.get(name), left.get(name))
    ]


def _is_same(name: str, said: Any, left: Any) -> bool:
    if name == "jwks":  # a portal may reorder members and add its own: the keys are what counts
        return set(_names_of(said)) == set(_names_of(left))
    return bool(said == left)


def _names_of(jwks: object) -> list[str]:
    found = jwks.get("keys") if isinstance(jwks, Mapping) else None
    entries = found if isinstance(found, list) else []
    return [str(entry["kid"]) for entry in entries if isinstance(entry, Mapping) and "kid" in entry]
