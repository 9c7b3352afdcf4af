"""Commands of notifications: what a mail server reports."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from portal.notifications.actions.returning import MarkUnknown, take_back
from portal.platform.database import writing

mail = AppGroup("mail", help="Letters that left.")


@mail.command()
@click.argument("mark")
def bounced(mark: str) -> None:
    """Note that a letter came back; MARK is its Message-ID, or the address it came back to."""
    try:
        with writing():
            is_new = take_back(current_app.config["KEYRING"], mark)
    except MarkUnknown as unknown:
        raise click.ClickException("No letter of ours has this mark.") from unknown
    click.echo("Noted." if is_new else "Known already.")
