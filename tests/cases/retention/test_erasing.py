"""Erased means erased: rows, files, letters, key; what stays is a figure and a link of the chain."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.cases.actions import handling
from portal.cases.models import Case, CaseFigure, Erasure, HoldReason
from portal.cases.retention import actions, erasing, expiring, proofs
from portal.cases.retention.rules import RetentionRules
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus
from tests.support.filing import Filing

STORY = "Un segreto da cancellare."


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An installation whose body has an archive."""
    return {**environ, "ACCANTO_ARCHIVE_URL": str(tmp_path / "archive")}


@pytest.fixture(autouse=True)
def rules(app: Flask) -> RetentionRules:
    """The body approved: one year for all."""
    return approve(app)


def approve(app: Flask, **changes: object) -> RetentionRules:
    """One class for all services, approved unless said otherwise."""
    one = {
        "id": "prova", "services": "all", "keep_years": 1, "archive": False, "approved": True,
        "source": "Per la prova", **changes,
    }  # fmt: skip
    made = RetentionRules.model_validate({"version": "1", "classes": [one]})
    app.config["RETENTION"] = made
    return made


def over(filing: Filing, anna: Actor, olga: Actor) -> str:
    """A case of Anna's with a file and a message, accepted, and closed."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {("story", None): STORY})
    filing.attach(anna, reference, "proof")
    filing.send(anna, reference)
    with filing.write():
        handling.take_charge(filing.keyring, olga, reference)
    with filing.write():
        handling.write_to_citizen(filing.keyring, olga, reference, "Ti scriviamo noi.")
    with filing.write():
        handling.accept(filing.keyring, olga, reference, "Si comincia lunedì.")
    return reference


@pytest.fixture
def closed(filing: Filing, anna: Actor, olga: Actor) -> str:
    """The reference of a case that is over."""
    return over(filing, anna, olga)


@pytest.fixture
def later() -> Iterator[None]:
    """A year and a day from now."""
    with clock.freeze(clock.now() + timedelta(days=367)):
        yield


def run_round(app: Flask) -> None:
    """What the worker does in a night."""
    with app.app_context():
        with writing() as session:
            expiring.expire_cases(session)
        jobs.drain()


def rows_naming(case_id: int) -> dict[str, int]:
    return erasing.count_rows(db.session, case_id)


def test_nothing_of_an_old_case_is_left_but_a_figure_and_a_proof(
    app: Flask, filing: Filing, closed: str, later: None
) -> None:
    case_id = filing.fact(closed, "id")
    with app.app_context():
        held = rows_naming(case_id)
        (key,) = erasing.store_keys(db.session, case_id)
    assert {"case_answers", "case_attachments", "case_messages", "notifications"} <= set(held)
    run_round(app)
    with app.app_context():
        assert db.session.get(Case, case_id) is None
        assert rows_naming(case_id) == {}
        figure = db.session.scalars(select(CaseFigure)).one()
        assert (figure.service, figure.status) == ("assistenza-domiciliare", "accepted")
        link = proofs.find(db.session, filing.keyring, closed)
        assert link is not None
        assert link.files == 2, "what she attached, and the request as it was sealed"
        assert link.rows.items() >= held.items()
        assert closed not in str(link.rows) + link.reference_hash
        files = Path(app.config["SETTINGS"].files)
        assert not (files / key[:2] / key).exists()


def test_a_case_whose_day_has_not_come_stays(app: Flask, filing: Filing, closed: str) -> None:
    with clock.freeze(clock.now() + timedelta(days=360)):
        run_round(app)
    assert filing.fact(closed, "reference") == closed


def test_an_open_case_stays_however_old(
    app: Flask, filing: Filing, anna: Actor, later: None
) -> None:
    reference = filing.sent(anna)
    with clock.freeze(clock.now() + timedelta(days=4000)):
        run_round(app)
    assert filing.fact(reference, "reference") == reference


def test_a_class_nobody_approved_erases_nothing(
    app: Flask, filing: Filing, closed: str, later: None
) -> None:
    approve(app, approved=False)
    run_round(app)
    assert filing.fact(closed, "reference") == closed


def test_a_hold_stops_it_and_lifting_lets_it_go(
    app: Flask, filing: Filing, olga: Actor, closed: str, later: None
) -> None:
    with filing.write():
        number = actions.place_hold(olga, closed, HoldReason.COURT)
        db.session.flush()
        hold = number.id
    run_round(app)
    assert filing.fact(closed, "reference") == closed
    with filing.write():
        actions.lift_hold(olga, hold)
    with clock.freeze(clock.now() + timedelta(days=1)):
        run_round(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_the_same_hold_twice_is_one(filing: Filing, olga: Actor, closed: str) -> None:
    with filing.write():
        actions.place_hold(olga, closed, HoldReason.APPEAL)
    with pytest.raises(actions.HeldAlready), filing.write():
        actions.place_hold(olga, closed, HoldReason.APPEAL)


def test_the_archive_has_the_papers_before_they_go(
    app: Flask, filing: Filing, closed: str, later: None, tmp_path: Path
) -> None:
    approve(app, archive=True)
    run_round(app)
    (bag,) = (tmp_path / "archive").rglob("*.zip")
    with app.app_context():
        link = proofs.find(db.session, filing.keyring, closed)
    assert link is not None
    assert link.archive_digest == hashlib.sha256(bag.read_bytes()).hexdigest()
    with zipfile.ZipFile(io.BytesIO(bag.read_bytes())) as opened:
        assert STORY in opened.read("data/case.json").decode()
        for line in opened.read("manifest-sha256.txt").decode().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(opened.read(name)).hexdigest() == digest


def test_without_an_archive_the_papers_stay_and_the_board_knows(
    app: Flask, filing: Filing, closed: str, later: None
) -> None:
    approve(app, archive=True)
    object.__setattr__(app.config["SETTINGS"], "archive_url", "")
    run_round(app)
    assert filing.fact(closed, "reference") == closed
    (job,) = filing.waiting(expiring.EXPIRE)
    assert (job.status, job.trouble) == (JobStatus.GIVEN_UP, "no_archive")


def test_the_chain_shows_a_changed_link(
    app: Flask, filing: Filing, anna: Actor, olga: Actor, closed: str
) -> None:
    over(filing, anna, olga)
    with clock.freeze(clock.now() + timedelta(days=367)):
        run_round(app)
    with app.app_context():
        assert proofs.first_broken(db.session) is None
        first = db.session.scalars(select(Erasure).order_by(Erasure.id)).first()
        assert first is not None
        db.session.expunge(first)
        first.files = 99
        assert proofs._digest("", first) != first.digest


def test_the_database_refuses_to_change_or_delete_a_proof(
    app: Flask, filing: Filing, closed: str, later: None
) -> None:
    run_round(app)
    for act in ("UPDATE case_erasures SET files = 0", "DELETE FROM case_erasures"):
        with pytest.raises(DBAPIError, match="append-only"), filing.write() as session:
            session.execute(text(act))


def test_the_outbox_forgets_what_it_did_long_ago(app: Flask, filing: Filing, anna: Actor) -> None:
    filing.sent(anna)
    with app.app_context():
        jobs.drain()
    with clock.freeze(clock.now() + timedelta(days=31)), filing.write() as session:
        expiring.forget_errands(session)
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_the_commands_say_what_is_due_and_what_became_of_a_case(
    app: Flask, filing: Filing, closed: str, later: None
) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["retention", "plan"]).output
    assert "1 prova: may go" in said
    assert runner.invoke(args=["retention", "prove", closed]).exit_code == 1
    run_round(app)
    proved = runner.invoke(args=["retention", "prove", closed])
    assert "The chain of erasures is whole." in proved.output
    assert "class prova" in proved.output


def test_every_table_of_a_case_is_found() -> None:
    names = {table.name for table in erasing.tables_of_cases()}
    assert {"case_answers", "case_messages", "notifications", "legal_holds"} <= names
    assert names.isdisjoint(erasing.KEPT_FOR_EVER)
