"""Against a real provider (npm oidc-provider): sign in, be asked anew, and leave from either side."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from portal import create_app
from portal.platform.database import db
from tests.durability.running import free_port
from tests.support.databases import on_one_engine

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "peers" / "openid.mjs"
PROFILE = "/area-personale/profilo"
pytestmark = on_one_engine


class Forms(HTMLParser):
    """The first form of a page: where it goes, and what it sends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields, self.is_open = "", dict[str, str](), False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the form and its inputs."""
        known = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action, self.is_open = known.get("action", ""), True
        elif tag == "input" and self.is_open and known.get("name"):
            self.fields[known["name"]] = known.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """The first form ends."""
        self.is_open = self.is_open and tag != "form"


class Browser:
    """A browser that knows both the portal and the provider."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str) -> requests.Response:
        """A page of the portal, or of wherever it leads."""
        return self.session.get(urljoin(self.portal, path), timeout=20)

    def sign_in(self) -> requests.Response:
        """Through the provider's own pages: a name, then a consent, then back."""
        page = self.get("/accedi/entra?da=" + PROFILE)
        for _page in range(4):
            if page.url.startswith(self.portal):
                break
            form = Forms(page.text)
            typed = {**form.fields}
            if "login" in typed:
                typed |= {"login": "anna", "password": "prova"}
            page = self.session.post(urljoin(page.url, form.action), data=typed, timeout=20)
        return page

    def is_in(self) -> bool:
        """Whether the portal knows this browser."""
        answer = self.session.get(self.portal + PROFILE, allow_redirects=False, timeout=20)
        return answer.status_code == 200


@pytest.fixture
def ports() -> tuple[int, int]:
    """The portal's and the provider's."""
    return free_port(), free_port()


@pytest.fixture
def provider(ports: tuple[int, int]) -> Iterator[str]:
    """A provider that listens."""
    portal, own = ports
    command = [ROOT / ".venv/bin/node", SCRIPT, str(own), f"http://127.0.0.1:{portal}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as running:
        assert running.stdout is not None
        try:
            lines = (line.strip() for line in running.stdout)
            assert "ready" in lines, "the provider does not start"
            yield f"http://127.0.0.1:{own}"
        finally:
            running.kill()


@pytest.fixture
def environ(environ: dict[str, str], provider: str, ports: tuple[int, int]) -> dict[str, str]:
    """A portal that signs people in there."""
    return {
        **environ,
        "ACCANTO_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "ACCANTO_OIDC_ISSUER": provider,
        "ACCANTO_OIDC_CLIENT_ID": "accanto",
        "ACCANTO_OIDC_CLIENT_SECRET": "a-secret-of-the-tests-and-of-nobody-else",
        "ACCANTO_OIDC_TIMEOUT": "10",
    }


@pytest.fixture
def portal(environ: dict[str, str], ports: tuple[int, int]) -> Iterator[str]:
    """The portal itself, over the network: the provider must find it."""
    app: Flask = create_app(environ, RATELIMIT_ENABLED=False)
    server = make_server("127.0.0.1", ports[0], app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def wait_until(is_so: object, seconds: float = 10) -> None:
    """The provider tells us right after it has answered the browser."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if is_so():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def leave_at(browser: Browser, page: requests.Response) -> requests.Response:
    """Confirm at the provider that one wants to leave."""
    form = Forms(page.text)
    typed = {**form.fields, "logout": "yes"}
    return browser.session.post(urljoin(page.url, form.action), data=typed, timeout=20)


def test_a_person_comes_in_and_leaves_on_both_sides(portal: str, provider: str) -> None:
    browser = Browser(portal)
    page = browser.sign_in()
    assert page.url == portal + PROFILE
    assert "Provetti" in page.text
    form = next(
        part for part in page.text.split("<form")[1:] if 'action="/esci"' in part.partition(">")[0]
    )
    typed = Forms(f"<form{form}").fields
    sent_from = {"Origin": portal, "Sec-Fetch-Site": "same-origin"}
    page = browser.session.post(f"{portal}/esci", data=typed, headers=sent_from, timeout=20)
    assert page.url.startswith(provider), "the provider asks whether to leave it too"
    page = leave_at(browser, page)
    assert page.url == f"{portal}/"
    assert not browser.is_in()


def test_who_leaves_the_provider_elsewhere_is_signed_out_here(portal: str, provider: str) -> None:
    browser = Browser(portal)
    browser.sign_in()
    assert browser.is_in()
    page = browser.session.get(f"{provider}/session/end", timeout=20)
    leave_at(browser, page)
    wait_until(lambda: not browser.is_in())


def test_two_tabs_at_once_both_come_in(portal: str, provider: str) -> None:
    browser = Browser(portal)
    first = browser.session.get(f"{portal}/accedi/entra", allow_redirects=False, timeout=20)
    assert browser.sign_in().url == portal + PROFILE
    # The first tab goes on where it was: its own state is still good.
    page = browser.session.get(first.headers["Location"], timeout=20)
    assert page.url.startswith(portal)
    assert browser.is_in()
