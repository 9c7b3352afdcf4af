"""The worker has files scanned; an infected one nobody gets, one not scanned says so and is asked about."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import Attachment, Scan
from portal.integrations.scanner.fake import EICAR, FakeScanner
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.jobs import Job, JobStatus
from tests.support.databases import on_one_engine
from tests.support.filing import IBAN, STORY, Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA, OLGA, sign_in

VIRUS = EICAR.decode("ascii")


@pytest.fixture
def scanner(app: Flask) -> FakeScanner:
    """The scanner of this installation."""
    app.config["SCANNER"] = FakeScanner()
    found: FakeScanner = app.config["SCANNER"]
    return found


def given(filing: Filing, anna: Actor, name: str = "busta paga.pdf", *, sent: bool = True) -> str:
    """A case of Anna with a file; in tests a file's words stand in its content."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.attach(anna, reference, "proof", name)
    if sent:
        filing.send(anna, reference)
    return reference


def work(app: Flask) -> None:
    """What the worker does with what is due."""
    with app.app_context():
        jobs.drain()


def state(filing: Filing) -> Scan:
    with filing.read() as session:
        return session.scalars(select(Attachment.scan)).one()


def test_a_file_waits_and_then_is_clean(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner
) -> None:
    given(filing, anna)
    assert state(filing) is Scan.WAITING
    work(app)
    work(app)
    assert (state(filing), scanner.scanned) == (Scan.CLEAN, 1)


def test_without_a_scanner_a_file_says_that_nobody_looked(
    app: Flask, filing: Filing, anna: Actor
) -> None:
    given(filing, anna)
    work(app)
    assert state(filing) is Scan.UNSCANNED


def test_a_scanner_that_is_down_is_asked_again(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner
) -> None:
    given(filing, anna)
    scanner.trouble = "down"
    work(app)
    assert state(filing) is Scan.WAITING
    (job,) = filing.waiting("cases.scan")
    assert (job.status, job.trouble) == (JobStatus.WAITING, "scanner_unavailable")
    scanner.trouble = ""
    with clock.freeze(clock.after(seconds=10)):
        work(app)
    assert state(filing) is Scan.CLEAN


def test_a_scanner_that_never_answers_leaves_the_file_unscanned(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner
) -> None:
    given(filing, anna)
    scanner.trouble = "nonsense"
    for days in range(12):
        with clock.freeze(clock.after(days=2 * days)):
            work(app)
    assert state(filing) is Scan.UNSCANNED
    with filing.read():
        status = select(Job.status).where(Job.kind == "cases.scan")
        assert db.session.scalar(status) is JobStatus.GIVEN_UP


def test_a_file_the_scanner_refuses_is_not_called_clean(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner
) -> None:
    scanner.largest = 3
    given(filing, anna)
    work(app)
    assert state(filing) is Scan.UNSCANNED


@pytest.mark.parametrize("sent", [True, False])
def test_an_infected_file_is_told_to_both_sides(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner, sent: bool
) -> None:
    reference = given(filing, anna, VIRUS, sent=sent)
    work(app)
    assert state(filing) is Scan.INFECTED
    assert len(filing.audited("case.file_infected")) == 1
    letters = app.config["MAIL"].letters
    told = [letter.to for letter in letters if "virus" in letter.text]
    assert (ANNA.email in told, len(told)) == (True, 2 if sent else 1)
    assert all(VIRUS not in letter.text for letter in letters)
    client = PageClient(app)
    sign_in(client, ANNA)
    page = client.get(f"/pratiche/{reference}/allegati/1", status=409)
    assert "virus" in page.text
    if not sent:
        assert "Contiene un virus" in client.get(f"/pratiche/{reference}/passi/bisogno").text
        client.get(f"/pratiche/{reference}/allegati/1/anteprima", status=404)


@on_one_engine
def test_an_officer_is_asked_before_opening_what_nobody_scanned(
    app: Flask, filing: Filing, anna: Actor
) -> None:
    reference = given(filing, anna)
    client = PageClient(app)
    sign_in(client, OLGA)
    address = f"/ufficio/pratiche/{reference}/allegati/1"
    page = client.get(address)
    assert page.h1 == "Apri questo file?"
    assert filing.audited("case.file_read") == [], "asking opens nothing"
    token = page.one(f"form[action$='{address}'] [name=csrf_token]")["value"]
    answer = client.raw.post(
        address, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (read,) = filing.audited("case.file_read")
    assert "Non ancora controllato" in client.get(f"/ufficio/pratiche/{reference}").text


@on_one_engine
def test_an_officer_opens_a_clean_file_at_once_and_an_infected_one_never(
    app: Flask, filing: Filing, anna: Actor, carla: Actor, scanner: FakeScanner
) -> None:
    clean, infected = given(filing, anna), given(filing, carla, VIRUS)
    work(app)
    client = PageClient(app)
    sign_in(client, OLGA)
    assert client.download(f"/ufficio/pratiche/{clean}/allegati/1").data.startswith(b"%PDF")
    client.get(f"/ufficio/pratiche/{infected}/allegati/2", status=409)
    token = client.get("/ufficio").soup.select("[name=csrf_token]")[0]["value"]
    posted = {"csrf_token": token}
    client.post(f"/ufficio/pratiche/{infected}/allegati/2", posted, status=409)
    other = PageClient(app)
    sign_in(other, CARLA)
    other.get(f"/ufficio/pratiche/{clean}/allegati/1", status=403)
    assert len(filing.audited("case.file_read")) == 1


def test_a_file_taken_away_before_its_turn_is_no_trouble(
    app: Flask, filing: Filing, anna: Actor, scanner: FakeScanner
) -> None:
    reference = given(filing, anna, sent=False)
    filing.save(anna, reference, {("money", None): "no"})
    work(app)
    assert scanner.scanned == 0
    (job,) = filing.waiting("cases.scan")
    assert job.status is JobStatus.DONE
