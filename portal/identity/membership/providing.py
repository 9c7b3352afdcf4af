"""The providers of our federations as last verified: what pages show, and what a login goes through."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select

from portal.identity.federation.chain import Chain
from portal.identity.federation.providers import Provider, kept_provider
from portal.identity.federation.refreshing import Refreshed
from portal.identity.federation.refusing import Refused
from portal.identity.federation.schemes import Scheme
from portal.identity.membership.models import FederationProvider
from portal.identity.membership.settings import Federation, Membership
from portal.platform import clock, logs
from portal.platform.database import db

#: Verified providers by their tokens: the same tokens are not verified at each login.
_verified: dict[tuple[str, ...], Provider] = {}
_MOST_VERIFIED = 200


@dataclass(frozen=True)
class Shown:
    """A provider as the login page shows it."""

    name: str
    issuer: str
    scheme: Scheme
    title: str
    has_logo: bool


def name_of(scheme: Scheme, issuer: str) -> str:
    """What addresses of ours call a provider: the same every time, and of our own letters."""
    return f"{scheme.value}-{hashlib.sha256(issuer.encode()).hexdigest()[:12]}"


def list_shown(membership: Membership) -> list[Shown]:
    """The providers whose chains hold: whoever's chain ended is not shown (trust_negotiation)."""
    query = select(
        FederationProvider.name,
        FederationProvider.issuer,
        FederationProvider.scheme,
        FederationProvider.title,
        FederationProvider.logo_type,
    ).where(
        FederationProvider.member == membership.member,
        FederationProvider.anchor.in_([f.anchor.identifier for f in membership.federations]),
        FederationProvider.expires_at > clock.now(),
    )
    return [
        Shown(name, issuer, scheme, title, bool(logo_type))
        for name, issuer, scheme, title, logo_type in db.session.execute(query)
    ]


def find_by_name(membership: Membership, name: str) -> tuple[Federation, Provider] | None:
    """A provider and its federation, by the name of our addresses; nothing once its chain ended."""
    row = db.session.scalar(
        select(FederationProvider).where(
            FederationProvider.member == membership.member, FederationProvider.name == name
        )
    )
    return _open(membership, row) if row else None


def find_by_issuer(membership: Membership, issuer: str) -> tuple[Federation, Provider] | None:
    """A provider and its federation, by what it calls itself."""
    for federation in membership.federations:
        found = find_by_name(membership, name_of(federation.scheme, issuer))
        if found:
            return found
    return None


def known_chain(membership: Membership, subject: str, anchor: str) -> Chain | None:
    """The chain of a member under an anchor, if it was collected already."""
    row = db.session.scalar(
        select(FederationProvider).where(
            FederationProvider.member == membership.member,
            FederationProvider.anchor == anchor,
            FederationProvider.issuer == subject,
        )
    )
    found = _open(membership, row) if row else None
    return found[1].chain if found else None


def kept_providers(membership: Membership, federation: Federation) -> dict[str, Provider]:
    """The providers of an anchor as the last round left them, by their identifier; those that hold."""
    query = select(FederationProvider).where(
        FederationProvider.member == membership.member,
        FederationProvider.anchor == federation.anchor.identifier,
    )
    opened = (_open(membership, row) for row in db.session.scalars(query))
    return {found[1].issuer: found[1] for found in opened if found}


def _open(membership: Membership, row: FederationProvider) -> tuple[Federation, Provider] | None:
    """The provider in a row, verified from its tokens; nothing where they do not hold any more."""
    federation = membership.federation_of(row.anchor)
    if federation is None or row.expires_at <= clock.now():
        return None
    # The pinned keys are part of the question: a key taken out of the settings verifies nothing more.
    mark = (row.issuer, row.signed_keys, *sorted(federation.anchor.keys), *row.raws)
    found = _verified.get(mark)
    if found is None:
        try:
            found = kept_provider(row.raws, row.issuer, federation.anchor, row.signed_keys)
        except Refused as refusal:
            logs.event("federation.kept_chain_refused", provider=row.name, reason=refusal.code)
            return None
        if len(_verified) >= _MOST_VERIFIED:
            _verified.clear()
        _verified[mark] = found
    return (federation, found) if found.chain.is_good else None


def keep(
    membership: Membership,
    federation: Federation,
    found: Refreshed,
    logos: dict[str, tuple[str, bytes]],
) -> None:
    """Put the providers of a round in the place of those of the last, inside the caller's transaction.

    Args:
        logos: type and bytes of the logos fetched just now, by the address of the logo.
    """
    here = (
        FederationProvider.member == membership.member,
        FederationProvider.anchor == federation.anchor.identifier,
    )
    rows = {row.issuer: row for row in db.session.scalars(select(FederationProvider).where(*here))}
    for issuer, provider in found.providers.items():
        row = rows.get(issuer)
        if row is None:
            row = _new_row(membership, federation, issuer)
            db.session.add(row)
        _fill(row, provider, logos)
    gone = [row.id for issuer, row in rows.items() if issuer not in found.providers]
    if gone:
        db.session.execute(delete(FederationProvider).where(FederationProvider.id.in_(gone)))


def _new_row(membership: Membership, federation: Federation, issuer: str) -> FederationProvider:
    return FederationProvider(
        member=membership.member,
        anchor=federation.anchor.identifier,
        issuer=issuer,
        name=name_of(federation.scheme, issuer),
        scheme=federation.scheme,
        logo_address="",
        logo_type="",
    )


def _fill(row: FederationProvider, provider: Provider, logos: dict[str, tuple[str, bytes]]) -> None:
    row.title, row.raws = provider.name, list(provider.chain.raws)
    row.signed_keys, row.expires_at = provider.signed_keys, provider.chain.expires_at
    row.verified_at = clock.now()
    if provider.logo in logos:
        row.logo_type, row.logo = logos[provider.logo]
        row.logo_address = provider.logo
    elif row.logo_address != provider.logo:
        row.logo_address, row.logo_type, row.logo = "", "", None


def logos_known(membership: Membership) -> set[str]:
    """The addresses of the logos that lie here already."""
    query = select(FederationProvider.logo_address).where(
        FederationProvider.member == membership.member, FederationProvider.logo_type != ""
    )
    return set(db.session.scalars(query))


def find_logo(membership: Membership, name: str) -> tuple[str, bytes] | None:
    """Type and bytes of a provider's logo."""
    query = select(FederationProvider.logo_type, FederationProvider.logo).where(
        FederationProvider.member == membership.member, FederationProvider.name == name
    )
    row = db.session.execute(query).first()
    return (row[0], bytes(row[1])) if row and row[1] else None
