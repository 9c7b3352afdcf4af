"""Asks a server for pages over a few lasting connections, as a proxy in front of it would."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.server import Server

_CONNECTIONS = 4


@dataclass(frozen=True)
class Pages:
    """What is asked: addresses (again and again from the first), with a cookie; ``bar`` times hello.

    ``posted`` is a filled form that only looks something up.
    """

    name: str
    paths: Sequence[str]
    count: int
    bar: float | None = None
    cookie: str = ""
    posted: str = ""

    def asked_with(self) -> dict[str, str]:
        """The headers of each request."""
        return {
            "Accept-Encoding": "gzip, deflate, br",
            "Sec-Fetch-Site": "same-origin",
            **({"Content-Type": "application/x-www-form-urlencoded"} if self.posted else {}),
            **({"Cookie": self.cookie} if self.cookie else {}),
        }


def cpu_per_request(server: Server, pages: Pages, first: int = 0) -> float:
    """Milliseconds of CPU that one request costs the workers.

    ``first`` is the place of the first address: addresses already asked can be left behind.
    """
    before = server.cpu_seconds()
    ask(server.port, pages, first, pages.count)
    return (server.cpu_seconds() - before) * 1000 / pages.count


def ask(port: int, pages: Pages, first: int, count: int) -> list[float]:
    """Ask ``count`` times, beginning with the address at ``first``; the seconds each answer took.

    Raises:
        RuntimeError: an answer was not 200.
    """
    taken: list[float] = []
    failures: list[str] = []
    method = "POST" if pages.posted else "GET"

    def one_connection(places: range) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for place in places:
            path = pages.paths[place % len(pages.paths)]
            began = time.perf_counter()
            connection.request(method, path, pages.posted or None, pages.asked_with())
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - began)
            if answer.status != 200:
                failures.append(f"{path}: {answer.status} {answer.getheader('Location', '')}")
                break
        connection.close()

    _together(one_connection, first, count)
    if failures:
        raise RuntimeError(failures[0])
    return taken


def _together(work: Callable[[range], None], first: int, count: int) -> None:
    """The same over several connections at once."""
    threads = [
        threading.Thread(target=work, args=(range(first + part, first + count, _CONNECTIONS),))
        for part in range(_CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
