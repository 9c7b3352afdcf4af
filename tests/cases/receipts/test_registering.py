"""The protocol number: asked for until it is given, never twice, and with the true day of receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.cases.receipts.registering import register_case
from portal.cases.receipts.request_document import content_of, document_of
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


def test_the_register_learns_what_the_law_asks_and_shows_nobody_in_its_subject(
    filing: Filing, register: Watched, case: str
) -> None:
    work(filing)
    (entry,) = register.asked
    assert entry.sender == "Anna Provetti"
    shown = f"{entry.subject} {entry.idempotency_key} {entry!r}"
    assert "Provetti" not in shown
    assert "PRVNNA" not in shown
    assert "Aiuto a casa" in entry.subject


def test_the_register_is_told_the_digest_of_the_document_as_it_was_sealed(
    filing: Filing, anna: Actor, register: Watched, case: str
) -> None:
    work(filing)
    (entry,) = register.asked
    with filing.read():
        document = document_of(find(case))
        assert document is not None
        content = content_of(find(case), document)
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == document.digest == entry.digest


def test_a_document_is_made_once_however_often_the_register_is_asked(
    filing: Filing, register: Watched, case: str
) -> None:
    register.set_mood(Mood.DOWN)
    for hours in range(4):
        work(filing, hours=hours)
    assert len({entry.digest for entry in register.asked}) == 1
    assert len(register.asked) > 2


def test_who_is_promised_to_stay_unnamed_is_not_named_to_the_register(
    filing: Filing, register: Watched, app: Flask
) -> None:
    with clock.freeze(NIGHT):
        filing.sent(Actor(guest="a-browser"))
    work(filing)
    assert [entry.sender for entry in register.asked] == ["Mittente riservato"]


class TestSeveralRegisters:
    """Each body may have a register of its own."""

    def test_a_case_goes_to_the_register_its_body_names(
        self, filing: Filing, register: Watched, case: str, app: Flask
    ) -> None:
        own, other = Watched(), Watched()
        app.config["NAMED_REGISTERS"] = {"fake": own, "altro": other}
        work(filing)
        assert number(filing, case) == "0000001/2027"
        assert [len(one.asked) for one in (own, other, register)] == [1, 0, 0]

    def test_a_name_nobody_knows_is_never_served_by_another_register(
        self, filing: Filing, register: Watched, case: str, app: Flask
    ) -> None:
        app.config["NAMED_REGISTERS"] = {"altro": Watched()}
        work(filing)
        assert status(filing) == (JobStatus.GIVEN_UP, "register_unknown")
        assert register.asked == []


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
