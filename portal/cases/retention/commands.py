"""Commands of retention: what would go, what became of a case, and whether the chain of proofs is whole."""

from __future__ import annotations

from collections import Counter

import click
from flask import current_app
from flask.cli import AppGroup

from portal.cases import reference as references
from portal.cases.retention import expiring, proofs, queries
from portal.platform import clock
from portal.platform.database import db

retention = AppGroup(
    "retention", help="How long papers are kept, and the proof that they are gone."
)


@retention.command()
def plan() -> None:
    """What may go today, by class; what waits for approval, for an archive, or is held."""
    today = clock.today()
    archive = current_app.config["SETTINGS"].archive_url
    counts: Counter[str] = Counter()
    for due in queries.list_due(expiring.rules(), today, None):
        waits = "held" if due.is_held else "may go"
        if not due.kept_as.approved:
            waits = "its class is not approved"
        elif due.kept_as.archive and not archive:
            waits = "no archive is set"
        counts[f"{due.kept_as.id}: {waits}"] += 1
    for words, number in sorted(counts.items()):
        click.echo(f"{number:6} {words}")
    click.echo(f"{sum(counts.values())} cases are past their time.")


@retention.command()
@click.argument("reference", default="")
def prove(reference: str) -> None:
    """Check the chain of erasures; with a reference, say when that case was erased and by which rule."""
    broken = proofs.first_broken(db.session)
    if broken is not None:
        raise click.ClickException(f"Link {broken.id} of the chain was changed.")
    click.echo("The chain of erasures is whole.")
    if not reference:
        return
    try:
        wanted = references.parse(reference)
    except references.InvalidReference as error:
        raise click.ClickException("This is no reference.") from error
    link = proofs.find(db.session, current_app.config["KEYRING"], wanted)
    if link is None:
        raise click.ClickException("No case of this reference was erased here.")
    rows = ", ".join(f"{name} {number}" for name, number in sorted(link.rows.items()))
    click.echo(
        f"Erased on {link.at:%Y-%m-%d}, class {link.retention_class}, over on {link.over_on}. "
        f"Rows: {rows}. Files: {link.files}. Archive: {link.archive_digest or 'none'}."
    )
