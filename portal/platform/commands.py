"""Commands of the ground: the database's migrations, the worker, the check of the audit trail."""

from __future__ import annotations

import signal
import time
from datetime import datetime, timedelta
from types import FrameType

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from portal.platform import audit, jobs, kept, keys, logs, sessions
from portal.platform.database import db

database = AppGroup("database", help="Create and change the tables.")
trail = AppGroup("audit", help="Check the audit trail.")

_IDLE_SECONDS = 0.5


def migrations(app: Flask) -> Config:
    """Alembic's configuration for this installation."""
    config = Config()
    config.set_main_option("script_location", str(app.config["MIGRATIONS"]))
    url = app.config["SETTINGS"].database.replace("%", "%%")
    config.set_main_option("sqlalchemy.url", url)
    return config


@database.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables to a revision (the newest by default)."""
    current_app.config["SETTINGS"].data.mkdir(parents=True, exist_ok=True)
    command.upgrade(migrations(current_app), revision)


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to a revision."""
    command.downgrade(migrations(current_app), revision)


@trail.command()
def check() -> None:
    """Recompute the chain of seals; exit 1 and say where when it is broken."""
    broken = audit.first_broken_seal(db.session)
    if broken is not None:
        raise click.ClickException(f"Entries {broken.first_id}–{broken.last_id} were changed.")
    click.echo("The audit trail is whole.")


@jobs.regularly(timedelta(seconds=5))
def seal_audit(session: Session) -> None:
    """Seal the audit entries of the last seconds."""
    audit.seal(session)


@jobs.regularly(timedelta(minutes=5))
def forget_what_ended(session: Session) -> None:
    """Erase sessions and kept forms whose time is over."""
    kept.purge_kept_forms(session)
    sessions.purge_sessions(session)


class _Stop:
    """Set by the signals that ask the worker to finish what it holds and leave."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Do the jobs of the outbox and the regular rounds, until asked to stop."""
    stop = _Stop()
    last: dict[jobs.Round, datetime] = {}
    logs.event("worker.started")
    while not stop.asked:
        try:
            jobs.make_rounds(last)
            busy = jobs.run_one()
        except Exception as error:  # the database may be away: say it, wait, go on
            db.session.rollback()
            logs.failure("worker.failed", error)
            busy = False
        if once and not busy:
            break
        if not busy:
            time.sleep(_IDLE_SECONDS)
    logs.event("worker.stopped")


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(database)
    app.cli.add_command(trail)
    app.cli.add_command(worker)
    app.cli.add_command(keys.keys)
