"""Commands of identity: import the staff of an installation from a file."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import BaseModel, ConfigDict, ValidationError

from portal.identity.actions import grant_role, know_person
from portal.identity.profile import Source
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.database import writing
from portal.platform.identifiers import normalise_fiscal_code

identity = AppGroup("identity", help="People and their roles.")


class RoleEntry(BaseModel):
    """One role of a member of staff."""

    model_config = ConfigDict(extra="forbid")
    role: Role
    body: str
    office: str | None = None
    desk: str | None = None


class StaffEntry(BaseModel):
    """One member of staff in the file."""

    model_config = ConfigDict(extra="forbid")
    fiscal_code: str
    given_name: str
    family_name: str
    email: str = ""
    roles: list[RoleEntry]


@identity.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_staff(file: Path) -> None:
    """Give the roles listed in a JSON file; running it twice changes nothing."""
    try:
        entries = [StaffEntry.model_validate(entry) for entry in json.loads(file.read_text())]
    except (ValueError, ValidationError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    keyring = current_app.config["KEYRING"]
    with writing():
        for entry in entries:
            facts = {
                "fiscal_code": normalise_fiscal_code(entry.fiscal_code),
                "given_name": entry.given_name,
                "family_name": entry.family_name,
                "email": entry.email,
            }
            person = know_person(keyring, facts, Source.DOCUMENT)
            for role in entry.roles:
                grant_role(NOBODY, person, Grant(role.role, role.body, role.office, role.desk))
    click.echo(f"{len(entries)} members of staff.")
