"""Commands of cases: making cases findable that were sent before they were indexed."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.cases.actions.indexing import give_to_team, index_case
from portal.cases.models import Case, CaseLookup
from portal.cases.timeline import is_open
from portal.platform.database import db, writing

cases = AppGroup("cases", help="The requests of an installation.")
#: So many cases in one transaction: a stop in between loses no more than these, and the next run goes on.
BATCH = 100


@cases.command("reindex")
@click.option("--all", "everything", is_flag=True, help="Index anew also what is indexed already.")
def reindex(everything: bool) -> None:
    """Write what sent cases are found by, and give open ones without a team to theirs."""
    done, last = 0, 0
    while numbers := _next(last, everything=everything):
        with writing() as session:
            for number in numbers:
                done += _index(session, number)
        last = numbers[-1]
    click.echo(f"{done} cases indexed.")


def _next(after: int, *, everything: bool) -> list[int]:
    query = select(Case.id).where(Case.id > after, Case.sent_at.is_not(None), Case.data_key != b"")
    if not everything:
        query = query.where(~exists().where(CaseLookup.case_id == Case.id))
    found = list(db.session.scalars(query.order_by(Case.id).limit(BATCH)))
    db.session.rollback()
    return found


def _index(session: Session, number: int) -> int:
    """One case; erased meanwhile, it is left alone."""
    case = session.get(Case, number, with_for_update=True)
    if case is None or not case.data_key:
        return 0
    index_case(current_app.config["KEYRING"], case)
    if case.team is None and is_open(case.status):
        give_to_team(case)
    return 1
