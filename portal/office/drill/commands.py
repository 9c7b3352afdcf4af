"""The command of the drill: a throw-away installation, each bad day in turn, a table of what was seen."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cases.models import Case
from portal.office.drill.neighbours import BAD_DAYS, put_in_place
from portal.office.drill.rehearsing import rehearse
from portal.platform.database import db

_PREPARING = (("database", "upgrade"), ("catalogue", "publish"), ("drill", "--here"))


@click.command("drill")
@click.option("--database", "url", default="", help="An empty scratch database; SQLite otherwise.")
@click.option("--here", is_flag=True, hidden=True, help="Rehearse in this very installation.")
@with_appcontext
def drill(url: str, here: bool) -> None:
    """Stop each neighbour in turn and show that everything arrives; touches no real data."""
    if here:
        _rehearse_all()
        return
    with tempfile.TemporaryDirectory(prefix="accanto-drill-") as folder:
        environ = _scratch(os.environ, folder, url)
        for words in _PREPARING:
            done = subprocess.run(
                [sys.executable, "-m", "flask", "--app", "app", *words], env=environ
            )
            if done.returncode:
                raise click.ClickException(f"“flask {' '.join(words)}” failed.")


def _scratch(environ: Mapping[str, str], folder: str, url: str) -> dict[str, str]:
    """The environment of an installation that knows nobody: no address, no key, no data of ours."""
    kept = {name: value for name, value in environ.items() if not name.startswith("ACCANTO_")}
    kept.pop("DATABASE_URL", None)
    added = {"ACCANTO_DATA": folder, "ACCANTO_DEMO": "1", "ACCANTO_DATABASE_URL": url}
    return {**kept, **{name: value for name, value in added.items() if value}}


def _rehearse_all() -> None:
    settings = current_app.config["SETTINGS"]
    if settings.production or db.session.scalar(select(Case.id).limit(1)) is not None:
        raise click.ClickException("There are cases here: the drill makes a place of its own.")
    db.session.rollback()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    them, failed = put_in_place(app), False
    for day in BAD_DAYS:
        seen = rehearse(them, day)
        failed |= not seen.is_well
        click.echo(
            f"{'ok ' if seen.is_well else 'BAD'} {seen.neighbour}: sent {seen.sent}, acknowledged "
            f"{seen.acknowledged}, waiting meanwhile {seen.waiting_meanwhile}, lost {len(seen.lost)}"
        )
        for words in seen.lost:
            click.echo(f"    {words}")
    if failed:
        raise click.ClickException("Something did not arrive.")
