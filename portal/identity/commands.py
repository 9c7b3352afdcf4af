"""Commands of identity: the first staff of an installation from a file, and roles in an emergency."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import BaseModel, ConfigDict, ValidationError

from portal.identity import granting, roster, training
from portal.identity.actions import know_person
from portal.identity.models import Person, StaffGrant
from portal.identity.policy import LastAdministrator, NotBoth
from portal.identity.profile import Source
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.identifiers import normalise_fiscal_code
from portal.platform.sessions import end_sessions_of

identity = AppGroup("identity", help="People and their roles.")


class RoleEntry(BaseModel):
    """One role of a member of staff."""

    model_config = ConfigDict(extra="forbid")
    role: Role
    body: str
    office: str | None = None
    desk: str | None = None
    territory: str | None = None


class StaffEntry(BaseModel):
    """One member of staff in the file."""

    model_config = ConfigDict(extra="forbid")
    fiscal_code: str
    given_name: str
    family_name: str
    email: str = ""
    roles: list[RoleEntry]


@identity.command("training")
def claim_for_training() -> None:
    """Say of an empty database that it is for training: from then on it is opened for nothing else."""
    training.init_app(current_app._get_current_object())  # type: ignore[attr-defined]


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
                place = (role.body, role.office, role.desk, role.territory)
                _give(person, Grant(role.role, *place))
    click.echo(f"{len(entries)} members of staff.")


def _give(person: Person, grant: Grant) -> None:
    try:
        granting.give_row(NOBODY, person, grant)
    except NotBoth as both:
        raise click.ClickException(
            f"{grant.body}: an operator is never also administrator of the same body."
        ) from both


@identity.command("staff")
@click.option("--body", default=None, help="Only the roles of this body.")
def list_staff(body: str | None) -> None:
    """List roles that have not ended, with the number by which one is ended; that they were read is noted."""
    for one in roster.list_all(current_app.config["KEYRING"], body):
        place = one.place.office or one.place.desk or one.place.territory or "-"
        state = one.paused_for or "in force"
        since = one.given_on.isoformat()
        line = (str(one.number), one.role, one.place.body, place, since, state, one.name)
        click.echo("\t".join(line))


@identity.command("end")
@click.argument("number", type=int)
@click.option("--even-last", is_flag=True, help="Also the last administrator of a body.")
def end_role(number: int, even_last: bool) -> None:
    """End a role in an emergency, and sign the person out everywhere."""
    with writing() as session:
        row = _found(number)
        try:
            granting.end_row(NOBODY, row, even_last=even_last)
        except LastAdministrator as last:
            raise click.ClickException(
                "The last administrator of a body: give the role to somebody else first, or say --even-last."
            ) from last
        end_sessions_of(session, row.person_id)
    click.echo(f"Role {number} has ended.")


@identity.command("lift")
@click.argument("number", type=int)
def lift_role(number: int) -> None:
    """Put a suspended role in force again, where no administrator is left who could."""
    with writing():
        try:
            granting.lift_row(NOBODY, _found(number))
        except NotThere as not_paused:
            raise click.ClickException(f"Role {number} is not suspended.") from not_paused
    click.echo(f"Role {number} is in force again.")


def _found(number: int) -> StaffGrant:
    row = granting.find(number)
    if row is None:
        raise click.ClickException(f"There is no role {number}, or it has ended.")
    return row
