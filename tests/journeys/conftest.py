"""The running demo, a browser, and persons who walk through it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.walker import Walker
from tests.support.browser import FLAGS, find_browser

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


def free_port() -> int:
    """A port with its three neighbours free: the demo takes four."""
    for port in range(18100 + os.getpid() % 500 * 4, 40000, 4):
        try:
            for one in (port, port + 1, port + 2, port + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", one))
        except OSError:
            continue
        return port
    raise RuntimeError("no free ports")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo started for these journeys, as ``make run`` starts it."""
    port, data = free_port(), tmp_path_factory.mktemp("demo")
    log = (data / "log.txt").open("w")
    running = subprocess.Popen(
        [sys.executable, "-m", "demo.run", "--port", str(port), "--data", str(data / "data")],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", running, data / "log.txt")
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)
        log.close()


def wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Until the house answers; its own words when it does not."""
    for _try in range(START_SECONDS * 5):
        if running.poll() is not None:
            break
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail(f"The demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all; each person has a context of their own."""
    found = find_browser()
    assert found is not None, "No browser: run `make test`, it says what to install."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def person(house: str, browser: Browser) -> Iterator[Callable[..., Walker]]:
    """Makes a walker: a person with a browser of their own. ``width`` in pixels; ``scripts`` on or off;
    ``right_to_left`` turns each page round, as languages do that the house does not speak yet."""
    contexts = []

    def make(
        *,
        width: int = 360,
        scripts: bool = True,
        language: str = "it-IT",
        right_to_left: bool = False,
    ) -> Walker:
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 600 else 900},
            java_script_enabled=scripts,
            locale=language,
            accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Walker(context.new_page(), house, scripts, right_to_left)

    yield make
    for context in contexts:
        context.close()
