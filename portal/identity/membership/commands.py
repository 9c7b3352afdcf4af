"""Commands of the federations: keys in the order of the rules, a look at the anchors now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup

from portal.identity.federation.keys import USUAL_BITS, Keys, Purpose, new_key
from portal.identity.federation.refusing import Cause, Refused
from portal.identity.membership import keyset, looking, publishing, standings
from portal.identity.membership.log_commands import log
from portal.identity.membership.settings import Membership
from portal.platform.database import db, writing

federation = AppGroup("federation", help="Our membership in the federations of SPID and CIE.")
keys = AppGroup("keys", help="Our keys: publish, activate, retire, in this order.")
federation.add_command(keys)
federation.add_command(log)

#: A key's name is a fingerprint, and one of 64 begins with a dash.
_ANY_NAME = {"ignore_unknown_options": True}
_BITS = click.option("--bits", default=USUAL_BITS, show_default=True, help="Length of new keys.")
#: Why a step is refused, in words for whoever typed it.
_REASONS = {
    Cause.ALREADY_THERE: "There is such a key already.",
    Cause.NOT_THERE: "There is no such key. `flask federation keys list` shows them.",
    Cause.WRONG_STATE: (
        "This is not the next step. The order is publish, activate, retire; a key that is used or "
        "gone cannot be taken, and one change at a time."
    ),
    Cause.TOO_WEAK: "The key is too short: 2048 bits at least, 4096 are recommended.",
    Cause.TOO_EARLY: (
        "Too early: others may go on for 48 hours with what they read of us. Try again later."
    ),
    Cause.NOT_AT_SUPERIOR: (
        "Not every superior shows this key. Register it at the portal of SPID or CIE, then run "
        "`flask federation refresh` and try again."
    ),
}


def _membership() -> Membership:
    found: Membership | None = current_app.config["MEMBERSHIP"]
    if found is None:
        raise click.ClickException("ACCANTO_FEDERATION is not set: we are in no federation.")
    return found


def _held() -> Keys:
    found = keyset.load_keys(current_app.config["KEYRING"], _membership().member)
    db.session.rollback()
    return found


@contextmanager
def _plainly() -> Iterator[None]:
    """What the rules refuse is said in words."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(_REASONS.get(refusal.cause, refusal.code)) from refusal


@contextmanager
def _changing() -> Iterator[Membership]:
    """One step: keys and the configuration that shows them change together, or nothing does."""
    membership, keyring = _membership(), current_app.config["KEYRING"]
    with _plainly(), writing():
        yield membership
        db.session.flush()
        publishing.publish(keyring, membership)
    current_app.config["SHOWCASE"].forget()


@keys.command()
@_BITS
def begin(bits: int) -> None:
    """Make the first key of each kind and publish our configuration."""
    with _plainly():
        made = keyset.make_keys(_held(), bits)
    if not made:
        raise click.ClickException("There are keys already. To change one: publish it first.")
    with _changing() as membership:
        keyset.begin(current_app.config["KEYRING"], membership.member, made)
    for one in made:
        click.echo(f"{one.purpose}: {one.kid}")
    click.echo("Now register us at the portals of SPID and CIE (docs/federation.md).")


@keys.command()
@click.argument("purpose", type=click.Choice([one.value for one in Purpose]))
@_BITS
def publish(purpose: str, bits: int) -> None:
    """First step of a change: list a new key beside the one in use."""
    _membership()
    with _plainly():
        made = new_key(Purpose(purpose), bits)
    with _changing() as membership:
        keyset.publish(current_app.config["KEYRING"], membership.member, made)
    click.echo(f"{made.kid} is listed and not used yet.")
    if made.purpose is not Purpose.ENCRYPTION:
        click.echo("Register it at the portals; then `flask federation refresh`, then activate.")


@keys.command(context_settings=_ANY_NAME)
@click.argument("kid")
def activate(kid: str) -> None:
    """Second step: use a listed key, once everybody can know it."""
    with _changing() as membership:
        keyring = current_app.config["KEYRING"]
        of_logins = keyset.purpose_of(membership.member, kid) is not Purpose.FEDERATION
        shown = standings.shown_by_superiors(membership, of_logins)
        keyset.activate(keyring, membership.member, kid, shown)
    click.echo(f"{kid} is used from now on. The old key stays listed: retire it in two days.")


@keys.command(context_settings=_ANY_NAME)
@click.argument("kid")
def retire(kid: str) -> None:
    """Last step: list an old key no more."""
    with _changing() as membership:
        keyset.retire(current_app.config["KEYRING"], membership.member, kid)
    click.echo(f"{kid} is listed no more.")


@keys.command(context_settings=_ANY_NAME)
@click.argument("kid")
@_BITS
def replace(kid: str, bits: int) -> None:
    """A key fell into wrong hands: another takes its place at once. Revoke it at the portals first."""
    with _plainly():
        made = new_key(_held().get(kid).purpose, bits)
    with _changing() as membership:
        keyset.replace_at_once(current_app.config["KEYRING"], membership.member, kid, made)
    click.echo(f"{made.kid} is used from now on. Logins fail until the superiors show it.")


@keys.command("list")
def list_keys() -> None:
    """Our keys and where each stands."""
    for one in _held().held:
        click.echo(f"{one.purpose:<10} {one.state:<9} {one.kid}")


@federation.command()
def refresh() -> None:
    """Ask every anchor now how it sees us and which providers it has."""
    membership, wire = _membership(), current_app.config["FEDERATION_WIRE"]
    looking.look_at_standing(current_app.config["KEYRING"], membership, wire)
    current_app.config["SHOWCASE"].forget()
    for name, found in looking.refresh_providers(membership, wire, at_once=True).items():
        click.echo(f"{name}: {len(found.providers)} providers.")
        for who, refusal in found.refusals.items():
            click.echo(f"  {who}: {refusal.code}")
    for anchor, row in standings.anchors_of(membership).items():
        if row.standing_trouble:
            click.echo(f"{anchor} about us: {row.standing_trouble}")
