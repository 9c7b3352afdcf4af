"""The protocol number: asked for until it is given, never twice, and with the true day of receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.cases.registering import register_case
from portal.integrations.register import Entry, Registration
from portal.integrations.register.fake import FakeRegister, Mood
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.jobs import DELAYS, JobStatus
from tests.support.filing import Filing, find

NIGHT = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)


class Watched(FakeRegister):
    """A register that remembers what it was asked, and whether a transaction was open meanwhile."""

    def __init__(self) -> None:
        super().__init__(delay=0.05)
        self.asked: list[Entry] = []

    def register(self, entry: Entry) -> Registration:
        """As the fake does."""
        self.asked.append(entry)
        return super().register(entry)


@pytest.fixture
def register(app: Flask) -> Watched:
    """The register of this application."""
    made = app.config["REGISTER"] = Watched()
    return made


@pytest.fixture
def case(filing: Filing, anna: Actor, register: Watched) -> str:
    """A case sent at half past midnight of 1 April, in Italy."""
    with clock.freeze(NIGHT):
        return filing.sent(anna)


@contextmanager
def later(**duration: float) -> Iterator[None]:
    with clock.freeze(NIGHT + timedelta(**duration)):
        yield


def work(filing: Filing, **duration: float) -> None:
    """The worker looks after so long, and does everything that is due."""
    with later(**duration), filing.read():
        jobs.drain()


def number(filing: Filing, case: str) -> str | None:
    found: str | None = filing.fact(case, "protocol_number")
    return found


def status(filing: Filing) -> tuple[JobStatus, str | None]:
    (job,) = filing.waiting("cases.register")
    return job.status, job.trouble


def test_the_number_comes_with_the_true_day_of_receipt(
    filing: Filing, register: Watched, case: str
) -> None:
    assert number(filing, case) is None
    work(filing, hours=20)
    assert number(filing, case) == "0000001/2027"
    (entry,) = register.asked
    assert entry.received_on.isoformat() == "2027-04-01"
    assert filing.fact(case, "protocol_on").isoformat() == "2027-04-01"
    assert status(filing) == (JobStatus.DONE, None)
    (row,) = filing.audited("case.registered")
    assert (row.person_id, row.subject_id) == (None, filing.fact(case, "subject_id"))


def test_the_register_learns_nothing_of_the_person(
    filing: Filing, register: Watched, case: str
) -> None:
    work(filing)
    (entry,) = register.asked
    said = f"{entry.subject} {entry.sender} {entry.digest} {entry.idempotency_key}"
    assert "Provetti" not in said
    assert "PRVNNA" not in said
    assert "Aiuto a casa" in entry.subject


def test_a_register_that_was_down_is_asked_again_until_it_works(
    filing: Filing, register: Watched, case: str
) -> None:
    register.set_mood(Mood.DOWN)
    work(filing)
    assert status(filing) == (JobStatus.WAITING, "register_unavailable")
    assert number(filing, case) is None
    register.set_mood(Mood.WELL)
    work(filing, seconds=1)
    assert number(filing, case) is None, "asked again only after a while"
    work(filing, seconds=DELAYS[0].seconds + 1)
    assert number(filing, case) == "0000001/2027"
    assert filing.fact(case, "received_on").isoformat() == "2027-04-01"


def test_a_register_that_talks_nonsense_gives_one_number_all_the_same(
    filing: Filing, register: Watched, case: str
) -> None:
    register.set_mood(Mood.NONSENSE)
    work(filing)
    assert status(filing) == (JobStatus.WAITING, "register_nonsense")
    assert number(filing, case) is None
    register.set_mood(Mood.WELL)
    work(filing, minutes=1)
    assert number(filing, case) == "0000001/2027"
    assert register.numbers == ["0000001/2027"]
    assert len({entry.idempotency_key for entry in register.asked}) == 1


def test_a_refusal_of_the_register_is_given_up_at_once_for_somebody_to_see(
    filing: Filing, register: Watched, case: str
) -> None:
    register.set_mood(Mood.REFUSES)
    work(filing)
    assert status(filing) == (JobStatus.GIVEN_UP, "register_refused")
    register.set_mood(Mood.WELL)
    work(filing, days=2)
    assert number(filing, case) is None
    with later(days=3), filing.write() as session:
        jobs.retry(session, filing.waiting("cases.register")[0].id)
    work(filing, days=3)
    assert number(filing, case) == "0000001/2027"


def test_a_register_that_stays_down_is_given_up_loudly(
    filing: Filing, register: Watched, case: str
) -> None:
    register.set_mood(Mood.DOWN)
    for day in range(len(DELAYS) + 1):
        work(filing, days=2 * day)
    assert status(filing) == (JobStatus.GIVEN_UP, "register_unavailable")
    assert len(register.asked) == len(DELAYS) + 1


def test_a_slow_register_keeps_nobody_waiting(
    filing: Filing, anna: Actor, register: Watched, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.set_mood(Mood.SLOW)
    fast = register.register

    def slow(entry: Entry) -> Registration:
        # Were a transaction held open meanwhile, this change of another person could not be made.
        filing.draft(Actor(guest="somebody-else"))
        return fast(entry)

    monkeypatch.setattr(register, "register", slow)
    work(filing)
    assert number(filing, case) == "0000001/2027"


def test_a_case_is_never_registered_twice(filing: Filing, register: Watched, case: str) -> None:
    work(filing)
    with filing.read():
        facts = {"case_id": find(case).id}
        register_case(facts)
    assert len(register.asked) == 1
    assert register.numbers == ["0000001/2027"]
    assert len(filing.audited("case.registered")) == 1


def test_each_body_counts_its_own(
    filing: Filing, anna: Actor, carla: Actor, register: Watched
) -> None:
    with clock.freeze(NIGHT):
        first, second = filing.sent(anna), filing.sent(carla)
    work(filing)
    assert {number(filing, first), number(filing, second)} == {"0000001/2027", "0000002/2027"}
