"""The official counterpart: a federation of AgID's own package, with us in it, reached by our own line.

It runs where ``FEDERATION_PYTHON`` names a Python with ``spid-cie-oidc`` 1.6.3 and
``design-django-theme`` in an environment of its own.
"""

from __future__ import annotations

import html
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests
from joserfc.jwk import Key
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from demo.counterpart.__main__ import ROLES, ROOT
from demo.counterpart.configured import known
from portal.identity.federation.believing import Expected
from portal.identity.federation.chain import Anchor
from portal.identity.federation.configuration import Party, sign_configuration
from portal.identity.federation.entering import Entered, Remembered, Step, enter
from portal.identity.federation.fetching import Limits, Reader
from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.providers import Provider
from portal.identity.federation.refreshing import refresh
from portal.identity.federation.refusing import Refused
from portal.identity.federation.requesting import Wish, begin
from portal.identity.federation.schemes import Scheme
from portal.identity.federation.standing import Standing, look_up
from portal.identity.federation.statements import CONTENT_TYPE
from portal.identity.lines import Borders
from portal.identity.membership.wire import HttpWire
from tests.identity.federation.peers import our_keys, our_party

PYTHON = os.environ.get("FEDERATION_PYTHON", "")
COUNTERPART = ("-m", "demo.counterpart")
BOTH = [Scheme.SPID, Scheme.CIE]


@dataclass
class Bed:
    """The federation, and us in it."""

    folder: Path
    info: dict[str, Any]
    party: Party
    line: HttpWire = field(default_factory=lambda: HttpWire(10, Borders(anywhere=True)))
    published: str = ""
    before: str = ""

    def anchor(self) -> Anchor:
        """Its anchor, by the keys it told us when it was made."""
        return Anchor.pin(self.info["anchor"], self.info["anchor_jwks"])

    def reader(self) -> Reader:
        """A reader with a fresh budget."""
        return Reader(self.line.fetch, Limits(loopback=True))

    def publish(self, keys: Keys, *entries: Mapping[str, Any]) -> None:
        """Say who we are."""
        self.published = sign_configuration(self.party, keys, entries).raw

    def standing(self) -> Standing:
        """How the anchor sees us."""
        return look_up(self.published, self.party.identifier, self.anchor(), self.reader())

    def provider(self, scheme: Scheme) -> Provider:
        """One of the two."""
        found = refresh(self.anchor(), {}, self.reader)
        assert not found.refusals
        return found.providers[self.info[f"{scheme}_provider"]]

    def run(self, *words: str) -> None:
        """One of the commands of the counterpart."""
        done = subprocess.run(
            [PYTHON, *COUNTERPART, words[0], self.folder, *words[1:]],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def running(folder: Path, role: str, address: str) -> Iterator[None]:
    """One role of the federation, answering."""
    with (folder / f"{role}.log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, *COUNTERPART, "serve", folder, role], stdout=log, stderr=log, cwd=ROOT
        )
        try:
            _wait_for(address, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    port = int(urlsplit(address).port or 0)
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer.")


def free_port() -> str:
    """A port nobody has."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """A federation in which we are registered and marked."""
    folder = tmp_path_factory.mktemp("federation")
    us = f"http://127.0.0.1:{free_port()}"
    made = Bed(folder, {}, our_party())
    made.run("init", free_port(), free_port())
    made.info = known(folder)
    made.party = Party(
        identifier=us, name="Comune di Prova", homepage=us, privacy=us, logo=f"{us}/logo.svg",
        contacts=("protocollo@pec.prova.invalid",), redirects=(f"{us}/accedi/ritorno",),
        resolves_at=f"{us}/resolve", superiors=(made.info["anchor"],),
    )  # fmt: skip
    made.publish(our_keys())

    @Request.application
    def app(request: Request) -> Response:
        known = request.path == "/.well-known/openid-federation"
        return Response(
            made.published if known else "", 200 if known else 404, mimetype=CONTENT_TYPE
        )

    with ExitStack() as stack:
        server = make_server("127.0.0.1", int(us.rpartition(":")[2]), app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        for role in ROLES:
            stack.enter_context(running(folder, role, made.info[role]))
        made.before = _refusal(made)
        made.run("onboard", us)
        made.publish(our_keys(), *(mark.entry for mark in made.standing().marks))
        yield made


def _refusal(bed: Bed) -> str:
    with pytest.raises(Refused) as caught:
        bed.standing()
    return caught.value.code


def by_browser(url: str, us: str, name: str) -> dict[str, str]:
    """What a person does at the provider: sign in, agree, come back."""
    browser = requests.Session()
    reply = browser.get(url, timeout=10)
    for _ in range(3):
        tags = re.findall(r"<input[^>]*>", reply.text)
        fields = {_of(tag, "name"): html.unescape(_of(tag, "value")) for tag in tags}
        if "username" in fields:
            fields |= {"username": name, "password": "prova"}
        if "agree" in reply.text:
            fields["agree"] = "agree"
        headers = {"Referer": reply.url}
        reply = browser.post(
            reply.url, data=fields, headers=headers, timeout=10, allow_redirects=False
        )
        while reply.is_redirect:
            place = urljoin(reply.url, reply.headers["Location"])
            if place.startswith(us):
                return dict(parse_qsl(urlsplit(place).query))
            reply = browser.get(place, timeout=10, allow_redirects=False)
    raise AssertionError(f"The provider did not send the browser back: {reply.status_code}")


def _of(tag: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def sign_in(
    bed: Bed,
    scheme: Scheme,
    *,
    name: str = "giulia",
    level: int = 2,
    strict: bool = False,
    key: Key | None = None,
) -> tuple[Entered, list[Step]]:
    """A whole login; what was kept of it, too."""
    provider, us, kept = bed.provider(scheme), bed.party.identifier, []
    key = key or our_keys().active(Purpose.SIGNATURE).key
    begun = begin(provider, us, bed.party.redirects[0], key, Wish(level=level, welcome=("email",)))
    answer = by_browser(begun.url, us, name)
    expected = Expected(us, begun.nonce, level, scheme, strict)
    remembered = Remembered(begun.state, begun.verifier, expected)
    found = enter(
        answer,
        remembered,
        provider,
        our_keys(),
        bed.line,
        lambda *_seen: True,
        lambda step, _text: kept.append(step),
    )
    return found, kept
