"""Counts the bytes that travel: a first view with everything it loads, and a page after it."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests.support.browser import FLAGS, find_browser

FIRST, FURTHER = "/", "/servizi/assistenza-domiciliare"
_PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, headers included: everything of a first view, and what a further page adds."""

    first: int
    further: int
    requests: int


def loaded(port: int) -> tuple[list[str], list[str]]:
    """The addresses a phone asks for on the first view, and on a further page with warm caches.

    Raises:
        RuntimeError: there is no browser, or a page asks for something that is not ours.
    """
    browser_path = find_browser()
    if browser_path is None:
        raise RuntimeError("no browser: set CHROME to one, or run `make test` once")
    house = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(browser_path), args=FLAGS)
        page = browser.new_context(viewport=_PHONE, locale="it-IT").new_page()
        first = _asked(page, house + FIRST)
        further = _asked(page, house + FURTHER)
        browser.close()
    strangers = [url for url in [*first, *further] if not url.startswith(house + "/")]
    if strangers:
        raise RuntimeError(f"asked of somebody else: {strangers[0]}")
    return [urlsplit(url).path for url in first], [urlsplit(url).path for url in further]


def _asked(page: Page, url: str) -> list[str]:
    """What travelled while a page was loaded; what the browser had already did not."""
    addresses: dict[str, str] = {}
    travelled: list[str] = []
    talk = page.context.new_cdp_session(page)
    talk.send("Network.enable")
    talk.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )

    def note(event: dict[str, Any]) -> None:
        # Zero bytes came: it was in the cache.
        if event["encodedDataLength"] > 0:
            travelled.append(addresses[event["requestId"]])

    talk.on("Network.loadingFinished", note)
    page.goto(url, wait_until="networkidle")
    talk.detach()
    return travelled


def weigh(port: int, coding: str, first: list[str], further: list[str]) -> Weight:
    """The weight of those addresses for a browser that reads one ``coding`` (``br`` or ``gzip``)."""
    return Weight(
        first=sum(_bytes(port, path, coding) for path in first),
        further=sum(_bytes(port, path, coding) for path in further),
        requests=len(first),
    )


def _bytes(port: int, path: str, coding: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": coding})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    lines = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    size = len(answer.read()) + lines + len("HTTP/1.1 200 OK\r\n\r\n")
    connection.close()
    return size
