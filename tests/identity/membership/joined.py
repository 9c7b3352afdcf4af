"""A portal that is a member of a federation of tests: an anchor that knows us, a provider, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from click.testing import Result
from flask import Flask

from portal.identity.federation import signing
from portal.identity.federation.asserting import Form
from portal.identity.federation.fetching import Answered, Unreachable
from portal.identity.federation.refusing import About
from tests.identity.federation import peers
from tests.identity.federation.anchored import FETCH, World
from tests.identity.federation.logins import Login
from tests.identity.federation.peers import ANCHOR, PROVIDER, US, key

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
OUR_MARK = "https://registry.prova.invalid/openid_relying_party/public/"
#: Short keys: the tests make many.
BITS = ("--bits", "2048")


def toml_of(**anchor: Any) -> str:
    """The file of ``ACCANTO_FEDERATION``; values are laid over the anchor's."""
    said: dict[str, Any] = {"kind": "spid", "identifier": ANCHOR, **anchor}
    lines = [
        f'identifier = "{US}"',
        'name = "Comune di Prova"',
        'homepage = "https://accanto.prova.invalid"',
        'privacy = "https://accanto.prova.invalid/privacy"',
        'logo = "https://accanto.prova.invalid/logo.svg"',
        'contacts = ["protocollo@pec.prova.invalid"]',
        "[anchors.prova]",
        *(f"{name} = {json.dumps(value)}" for name, value in said.items()),
    ]
    for one in peers.public(key("anchor"))["keys"]:
        lines.append("[[anchors.prova.keys]]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in one.items()]
    return "\n".join(lines)


def with_federation(environ: Mapping[str, str], folder: Path, **anchor: Any) -> dict[str, str]:
    """The settings of a portal that is a member."""
    file = folder / "federation.toml"
    file.write_text(toml_of(**anchor), encoding="utf-8")
    return {
        **environ,
        "ACCANTO_FEDERATION": str(file),
        "ACCANTO_PUBLIC_URL": "https://accanto.prova.invalid",
    }


class Town(World):
    """The world of the rules' tests, with our portal in it: the anchor says of us what we publish.

    It is the whole wire of a portal: ``fetch`` for jobs, ``post`` and ``get`` for logins. ``cut`` names
    what does not answer: ``post``, ``get``, or ``revoke``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.says["anchor"]["trust_mark_issuers"][OUR_MARK] = [ANCHOR]
        self.app: Flask | None = None
        #: What is laid over the anchor's statement of us; ``None`` while it does not know us.
        self.about_us: dict[str, Any] | None = {}
        self.mark_ends: int | None = None
        self.logins: dict[str, Login] = {}
        self.revoked: list[str] = []
        self.posted: list[Form] = []
        self.cut: set[str] = set()

    def renew(self) -> None:
        """Everybody signs anew, of this moment."""
        fresh = World()
        for name, said in fresh.says.items():
            self.says[name].update(iat=said["iat"], exp=said["exp"])

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        if address.endswith("logo.svg") and address not in self.answers:
            return Answered(200, "image/svg+xml", LOGO)
        asked = parse_qs(urlsplit(address).query).get("sub", [""])[0]
        if address.startswith(FETCH) and asked == US and address not in self.answers:
            self.asked.append(address)
            return self._statement_about_us()
        return super().fetch(address, seconds=seconds, most=most)

    def _statement_about_us(self) -> Answered:
        if self.about_us is None:
            return Answered(404, "application/json", b"{}")
        said = our_claims(self.app)
        now = peers.now()
        claims = {
            "iss": ANCHOR, "sub": US, "jwks": said["jwks"], "iat": now - 60, "exp": now + 172_800,
            "trust_marks": [{"id": OUR_MARK, "trust_mark": self._our_mark(now)}],
            **self.about_us,
        }  # fmt: skip
        token = peers.signed(claims, key("anchor"), "entity-statement+jwt")
        return Answered(200, "application/entity-statement+jwt", token.encode())

    def _our_mark(self, now: int) -> str:
        ends = {} if self.mark_ends is None else {"exp": self.mark_ends}
        claims = {"iss": ANCHOR, "sub": US, "id": OUR_MARK, "iat": now - 60, **ends}
        return peers.signed(claims, key("anchor"), "trust-mark+jwt")

    def post(self, form: Form) -> Answered:
        """The provider's token and revocation endpoints."""
        self.posted.append(form)
        if form.address == f"{PROVIDER}/revocation":
            if "revoke" in self.cut:
                raise Unreachable(form.address)
            self.revoked.append(form.fields["token"])
            return Answered(200, "application/json", b"")
        if "post" in self.cut:
            raise Unreachable(form.address)
        login = self.logins.get(form.fields["code"])
        return login.tokens() if login else Answered(400, "application/json", b"{}")

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """The provider's userinfo endpoint."""
        if "get" in self.cut:
            raise Unreachable(address)
        token = headers["Authorization"].removeprefix("Bearer ")
        for login in list(self.logins.values()):
            if login.token("access") == token:
                return login.userinfo()
        return Answered(401, "application/json", b"{}")


def our_claims(app: Flask | None) -> dict[str, Any]:
    """What our portal publishes of itself, as anybody reads it."""
    assert app is not None
    with app.test_client() as browser:
        answer = browser.get("/.well-known/openid-federation")
    assert answer.status_code == 200
    return dict(signing.look_into(answer.text, About.OURSELVES).claims)


def do(app: Flask, *words: str) -> Result:
    """A command of the federation."""
    return app.test_cli_runner().invoke(args=["federation", *words])


def begin_keys(app: Flask) -> None:
    """The first keys of our portal."""
    found = do(app, "keys", "begin", *BITS)
    assert found.exit_code == 0, found.output


def join(app: Flask) -> None:
    """Keys, and a first round."""
    begin_keys(app)
    found = do(app, "refresh")
    assert found.exit_code == 0, found.output
