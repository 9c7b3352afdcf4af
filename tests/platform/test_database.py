"""Reading does not write, and writing commits once: held by the session and by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from portal.platform import clock
from portal.platform.access import public
from portal.platform.audit import AuditEntry
from portal.platform.database import ReadingWrites, aside, db, read_once, writing
from tests.support.page import PageClient

Door = Callable[..., None]


def entry(event: str = "test.happened") -> AuditEntry:
    """A row to write."""
    return AuditEntry(at=clock.now(), event=event)


def how_many() -> int:
    """How many rows there are, read in a transaction of its own."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def fails(door: Door, client: PageClient, work: Callable[[], None], *, method: str = "GET") -> str:
    """The error with which a view that does this work ends."""

    @public
    def view() -> str:
        work()
        return "done"

    door("/prova", view, methods=[method])
    with pytest.raises((ReadingWrites, DBAPIError)) as caught:
        client.raw.open("/prova", method=method, headers={"Sec-Fetch-Site": "same-origin"})
    return str(caught.value)


def test_a_get_that_flushes_is_an_error(door: Door, client: PageClient) -> None:
    def work() -> None:
        db.session.add(entry())
        db.session.flush()

    assert "AuditEntry changed outside writing()" in fails(door, client, work)


def test_a_get_that_writes_by_hand_is_refused_by_the_database(
    door: Door, client: PageClient
) -> None:
    def work() -> None:
        db.session.execute(text("INSERT INTO audit_seals VALUES (1, 1, CURRENT_TIMESTAMP, 'x')"))

    words = fails(door, client, work)
    assert "readonly" in words or "read-only" in words


def test_a_get_that_inserts_past_the_session_is_refused_by_the_database(
    door: Door, client: PageClient
) -> None:
    def work() -> None:
        db.session.execute(insert(AuditEntry).values(at=clock.now(), event="x"))

    words = fails(door, client, work)
    assert "readonly" in words or "read-only" in words


def test_a_get_may_not_even_begin_to_write(door: Door, client: PageClient) -> None:
    def work() -> None:
        with writing():
            pass

    assert "wants to write" in fails(door, client, work)


def test_a_post_that_changes_outside_the_block_is_an_error(door: Door, client: PageClient) -> None:
    def work() -> None:
        db.session.add(entry())
        db.session.flush()

    assert "outside writing()" in fails(door, client, work, method="POST")


def test_a_request_commits_once(door: Door, client: PageClient) -> None:
    def work() -> None:
        for _time in range(2):
            with writing() as session:
                session.add(entry())

    assert "writes twice" in fails(door, client, work, method="POST")
    with client.app.app_context():
        assert how_many() == 1


@pytest.mark.parametrize("second", [writing, aside])
def test_a_change_inside_a_change_is_an_error(app: Flask, second: Callable[[], Any]) -> None:
    def nested() -> None:
        with writing(), second():
            pass

    with app.app_context(), pytest.raises(ReadingWrites, match="inside writing"):
        nested()


def test_a_change_is_kept_when_the_block_ends_well(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.add(entry())
        assert how_many() == 1


def test_nothing_is_kept_when_the_block_breaks(app: Flask) -> None:
    def broken() -> None:
        with writing() as session:
            session.add(entry())
            session.flush()
            raise RuntimeError("in the middle")

    with app.app_context():
        with pytest.raises(RuntimeError):
            broken()
        assert how_many() == 0
        with writing() as session:
            session.add(entry())
        assert how_many() == 1


def test_what_is_kept_aside_stays_when_the_request_breaks(door: Door, client: PageClient) -> None:
    @public
    def view() -> str:
        with aside() as session:
            session.add(entry("test.seen"))
        raise RuntimeError("afterwards")

    door("/prova", view)
    with pytest.raises(RuntimeError):
        client.raw.get("/prova")
    with client.app.app_context():
        assert db.session.scalars(select(AuditEntry.event)).all() == ["test.seen"]


def test_reading_again_after_a_change_works_and_stays_reading(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.add(entry())
        assert how_many() == 1
        with pytest.raises(DBAPIError):
            db.session.execute(insert(AuditEntry).values(at=clock.now(), event="x"))


def test_a_moment_comes_back_in_utc_and_needs_its_zone(app: Flask) -> None:
    moment = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    with app.app_context():
        with writing() as session:
            session.add(AuditEntry(at=moment.astimezone(clock.ROME), event="x"))
        assert db.session.scalars(select(AuditEntry.at)).one() == moment
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 on purpose
        with pytest.raises(StatementError, match="needs its zone"):
            db.session.scalar(select(AuditEntry.id).where(AuditEntry.at > naive))


def test_what_a_request_read_is_read_once(door: Door, client: PageClient) -> None:
    reads: list[str] = []

    def look() -> int:
        reads.append("look")
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    @public
    def view() -> str:
        return f"{read_once(('entries',), look)} {read_once(('entries',), look)}"

    door("/prova", view)
    assert client.raw.get("/prova").text == "0 0"
    assert reads == ["look"]
    client.raw.get("/prova")
    assert reads == ["look", "look"], "Nothing is kept for the next request."


def test_what_was_written_is_read_anew(door: Door, client: PageClient) -> None:
    def look() -> int:
        return read_once(("entries",), count)

    def count() -> int:
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    @public
    def view() -> str:
        seen = [look()]
        with writing() as session:
            session.add(entry())
            session.flush()
            seen.append(look())
        return " ".join(map(str, [*seen, look()]))

    door("/prova", view, methods=["POST"])
    answer = client.raw.post("/prova", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.text == "0 1 1"
