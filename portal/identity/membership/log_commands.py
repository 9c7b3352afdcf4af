"""Commands of the register of logins: is it whole, what is past its time, one login for who may read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from portal.identity.membership import register
from portal.platform import audit
from portal.platform.actor import NOBODY
from portal.platform.database import db, writing

log = AppGroup("log", help="The register of logins, kept for 24 months.")


@log.command()
def verify() -> None:
    """Recompute the chain; exit 1 and say where when a row was changed, added or taken away."""
    broken = register.first_break(current_app.config["KEYRING"], db.session)
    if broken is not None:
        where = f"row {broken.number} of {broken.month}" if broken.number else broken.month
        raise click.ClickException(f"The register of logins is broken at {where}.")
    click.echo("The register of logins is whole.")


@log.command()
def purge() -> None:
    """Destroy the months that ended more than 24 months ago; the worker does it by itself."""
    with writing() as session:
        gone = register.purge(current_app.config["KEYRING"], session)
    click.echo(f"Destroyed: {', '.join(gone)}." if gone else "Nothing is past its time.")


@log.command("list")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def list_day(day: datetime) -> None:
    """The logins that began on a day (UTC): when, through whom, under which name. Nothing is opened."""
    since = day.replace(tzinfo=UTC)
    for row in register.list_logins(db.session, since, since + timedelta(days=1)):
        click.echo(f"{row.at.isoformat(timespec='seconds')} {row.login} {row.issuer}")


@log.command()
@click.argument("login")
def show(login: str) -> None:
    """Open one login, for an authority that asks. That it was read is written to the audit trail."""
    entries = list(register.read(current_app.config["KEYRING"], db.session, login))
    if not entries:
        raise click.ClickException(
            "There is no such login. `flask federation log list` names them."
        )
    with writing():
        audit.record(NOBODY, "federation.login_read", purpose=login, subject_id=None)
    for entry in entries:
        click.echo(f"{entry.at.isoformat()} {entry.step}\n{entry.text}\n")
