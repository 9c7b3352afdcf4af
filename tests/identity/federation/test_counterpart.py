"""Against the official counterpart: registered, marked, and signed in through SPID and through CIE.

It runs where ``FEDERATION_PYTHON`` names a Python with ``spid-cie-oidc`` 1.6.3 and
``design-django-theme`` in an environment of its own. The counterpart is lenient: that it lets us in proves
that we speak its language; that what we say follows the rules is proved by ``test_requesting.py``.
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
from demo.counterpart.configured import RELYING, known
from portal.identity.federation import marks, rotation
from portal.identity.federation.asserting import Form
from portal.identity.federation.believing import Expected
from portal.identity.federation.chain import Anchor
from portal.identity.federation.collecting import read_anchor
from portal.identity.federation.configuration import Party, sign_configuration
from portal.identity.federation.entering import Entered, Remembered, Step, enter, send
from portal.identity.federation.fetching import Answered, Limits, Reader, Unreachable
from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.providers import Provider
from portal.identity.federation.refreshing import refresh
from portal.identity.federation.refusing import Refused
from portal.identity.federation.requesting import Wish, begin, userinfo_headers
from portal.identity.federation.revoking import check_revoked, revocation_form
from portal.identity.federation.schemes import Scheme
from portal.identity.federation.standing import Standing, look_up
from portal.identity.federation.statements import CONTENT_TYPE
from tests.identity.federation.peers import our_keys, our_party, ours

PYTHON = os.environ.get("FEDERATION_PYTHON", "")
COUNTERPART = ("-m", "demo.counterpart")
BOTH = [Scheme.SPID, Scheme.CIE]
pytestmark = pytest.mark.skipif(not PYTHON, reason="FEDERATION_PYTHON names no Python")


class Line:
    """The network, as the product's own will be: no redirect, an end to time."""

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        """For a reader; this machine is trusted not to send without end."""
        assert most
        return self._ask("GET", address, timeout=seconds)

    def post(self, form: Form) -> Answered:
        """Post a form."""
        return self._ask("POST", form.address, data=dict(form.fields))

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """GET an address."""
        return self._ask("GET", address, headers=dict(headers))

    def reader(self) -> Reader:
        """A reader with a fresh budget."""
        return Reader(self.fetch, Limits(loopback=True))

    def _ask(self, method: str, address: str, timeout: float = 10, **more: Any) -> Answered:
        try:
            reply = requests.request(
                method, address, timeout=timeout, allow_redirects=False, **more
            )
        except requests.RequestException as problem:
            raise Unreachable(address) from problem
        return Answered(reply.status_code, reply.headers.get("Content-Type", ""), reply.content)


@dataclass
class Bed:
    """The federation, and us in it."""

    folder: Path
    info: dict[str, Any]
    party: Party
    line: Line = field(default_factory=Line)
    published: str = ""
    before: str = ""

    def anchor(self) -> Anchor:
        """Its anchor, by the keys it told us when it was made."""
        return Anchor.pin(self.info["anchor"], self.info["anchor_jwks"])

    def publish(self, keys: Keys, *entries: Mapping[str, Any]) -> None:
        """Say who we are."""
        self.published = sign_configuration(self.party, keys, entries).raw

    def standing(self) -> Standing:
        """How the anchor sees us."""
        return look_up(self.published, self.party.identifier, self.anchor(), self.line.reader())

    def provider(self, scheme: Scheme) -> Provider:
        """One of the two."""
        found = refresh(self.anchor(), {}, self.line.reader)
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


def test_before_we_are_registered_the_anchor_does_not_know_us(bed: Bed) -> None:
    assert bed.before == "statement.status"


def test_once_registered_the_anchor_knows_our_keys_and_marks_us(bed: Bed) -> None:
    found = bed.standing()
    assert found.federation_keys == {ours(Purpose.FEDERATION).kid}
    assert found.login_keys == {ours(Purpose.SIGNATURE).kid, ours(Purpose.ENCRYPTION).kid}
    assert found.differences == ()
    assert [mark.kind for mark in found.marks] == [RELYING]
    top = read_anchor(bed.anchor(), bed.line.reader())
    marks.check_active(found.marks[0], top, bed.line.reader())


@pytest.mark.parametrize("scheme", BOTH)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_person_signs_in(bed: Bed, scheme: Scheme, level: int) -> None:
    found, kept = sign_in(bed, scheme, level=level)
    assert (found.issuer, found.level) == (bed.info[f"{scheme}_provider"], level)
    assert found.attributes.fiscal_code == "VRDGLI80A41H501S"
    assert found.attributes.claims()["email"] == "giulia@prova.invalid"
    assert len(kept) == 5


def test_one_person_has_a_subject_for_each_provider(bed: Bed) -> None:
    spid, cie = (sign_in(bed, scheme, name="mario")[0] for scheme in BOTH)
    assert spid.attributes.fiscal_code == cie.attributes.fiscal_code == "RSSMRA70A01H501S"
    assert spid.subject != cie.subject


@pytest.mark.parametrize("scheme", BOTH)
def test_a_token_that_was_given_back_opens_nothing(bed: Bed, scheme: Scheme) -> None:
    found, _ = sign_in(bed, scheme)
    provider, key = bed.provider(scheme), our_keys().active(Purpose.SIGNATURE).key
    form = revocation_form(provider, bed.party.identifier, key, found.access_token)
    assert form is not None
    reply = send(
        form, bed.line, lambda *_kept: None, Step.REVOCATION_REQUEST, Step.REVOCATION_REPLY
    )
    check_revoked(reply)
    after = bed.line.get(provider.userinfo_endpoint, userinfo_headers(found.access_token))
    assert after.status == 403


@pytest.mark.parametrize(
    ("scheme", "code"), [(Scheme.SPID, "id_token.not_before"), (Scheme.CIE, "userinfo.issuer")]
)
def test_what_it_leaves_out_is_refused_where_real_people_sign_in(
    bed: Bed, scheme: Scheme, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        sign_in(bed, scheme, strict=True)
    assert caught.value.code == code


def test_a_new_key_serves_only_after_the_chains_of_before_have_ended(bed: Bed) -> None:
    sign_in(bed, Scheme.SPID)
    honest, new = bed.published, ours(Purpose.SIGNATURE, 2)
    entries = [mark.entry for mark in bed.standing().marks]
    bed.publish(rotation.publish(our_keys(), new), *entries)
    try:
        assert new.kid in bed.standing().login_keys
        with pytest.raises(AssertionError, match="did not send the browser back"):
            sign_in(bed, Scheme.SPID, key=new.key)
        assert sign_in(bed, Scheme.SPID)
        bed.run("forget")
        assert sign_in(bed, Scheme.SPID, key=new.key)
    finally:
        bed.published = honest
        bed.run("forget")
