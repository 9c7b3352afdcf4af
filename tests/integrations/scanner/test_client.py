"""The scanner's client against a socket that speaks clamd's words, well or badly."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from portal.integrations.scanner import ClamdScanner, ScannerRefused, ScannerUnavailable
from portal.integrations.scanner.fake import EICAR, VIRUS, FakeScanner, clamd


@pytest.fixture
def fake() -> FakeScanner:
    """What stands behind the socket."""
    return FakeScanner(largest=300_000)


@pytest.fixture
def address(fake: FakeScanner) -> Iterator[str]:
    """Where it listens."""
    with clamd(fake) as (url, _server):
        yield url


def test_clean_and_infected_are_told_apart(address: str, fake: FakeScanner) -> None:
    scanner = ClamdScanner(address, 5)
    assert scanner.scan(b"x" * 200_000).is_clean
    assert scanner.scan(b"").is_clean
    assert scanner.scan(b"before" + EICAR + b"after").virus == VIRUS
    # A virus that lies across two chunks is one virus.
    assert not scanner.scan(b"x" * (64 * 1024 - 20) + EICAR).is_clean
    assert fake.scanned == 4


def test_a_file_above_its_limit_is_refused(address: str) -> None:
    with pytest.raises(ScannerRefused):
        ClamdScanner(address, 5).scan(b"x" * 3_000_000)


def test_nonsense_silence_and_nobody_are_unavailable(fake: FakeScanner) -> None:
    with clamd(fake) as (url, server):
        fake.trouble = "nonsense"
        with pytest.raises(ScannerUnavailable, match="nonsense"):
            ClamdScanner(url, 5).scan(b"x")
        fake.trouble, server.seconds = "", 0.5
        with pytest.raises(ScannerUnavailable):
            ClamdScanner(url, 0.1).scan(b"x")
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(url, 1).scan(b"x")
    with pytest.raises(ScannerUnavailable):
        ClamdScanner("unix:///nowhere/clamd.ctl", 1).scan(b"x")


def test_a_socket_of_the_file_system_works_too(tmp_path: Path) -> None:
    place = tmp_path / "clamd.ctl"

    def answer() -> None:
        talk, _who = listening.accept()
        with talk:
            heard = b""
            while not heard.endswith(b"\0\0\0\0"):
                heard += talk.recv(4096)
            talk.sendall(b"stream: OK\0")

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        thread = Thread(target=answer, daemon=True)
        thread.start()
        assert ClamdScanner(f"unix://{place}", 5).scan(b"hello").is_clean
        thread.join(5)
