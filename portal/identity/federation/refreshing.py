"""Keeping the providers of an anchor current: what the daily job does, with the last good chain to hand.

Rules: la_federazione (daily), trust_negotiation (chains are renewed before they end; all providers are
shown). Nobody who signs in ever waits for this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.identity.federation.chain import Anchor
from portal.identity.federation.collecting import read_anchor
from portal.identity.federation.fetching import Reader
from portal.identity.federation.providers import Provider, list_providers, resolve_provider
from portal.identity.federation.refusing import Refused


@dataclass(frozen=True)
class Renewed:
    """What asking anew brought: the provider to show, if any, and why it is not a newer one."""

    provider: Provider | None
    refusal: Refused | None


@dataclass(frozen=True)
class Refreshed:
    """The providers to show, and what was refused, by the identifier of the provider or the anchor."""

    providers: Mapping[str, Provider]
    refusals: Mapping[str, Refused]


def renew(last: Provider | None, resolving: Callable[[], Provider]) -> Renewed:
    """Ask anew; while nothing new holds, the last good one stays until its own end, and then goes."""
    try:
        return Renewed(resolving(), None)
    except Refused as refusal:
        return Renewed(last if last and last.chain.is_good else None, refusal)


def refresh(
    anchor: Anchor,
    kept: Mapping[str, Provider],
    new_reader: Callable[[], Reader],
    *,
    everything: bool = False,
) -> Refreshed:
    """All providers of an anchor as they stand now.

    Who is on the anchor's list is shown, and nobody else: that is how an anchor takes a provider away.
    While the list cannot be read, those stay whose chains still hold.

    Args:
        kept: the providers of the last time, by their identifier.
        new_reader: a reader with a budget of its own for each provider.
        everything: ask all anew, also those whose chains are young (the daily round).
    """
    try:
        names = list_providers(read_anchor(anchor, new_reader()), new_reader())
    except Refused as refusal:
        good = {name: one for name, one in kept.items() if one.chain.is_good}
        return Refreshed(good, {anchor.identifier: refusal})
    found: dict[str, Provider] = {}
    refusals: dict[str, Refused] = {}
    for name in names:
        last = kept.get(name)
        if last and last.chain.is_good and not last.chain.is_due and not everything:
            found[name] = last
            continue
        renewed = renew(last, lambda name=name: resolve_provider(name, anchor, new_reader()))  # type: ignore[misc]
        if renewed.provider:
            found[name] = renewed.provider
        if renewed.refusal:
            refusals[name] = renewed.refusal
    return Refreshed(found, refusals)
