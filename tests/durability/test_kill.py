"""Kill any process at any moment: no acknowledged case is lost or doubled, no errand is forgotten."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.cases.models import Attachment, Case, Happening, Piece, RequestDocument
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform import audit, clock, jobs
from portal.platform.database import db
from portal.platform.jobs import Job, JobStatus
from tests.durability.neighbours import MailSink, RegisterDoor
from tests.durability.people import Browser, Sender, prepare
from tests.durability.running import Running, free_port

#: `make drill-kill` asks for 20; each test run makes do with five.
KILLS = int(os.environ.get("ACCANTO_TEST_KILLS", "5"))
PEOPLE_FOR_EACH_KILL = 6
AT_ONCE = 4


@pytest.fixture
def register() -> Iterator[RegisterDoor]:
    """A register that goes on counting."""
    with RegisterDoor().opened() as door:
        yield door


@pytest.fixture
def mail() -> Iterator[MailSink]:
    """A mail server that goes on counting."""
    with MailSink().opened() as sink:
        yield sink


@pytest.fixture
def environ(environ: dict[str, str], register: RegisterDoor, mail: MailSink) -> dict[str, str]:
    """The portal's settings, with real neighbours."""
    port = str(free_port())
    return {
        **environ,
        "ACCANTO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ACCANTO_REGISTER_URL": register.url,
        "ACCANTO_REGISTER_TOKEN": "prova",
        "ACCANTO_SMTP_HOST": "127.0.0.1",
        "ACCANTO_SMTP_PORT": str(mail.port),
    }


@pytest.fixture
def app(environ: dict[str, str]) -> Iterator[Flask]:
    """The same installation seen from the test: it prepares, and looks at what is left."""
    made = create_app(environ, TESTING=True)
    yield made
    with made.app_context():
        db.engine.dispose()


class Progress:
    """How many acts were acknowledged; who waits for a number is woken at it."""

    def __init__(self) -> None:
        self._count = 0
        self._moved = threading.Condition()

    def one_more(self) -> None:
        with self._moved:
            self._count += 1
            self._moved.notify_all()

    def wait_for(self, number: int) -> None:
        with self._moved:
            self._moved.wait_for(lambda: self._count >= number, timeout=120)


def everybody_sends(running: Running, senders: list[Sender], chance: random.Random) -> None:
    """Each attaches and sends, several at once; kills fall between and into their acts."""
    progress, acts = Progress(), 2 * len(senders)
    moments = sorted(chance.sample(range(acts - AT_ONCE), KILLS))

    def acts_of(sender: Sender) -> None:
        browser = Browser(running.url, sender)
        browser.attach()
        progress.one_more()
        browser.send()
        progress.one_more()

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        done = [crowd.submit(acts_of, sender) for sender in senders]
        for moment in moments:
            progress.wait_for(moment)
            time.sleep(chance.random() * 0.05)
            running.kill_something(chance)
        for one in done:
            one.result()


def finish(app: Flask) -> None:
    """What the worker does in the next days: leases of the dead end, and what waited is done."""
    for days in range(4):
        with clock.freeze(clock.after(days=days, minutes=10)), app.app_context():
            jobs.drain()


def test_nothing_is_lost_and_nothing_is_doubled(
    app: Flask, environ: dict[str, str], register: RegisterDoor, mail: MailSink, tmp_path: Path
) -> None:
    chance = random.Random()
    senders = [prepare(app, number) for number in range(KILLS * PEOPLE_FOR_EACH_KILL)]
    port = int(environ["ACCANTO_PUBLIC_URL"].rpartition(":")[2])
    with Running(environ, port, tmp_path).opened() as running:
        everybody_sends(running, senders, chance)
    assert len(running.kills) == KILLS
    finish(app)
    with app.app_context():
        _cases_are_whole(app, senders)
        _errands_are_done(senders, register, mail)
        assert audit.first_broken_seal(db.session) is None


def _cases_are_whole(app: Flask, senders: list[Sender]) -> None:
    cases = {case.reference: case for case in db.session.scalars(select(Case))}
    assert set(cases) == {sender.reference for sender in senders}, "none lost, none doubled"
    assert {case.status for case in cases.values()} == {CaseStatus.SENT}
    steps = db.session.execute(
        select(Happening.case_id, func.count())
        .where(Happening.status == CaseStatus.SENT)
        .group_by(Happening.case_id)
    ).all()
    assert sorted(count for _case, count in steps) == [1] * len(senders)
    store = app.config["FILES"]
    for case in cases.values():
        (file,) = db.session.scalars(select(Attachment).where(Attachment.case_id == case.id))
        content = store.open(case.data_key, file.store_key)
        assert hashlib.sha256(content).hexdigest() == file.digest
        assert db.session.scalar(select(func.count()).select_from(Piece)) == 0
        document = db.session.get_one(RequestDocument, case.id)
        content = store.open(case.data_key, document.store_key)
        assert hashlib.sha256(content).hexdigest() == document.digest


def _errands_are_done(senders: list[Sender], register: RegisterDoor, mail: MailSink) -> None:
    rows = list(db.session.scalars(select(Job)))
    assert {job.status for job in rows} == {JobStatus.DONE}
    assert Counter(job.kind for job in rows)["cases.register"] == len(senders)
    given = register.register.numbers
    assert len(given) == len(set(given)) == len(senders), "each case one number, no number twice"
    assert sorted(db.session.scalars(select(Case.protocol_number))) == sorted(given)
    letters = db.session.scalar(select(func.count()).select_from(Notification))
    # A letter may leave twice when its sender dies before saying so; its Message-ID stays the same,
    # and mail servers keep only one of them.
    assert len(mail.came) == letters == 2 * len(senders)
