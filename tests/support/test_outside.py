"""The forbidding of the network, and the counting of queries, prove that they can see."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.outside import NetworkForbidden, is_local, outside_is_forbidden
from tests.support.queries import assert_snapshot, shorten, statements

__all__ = ["outside_is_forbidden"]


def test_this_machine_is_not_outside() -> None:
    assert all(map(is_local, ("127.0.0.1", "::1", "localhost", b"127.0.0.53", None)))
    assert not any(map(is_local, ("192.0.2.1", "example.org", "10.0.0.1", "::2")))


@pytest.mark.usefixtures("outside_is_forbidden")
def test_a_connection_to_the_world_fails_by_name() -> None:
    with pytest.raises(NetworkForbidden, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(NetworkForbidden, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.usefixtures("outside_is_forbidden")
def test_a_connection_to_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_queries_are_heard_and_transaction_words_are_not() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cases (id INTEGER)"))
        with statements(engine) as heard:
            connection.execute(text("PRAGMA query_only"))
            connection.execute(text("SELECT * FROM cases JOIN cases AS other ON 1"))
        connection.execute(text("SELECT 1"))
    engine.dispose()
    assert heard.summary() == ["SELECT cases"]


def test_a_statement_is_told_by_its_verb_and_tables() -> None:
    assert shorten("INSERT INTO outbox (a) VALUES (1)") == "INSERT outbox"
    assert shorten('UPDATE "cases" SET a=1') == "UPDATE cases"
    assert shorten("SELECT a FROM cases, x JOIN bodies ON 1") == "SELECT cases, bodies"


def test_a_changed_query_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, statements(engine) as heard:
        connection.execute(text("SELECT 1"))
    beside = str(tmp_path / "test_x.py")
    with pytest.raises(AssertionError, match="SNAPSHOTS=write"):
        assert_snapshot(heard, "home", beside)
    monkeypatch.setitem(os.environ, "SNAPSHOTS", "write")
    assert_snapshot(heard, "home", beside)
    monkeypatch.delitem(os.environ, "SNAPSHOTS")
    assert_snapshot(heard, "home", beside)
    heard.append("SELECT 2 FROM cases")
    with pytest.raises(AssertionError, match="changed"):
        assert_snapshot(heard, "home", beside)
    engine.dispose()
