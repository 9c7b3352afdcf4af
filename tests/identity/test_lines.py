"""A line leads where it may, to what was looked at, and has an end: against servers that really misbehave."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from portal.identity import lines
from portal.identity.lines import CLOSED, Borders, Line, ask, is_public
from tests.identity.speaking import Speaker, certificate, speaking

FREE = Borders(anywhere=True)
HOME = Borders(inside=frozenset({"localhost"}))
NOWHERE = "0." * 3 + "0"
PUBLIC = "93.184.215.14"


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    """A server without TLS."""
    with speaking() as made:
        yield made


def get(
    speaker: Speaker, borders: Borders = FREE, seconds: float = 2, most: int = 1000, **more: Any
):  # type: ignore[no-untyped-def]
    return ask(Line(borders, seconds, most), "GET", f"http://localhost:{speaker.port}/a", **more)


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names lead to these addresses, another answer at each question; what was asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(lines.socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections went; none is made."""
    went: list[str] = []

    def connect(place: tuple[str, int], *_: object, **__: object) -> socket.socket:
        went.append(place[0])
        raise OSError

    monkeypatch.setattr(lines, "create_connection", connect)
    return went


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False), ("127.9.9.9", False), (NOWHERE, False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("172.31.255.255", False), ("192.168.1.1", False),
        ("100.64.0.1", False), ("169.254.169.254", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("192.0.2.1", False), ("198.18.0.1", False),
        ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("ff02::1", False), ("::ffff:10.0.0.1", False), ("::ffff:127.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:a00:1::1", False), ("64:ff9b::5db8:d70e", True),
    ],
)  # fmt: skip
def test_which_addresses_are_of_the_whole_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "found", [["10.0.0.7"], ["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "10.0.0.7"], []]
)
def test_a_name_that_leads_into_a_private_network_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, connected: list[str], found: list[str]
) -> None:
    resolving(monkeypatch, found)
    with pytest.raises(requests.RequestException):
        ask(Line(CLOSED, 1), "GET", "https://idp.prova.invalid/token")
    assert not connected, "not even a connection is tried"


def test_an_address_written_in_numbers_is_no_way_round(connected: list[str]) -> None:
    for host in ("127.0.0.1", "[::1]", "localhost"):
        with pytest.raises(requests.RequestException):
            ask(Line(CLOSED, 1), "GET", f"https://{host}/token")
    assert not connected


def test_what_is_connected_to_is_what_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, connected: list[str]
) -> None:
    """A name that answers otherwise the second time (DNS rebinding) is not asked a second time."""
    asked = resolving(monkeypatch, [PUBLIC], ["127.0.0.1"])
    with pytest.raises(requests.RequestException):
        ask(Line(CLOSED, 1), "GET", "https://idp.prova.invalid/token")
    assert (asked, connected) == (["idp.prova.invalid"], [PUBLIC])


def test_a_host_the_installation_names_may_lie_inside(
    monkeypatch: pytest.MonkeyPatch, connected: list[str]
) -> None:
    resolving(monkeypatch, ["10.0.0.7"])
    with pytest.raises(requests.RequestException):
        ask(
            Line(Borders(inside=frozenset({"login.prova.invalid"})), 1),
            "GET",
            "https://login.prova.invalid/",
        )
    assert connected == ["10.0.0.7"]


def test_production_asks_over_tls_only(speaker: Speaker) -> None:
    speaker.says(b"yes")
    for borders in (CLOSED, HOME):
        with pytest.raises(requests.RequestException):
            get(speaker, borders)
    assert not speaker.heard
    assert get(speaker).content == b"yes"


def test_a_certificate_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, believed = certificate(tmp_path)
    with speaking(context) as speaker:
        speaker.says(b"sealed")
        address = f"https://localhost:{speaker.port}/"
        with pytest.raises(requests.RequestException):
            ask(Line(HOME, 2), "GET", address)
        assert not speaker.heard
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(believed))
        assert ask(Line(HOME, 2), "GET", address).content == b"sealed"


def test_a_certificate_of_another_name_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, believed = certificate(tmp_path, "altro.prova.invalid")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(believed))
    with speaking(context) as speaker, pytest.raises(requests.RequestException):
        ask(Line(HOME, 2), "GET", f"https://localhost:{speaker.port}/")
    assert not speaker.heard


def test_nobody_is_followed_elsewhere(speaker: Speaker) -> None:
    speaker.says(b"", "302 Found", "text/plain", f"Location: http://localhost:{speaker.port}/b")
    assert get(speaker).status_code == 302
    assert len(speaker.heard) == 1


def test_a_long_answer_is_cut_where_it_is_too_long(speaker: Speaker) -> None:
    speaker.says(b"x" * 5000)
    assert len(get(speaker, most=1000).content) == 1001
    speaker.says(b"x" * 1000)
    assert len(get(speaker, most=1000).content) == 1000


def test_an_answer_without_end_ends(speaker: Speaker) -> None:
    speaker.parts = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1000\r\n" + b"x" * 4096 + b"\r\n",
    ]
    speaker.forever = True
    assert len(get(speaker, most=10_000).content) == 10_001


def test_a_small_answer_does_not_unfold_into_a_large_one(speaker: Speaker) -> None:
    speaker.says(b"x", "200 OK", "text/plain", "Content-Encoding: gzip")
    assert get(speaker).content == b"x", "bytes as they came"
    assert "accept-encoding: identity" in speaker.heard[0].casefold()


SLOW = {
    "says nothing": [],
    "drips its head": [b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"],
    "drips its body": [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"x"],
    "drips a body that has no length": [b"HTTP/1.1 200 OK\r\n\r\n", b"x"],
    "drips in pieces": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"],
}


@pytest.mark.parametrize("how", SLOW)
def test_a_server_that_takes_its_time_has_an_end(speaker: Speaker, how: str) -> None:
    """Each byte comes in time; the whole does not."""
    speaker.parts, speaker.pause, speaker.forever = SLOW[how] or [b""], 0.05, True
    begun = time.monotonic()
    with pytest.raises(requests.RequestException):
        get(speaker, seconds=0.4)
    assert time.monotonic() - begun < 2


def test_a_server_that_hangs_in_its_greeting_has_an_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"https://localhost:{listening.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(requests.RequestException):
            ask(Line(HOME, 0.4), "GET", address)
    assert time.monotonic() - begun < 2


def test_an_answer_that_breaks_off_is_none(speaker: Speaker) -> None:
    speaker.parts = [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf"]
    with pytest.raises(requests.RequestException):
        get(speaker)


def test_a_password_of_the_machine_is_not_sent(
    speaker: Speaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login a password b\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    speaker.says(b"")
    get(speaker)
    get(speaker, headers={"Authorization": "Bearer t0ken"})
    assert "authorization" not in speaker.heard[0].casefold()
    assert "Authorization: Bearer t0ken" in speaker.heard[1]


@pytest.fixture
def behind_a_proxy(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    """The house reaches the Internet through one machine of its own network."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{speaker.port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return speaker


def test_a_proxy_of_the_house_looks_names_up_itself(behind_a_proxy: Speaker) -> None:
    """No name is asked for here: the test would not be let to."""
    with pytest.raises(requests.RequestException):
        ask(Line(CLOSED, 1), "GET", "https://idp.prova.invalid/token")
    assert behind_a_proxy.heard[0].startswith("CONNECT idp.prova.invalid:443 ")


def test_behind_a_proxy_an_answer_has_an_end_too(behind_a_proxy: Speaker) -> None:
    behind_a_proxy.parts, behind_a_proxy.pause = [b"HTTP/1.1 502 Oh\r\n", b"X-A: b\r\n"], 0.05
    behind_a_proxy.forever = True
    begun = time.monotonic()
    for address in ("https://idp.prova.invalid/", "http://idp.prova.invalid/"):
        with pytest.raises(requests.RequestException):
            ask(Line(FREE, 0.4), "GET", address)
    assert time.monotonic() - begun < 3


def test_many_at_once_each_have_their_own_end(speaker: Speaker) -> None:
    speaker.parts, speaker.pause, speaker.forever = [b"HTTP/1.1 200 OK\r\n\r\n", b"x"], 0.05, True
    ended: list[bool] = []

    def one(seconds: float) -> None:
        begun = time.monotonic()
        with pytest.raises(requests.RequestException):
            get(speaker, seconds=seconds)
        ended.append(time.monotonic() - begun >= seconds * 0.9)

    threads = [threading.Thread(target=one, args=(0.2 + 0.05 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert ended == [True] * 8
