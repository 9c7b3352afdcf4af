"""Trust chains: from a member's own words, step by step, to an anchor whose keys we were given.

A chain is the tokens it was read from. It is verified the same way when it has just been collected and
when it comes out of a drawer, and it ends when the first of its tokens does. Rules: trust_negotiation,
la_federazione (anchor keys come out of band) of the SPID/CIE rules; OpenID Federation 1.0, 4 and 10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.jwk import Key

from portal.identity.federation import policy, signing
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.statements import Statement, read_configuration, read_statement
from portal.platform import clock

#: Between a provider and its anchor there is nobody; above a relying party may be one aggregator.
NOBODY_BETWEEN, AN_AGGREGATOR = 0, 1


@dataclass(frozen=True)
class Anchor:
    """A trust anchor, with the keys that came to us on another way; two while it changes them."""

    identifier: str
    keys: Mapping[str, Key]

    @classmethod
    def pin(cls, identifier: str, jwks: object) -> Anchor:
        """An anchor by the JWKS that a person compared and put in the settings.

        Raises:
            Refused: there is no usable key in it.
        """
        return cls(identifier, signing.read_keys(jwks, About.ANCHOR))

    def read(self, raw: str) -> Statement:
        """What the anchor says of itself, verified with the pinned keys and no others.

        Raises:
            Refused: it does not hold; ``not_pinned`` where another key signed it.
        """
        try:
            return read_statement(
                raw, self.keys, issuer=self.identifier, subject=self.identifier, about=About.ANCHOR
            )
        except Refused as refusal:
            if refusal.cause is Cause.KEY:
                raise Refused(About.ANCHOR, Cause.NOT_PINNED) from refusal
            raise


@dataclass(frozen=True)
class Chain:
    """A verified chain: the subject's configuration, what each superior says, the anchor's own."""

    configuration: Statement
    statements: tuple[Statement, ...]
    anchor: Statement
    metadata: Mapping[str, Mapping[str, Any]]

    @property
    def raws(self) -> tuple[str, ...]:
        """The tokens, the subject's first: what is kept, and what goes into the record of logins."""
        members = (self.configuration, *self.statements, self.anchor)
        return tuple(one.raw for one in members)

    @property
    def subject(self) -> str:
        """Whose chain it is."""
        return self.configuration.subject

    @property
    def superior(self) -> Statement:
        """What the one right above says: its keys are those that count."""
        return self.statements[0]

    @property
    def expires_at(self) -> datetime:
        """When the first of its tokens ends (trust_negotiation)."""
        return min(one.expires_at for one in (self.configuration, *self.statements, self.anchor))

    @property
    def is_good(self) -> bool:
        """Whether it still holds."""
        return clock.now() < self.expires_at

    @property
    def is_due(self) -> bool:
        """Whether half its life is over: time to collect it again."""
        newest = max(one.issued_at for one in (self.configuration, *self.statements, self.anchor))
        return clock.now() >= newest + (self.expires_at - newest) / 2


def verify_chain(
    raws: Sequence[str], identifier: str, anchor: Anchor, most_between: int = NOBODY_BETWEEN
) -> Chain:
    """The chain that these tokens make, from the member ``identifier`` to the anchor.

    Raises:
        Refused: any of them does not hold, they do not hang together, or the policy of a superior
            does not allow what the member says of itself.
    """
    if len(raws) < 3:
        raise Refused(About.CHAIN, Cause.FORM)
    if len(raws) - 3 > most_between:
        raise Refused(About.CHAIN, Cause.DEPTH)
    top = anchor.read(raws[-1])
    statements = _walk_down(raws[1:-1], identifier, top)
    configuration = read_configuration(raws[0], identifier)
    superior = statements[0]
    if superior.issuer not in configuration.hints:
        raise Refused(About.CONFIGURATION, Cause.HINTS)
    # The keys that count are those the superior shows, not those it names itself.
    read_statement(
        raws[0],
        superior.keys,
        issuer=identifier,
        subject=identifier,
        about=About.CONFIGURATION,
    )
    _check_lengths((*statements, top))
    return Chain(configuration, statements, top, _final_metadata(configuration, statements))


def _walk_down(raws: Sequence[str], identifier: str, top: Statement) -> tuple[Statement, ...]:
    """What each superior says, from the anchor downwards; given back the lowest first."""
    found: list[Statement] = []
    above, seen = top, {top.subject}
    for raw in reversed(raws):
        claimed = signing.look_into(raw, About.STATEMENT).claims.get("sub")
        subject = str(claimed)
        below = read_statement(raw, above.keys, issuer=above.subject, subject=subject)
        if subject in seen:
            raise Refused(About.CHAIN, Cause.LOOP)
        seen.add(subject)
        found.insert(0, below)
        above = below
    if above.subject != identifier:
        raise Refused(About.STATEMENT, Cause.SUBJECT)
    return tuple(found)


def _check_lengths(upwards: Sequence[Statement]) -> None:
    """How many a superior lets stand between itself and the end, where it says so."""
    last = len(upwards) - 1
    for place, statement in enumerate(upwards):
        constraints = statement.claims.get("constraints")
        most = constraints.get("max_path_length") if isinstance(constraints, Mapping) else None
        between = place - 1 if place == last else place
        if isinstance(most, int) and between > most:
            raise Refused(About.CHAIN, Cause.DEPTH)


def _final_metadata(
    configuration: Statement, statements: Sequence[Statement]
) -> dict[str, dict[str, Any]]:
    """What the subject says of itself, as its superiors leave it: the right above may overwrite, then the
    policies of all, the anchor's first (OpenID Federation 1.0, 6.1.4)."""
    for statement in statements:
        policy.check_critical(statement.claims.get("metadata_policy_crit"))
    found: dict[str, dict[str, Any]] = {}
    for part, said in configuration.metadata.items():
        policies = [one.metadata_policy.get(part, {}) for one in reversed(statements)]
        overwritten = {**said, **statements[0].metadata.get(part, {})}
        found[part] = policy.apply(policy.merge(policies), overwritten)
    return found
