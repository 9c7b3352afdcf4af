"""Commands of the catalogue: check the files of content/, publish them."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.catalogue.actions import RevisionIsTheTruth
from portal.catalogue.actions import publish as publish_snapshot
from portal.catalogue.content import InvalidContent, read_content
from portal.catalogue.snapshot import Snapshot
from portal.platform.database import writing

catalogue = AppGroup("catalogue", help="Check and publish what the territories offer.")


def _read() -> Snapshot:
    folder: Path = current_app.config["CONTENT"]
    try:
        return read_content(folder)
    except InvalidContent as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(
            f"{len(error.problems)} problems; nothing was published."
        ) from error


@catalogue.command()
def check() -> None:
    """Check content/ as a whole; every problem with its file, line and cure."""
    snapshot = _read()
    click.echo(
        f"{len(snapshot.services())} services, {len(snapshot.municipalities())} municipalities."
    )


@catalogue.command()
@click.option("--replace", is_flag=True, help="Replace even a revision that editors published.")
def publish(replace: bool) -> None:
    """Publish content/ as a new revision, if it changed."""
    snapshot = _read()
    try:
        with writing():
            number = publish_snapshot(snapshot, replace=replace)
    except RevisionIsTheTruth as error:
        raise click.ClickException(
            "Editors published the current revision. Add --replace to put these files over it."
        ) from error
    click.echo(f"Revision {number} is published." if number else "Nothing changed.")
