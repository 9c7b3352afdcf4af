"""Cases sent before they were indexed are found after one command; it may run again, and stop in between."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from portal.cases import commands, finding
from portal.cases.models import Case, CaseLookup
from portal.platform.database import db, writing
from tests.support.filing import STORY, Filing
from tests.support.people import ANNA, OLGA, acting

PHONE = "+390000000888"


def old_case(app: Flask, filing: Filing) -> str:
    """A case as it was left by a revision that knew neither lookups nor teams."""
    anna = acting(app, ANNA)
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("phone", None): PHONE})
    filing.send(anna, reference)
    with app.test_request_context("/prova", method="POST"), writing() as session:
        session.execute(delete(CaseLookup))
        session.execute(update(Case).values(team=None))
    return reference


def run(app: Flask, *options: str) -> str:
    done = app.test_cli_runner().invoke(args=["cases", "reindex", *options])
    assert done.exit_code == 0, done.output
    return done.output


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CaseLookup)) or 0


def test_what_was_said_in_an_old_case_is_found_again(app: Flask, filing: Filing) -> None:
    reference = old_case(app, filing)
    assert "1 cases indexed" in run(app)
    assert count(app) > 0
    with app.app_context():
        found = finding.find_cases(app.config["KEYRING"], acting(app, OLGA), PHONE)
        assert [case.reference for case in found] == [reference]
        assert found[0].team is not None


def test_a_second_run_finds_nothing_to_do_and_all_does_it_again(app: Flask, filing: Filing) -> None:
    old_case(app, filing)
    run(app)
    before = count(app)
    assert "0 cases indexed" in run(app)
    assert "1 cases indexed" in run(app, "--all")
    assert count(app) == before


def test_a_run_that_was_stopped_goes_on(
    app: Flask, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(3):
        old_case(app, filing)
    monkeypatch.setattr(commands, "BATCH", 1)
    assert "3 cases indexed" in run(app)
