"""The outbox does each thing once, tries again what may work, gives up loudly, and loses nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.platform import clock, jobs
from portal.platform.database import db, writing
from portal.platform.jobs import GiveUp, Job, JobStatus, TryLater

KIND = "test.work"


class Work:
    """A job that notes what it is asked and ends as the test says."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.farewells: list[tuple[dict[str, Any], str]] = []
        self.fails_with: Exception | None = None

    def __call__(self, facts: dict[str, Any]) -> None:
        self.asked.append(facts)
        if self.fails_with is not None:
            raise self.fails_with

    def given_up(self, facts: dict[str, Any], trouble: str) -> None:
        self.farewells.append((facts, trouble))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    made = Work()
    monkeypatch.setitem(jobs._works, KIND, made)
    monkeypatch.setitem(jobs._farewells, KIND, made.given_up)
    return made


def enqueue(key: str = "k1", **facts: Any) -> None:
    """A change that leaves a job behind."""
    with writing():
        jobs.enqueue(KIND, key, **facts)


def the_job() -> Job:
    """The one job, read again."""
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_a_job_is_done_once_with_its_facts(app: Flask, work: Work) -> None:
    with app.app_context():
        enqueue(case_id=7)
        assert jobs.drain() == 1
        assert work.asked == [{"case_id": 7}]
        assert the_job().status is JobStatus.DONE
        assert jobs.drain() == 0


def test_the_same_key_twice_is_one_job(app: Flask, work: Work) -> None:
    with app.app_context():
        enqueue(number=1)
        enqueue(number=2)
        with writing():
            jobs.enqueue(KIND, "k2")
            jobs.enqueue(KIND, "k2")
        jobs.drain()
        assert work.asked == [{"number": 1}, {}]


def test_a_change_that_is_not_kept_leaves_no_job(app: Flask, work: Work) -> None:
    def broken() -> None:
        with writing():
            jobs.enqueue(KIND, "k1")
            raise RuntimeError

    with app.app_context():
        with pytest.raises(RuntimeError):
            broken()
        assert jobs.drain() == 0


def test_a_neighbour_that_is_away_is_asked_again_later(app: Flask, work: Work) -> None:
    work.fails_with = TryLater("register_unavailable")
    with app.app_context():
        enqueue()
        assert jobs.drain() == 1
        job = the_job()
        assert (job.status, job.attempts) == (JobStatus.WAITING, 1)
        assert job.trouble == "register_unavailable"
        work.fails_with = None
        with clock.freeze(clock.after(seconds=4)):
            assert jobs.drain() == 0
        with clock.freeze(clock.after(seconds=6)):
            assert jobs.drain() == 1
        assert the_job().status is JobStatus.DONE


def test_after_the_last_try_it_is_given_up_and_said(app: Flask, work: Work) -> None:
    work.fails_with = TryLater("register_unavailable")
    with app.app_context():
        enqueue(case_id=7)
        moment = clock.now()
        for delay in (*jobs.DELAYS, timedelta(0)):
            with clock.freeze(moment):
                assert jobs.drain() == 1
            moment += delay + timedelta(seconds=1)
        assert the_job().status is JobStatus.GIVEN_UP
        assert work.farewells == [({"case_id": 7}, "register_unavailable")]
        with clock.freeze(moment + timedelta(days=30)):
            assert jobs.drain() == 0


def test_what_a_person_must_look_at_is_given_up_at_once(app: Flask, work: Work) -> None:
    work.fails_with = GiveUp("mail_refused")
    with app.app_context():
        enqueue()
        jobs.drain()
        assert (the_job().status, the_job().trouble) == (JobStatus.GIVEN_UP, "mail_refused")
        assert work.farewells == [({}, "mail_refused")]
        assert jobs.count_by_status() == {"given_up": 1}


def test_an_unexpected_error_is_tried_again_by_its_kind_never_its_words(
    app: Flask, work: Work
) -> None:
    work.fails_with = ValueError("Anna Provetti")
    with app.app_context():
        enqueue()
        jobs.drain()
        assert the_job().trouble == "ValueError"


def test_a_job_of_an_unknown_kind_is_given_up(app: Flask) -> None:
    with app.app_context():
        with writing():
            jobs.enqueue("test.nobody-does-this", "k1")
        jobs.drain()
        assert the_job().trouble == "unknown_kind"


def test_what_was_given_up_can_be_tried_by_hand(app: Flask, work: Work) -> None:
    work.fails_with = GiveUp("mail_refused")
    with app.app_context():
        enqueue()
        jobs.drain()
        work.fails_with = None
        with writing() as session:
            jobs.retry(session, session.scalars(select(Job.id)).one())
        assert jobs.drain() == 1
        assert the_job().status is JobStatus.DONE


def test_the_job_of_a_dead_worker_is_taken_over_when_its_lease_ends(app: Flask, work: Work) -> None:
    with app.app_context():
        enqueue()
        held = jobs._claim()
        assert held is not None
        assert not jobs.run_one(), "Somebody holds it: nobody else takes it."
        with clock.freeze(clock.after(minutes=3)):
            assert jobs.run_one()
        assert len(work.asked) == 1


def test_a_slow_worker_never_undoes_what_a_later_one_did(app: Flask, work: Work) -> None:
    with app.app_context():
        enqueue()
        slow = jobs._claim()
        assert slow is not None
        with clock.freeze(clock.after(minutes=3)):
            jobs.run_one()
        jobs._finish(slow, JobStatus.GIVEN_UP, "too_late")
        assert the_job().status is JobStatus.DONE
        assert work.farewells == []


def test_a_job_for_later_waits(app: Flask, work: Work) -> None:
    with app.app_context():
        with writing():
            jobs.enqueue(KIND, "k1", delay=timedelta(hours=1))
        assert jobs.drain() == 0
        with clock.freeze(clock.after(minutes=61)):
            assert jobs.drain() == 1


def test_two_workers_never_do_the_same_job(app: Flask, work: Work) -> None:
    with app.app_context(), writing():
        for number in range(20):
            jobs.enqueue(KIND, f"k{number}", number=number)
    begin = threading.Barrier(2)

    def labour() -> None:
        begin.wait()
        with app.app_context():
            jobs.drain()

    threads = [threading.Thread(target=labour) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(facts["number"] for facts in work.asked) == list(range(20))


def test_rounds_are_made_when_they_are_due(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(jobs, "_rounds", [(timedelta(minutes=5), made.append)])
    last: dict[Any, Any] = {}
    with app.app_context():
        jobs.make_rounds(last)
        jobs.make_rounds(last)
        assert len(made) == 1
        with clock.freeze(clock.after(minutes=6)):
            jobs.make_rounds(last)
        assert len(made) == 2


def test_the_worker_does_what_is_due_and_stops_when_asked_for_one_round(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with app.app_context():
        enqueue()
    assert app.test_cli_runner().invoke(args=["worker", "--once"]).exit_code == 0
    assert len(work.asked) == 1
