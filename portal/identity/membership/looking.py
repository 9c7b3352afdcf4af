"""Asking the anchors: how they see us, and which providers they have. Jobs and commands do it, never a page.

Rules: la_federazione (daily), trust_negotiation. What was asked is written in a short transaction after it.
"""

from __future__ import annotations

from datetime import timedelta

from portal.identity.federation.addresses import is_address
from portal.identity.federation.configuration import Configuration
from portal.identity.federation.fetching import Limits, Reader, Unreachable
from portal.identity.federation.refreshing import Refreshed, refresh
from portal.identity.federation.refusing import Refused
from portal.identity.federation.standing import Standing, look_up
from portal.identity.membership import keyset, providing, publishing, standings
from portal.identity.membership.alarms import alarms_after, announce
from portal.identity.membership.models import FederationAnchor
from portal.identity.membership.settings import Federation, Membership
from portal.identity.membership.wire import Wire
from portal.platform import clock, logs
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing

#: Every anchor is asked for everything at least so often (la_federazione).
DAILY = timedelta(hours=24)
#: Nobody is asked more often than this, whatever failed.
_PAUSE = timedelta(minutes=4)
_LARGEST_LOGO = 100_000
_LOGO_TYPES = {"image/svg+xml", "image/png", "image/jpeg", "image/webp"}


def _reader(membership: Membership, wire: Wire) -> Reader:
    return Reader(wire.fetch, Limits(loopback=membership.loopback))


def look_at_standing(keyring: Keyring, membership: Membership, wire: Wire) -> None:
    """Ask each anchor how it sees us and keep the answer; then publish what changed, marks for instance.

    Before there are keys there is nothing to ask about.
    """
    if publishing.last(membership) is None:
        return
    ours = publishing.sign(keyring, membership)
    db.session.rollback()
    for federation in membership.federations:
        found = _ask(membership, federation, ours, wire)
        with writing():
            _note(keyring, membership, federation, found)
    if publishing.is_due(keyring, membership):
        with writing():
            publishing.publish(keyring, membership)


def _note(
    keyring: Keyring, membership: Membership, federation: Federation, found: Standing | Refused
) -> None:
    """Keep what a look brought, and say what it makes us afraid of."""
    anchor = federation.anchor.identifier
    before = standings.standing_in(standings.anchors_of(membership).get(anchor))
    standings.note(membership, anchor, found)
    now = None if isinstance(found, Refused) else standings.KeptStanding.of(found, before)
    keys = keyset.load_keys(keyring, membership.member)
    for alarm in alarms_after(federation.name, keys, before, now):
        announce(alarm)


def _ask(
    membership: Membership, federation: Federation, ours: Configuration, wire: Wire
) -> Standing | Refused:
    try:
        reader = _reader(membership, wire)
        return look_up(ours.raw, membership.member, federation.anchor, reader)
    except Refused as refusal:
        logs.event("federation.standing", anchor=federation.name, reason=refusal.code)
        return refusal


def is_due(membership: Membership, federation: Federation) -> bool:
    """Whether an anchor should be asked for its providers: a day went by, or a chain nears its end."""
    row = standings.anchors_of(membership).get(federation.anchor.identifier)
    if row is None or row.refreshed_at is None or row.refreshed_at + DAILY <= clock.now():
        return True
    return any(
        one.chain.is_due for one in providing.kept_providers(membership, federation).values()
    )


def refresh_providers(
    membership: Membership, wire: Wire, *, at_once: bool = False
) -> dict[str, Refreshed]:
    """Ask every anchor that is due for its providers and keep what holds; by the name of the anchor.

    Args:
        at_once: all of them, and all anew, whether due or not.
    """
    found = {}
    for federation in membership.federations:
        if not at_once and not is_due(membership, federation):
            continue
        everything = _claim(membership, federation, at_once)
        if everything is not None:
            found[federation.name] = _refresh(membership, federation, wire, everything)
    return found


def _claim(membership: Membership, federation: Federation, at_once: bool) -> bool | None:
    """Begin a round, unless another worker did just now; whether everything is to be asked anew."""
    with writing():
        row = standings.row_of(membership, federation.anchor.identifier)
        if not at_once and row.tried_at and row.tried_at + _PAUSE > clock.now():
            return None
        row.tried_at = clock.now()
        return at_once or row.refreshed_at is None or row.refreshed_at + DAILY <= clock.now()


def _refresh(
    membership: Membership, federation: Federation, wire: Wire, everything: bool
) -> Refreshed:
    kept = providing.kept_providers(membership, federation)
    known = providing.logos_known(membership)
    db.session.rollback()
    found = refresh(
        federation.anchor, kept, lambda: _reader(membership, wire), everything=everything
    )
    wanted = {one.logo for one in found.providers.values() if one.logo}
    fresh = wanted if everything else wanted - known
    logos = {one: logo for one in fresh if (logo := _logo(membership, one, wire))}
    with writing():
        providing.keep(membership, federation, found, logos)
        row = standings.row_of(membership, federation.anchor.identifier)
        _note_round(row, found, federation, everything)
    for issuer, refusal in found.refusals.items():
        name = providing.name_of(federation.scheme, issuer)
        logs.event("federation.refused", member=name, reason=refusal.code)
    return found


def _note_round(
    row: FederationAnchor, found: Refreshed, federation: Federation, everything: bool
) -> None:
    refusal = found.refusals.get(federation.anchor.identifier)
    row.trouble = refusal.code if refusal else ""
    if refusal is None and everything:
        row.refreshed_at = clock.now()


def _logo(membership: Membership, address: str, wire: Wire) -> tuple[str, bytes] | None:
    """Type and bytes of a logo; nothing where it cannot be had: the name alone will do."""
    if not is_address(address, loopback=membership.loopback):
        return None
    try:
        found = wire.fetch(address, seconds=8, most=_LARGEST_LOGO)
    except Unreachable:
        return None
    fits = found.status == 200 and found.kind in _LOGO_TYPES and len(found.body) <= _LARGEST_LOGO
    return (found.kind, found.body) if fits else None
