"""A provider on this machine that answers as the test scripts it: well, wrongly, slowly, or not at all."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID = "accanto"
CODE = "a-code"
NONCE = "the-nonce-of-this-login"
SUBJECT = "subject-of-anna"
ACCESS = "opens-userinfo"
#: The name of the claim SPID and CIE give the fiscal code in.
FISCAL_NUMBER = "https://attributes.eid.gov.it/fiscal_number"


def new_key(name: str) -> ECKey:
    """A fresh signing key."""
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": "ES256"})


@dataclass
class Script:
    """What the provider answers; a test changes what it wants wrong.

    ``claims`` and ``about`` are laid over the right ones, None takes one away. ``broken`` names the
    places that answer with ``breakage`` (a status, or "nonsense", or seconds to wait).
    ``nonces`` are those of several logins at once, by their codes. ``signed_userinfo`` makes the userinfo a
    token, with these changes.
    """

    key: ECKey = field(default_factory=lambda: new_key("first"))
    signed_with: ECKey | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    token_type: str = "Bearer"
    signed_userinfo: dict[str, Any] | None = None
    broken: dict[str, int | str | float] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    issuer: str = ""

    def settings(self) -> dict[str, str]:
        """What a portal reads whose provider this is."""
        return {
            "ACCANTO_OIDC_ISSUER": self.issuer,
            "ACCANTO_OIDC_CLIENT_ID": CLIENT_ID,
            "ACCANTO_OIDC_CLIENT_SECRET": "a-secret",
            "ACCANTO_OIDC_NAME": "SPID di prova",
            "ACCANTO_OIDC_TIMEOUT": "2",
        }

    def answer(self, request: Request) -> Response:
        """One request to the provider."""
        place = request.path.rpartition("/")[2]
        self.asked.append(place)
        breakage = self.broken.get(place)
        if isinstance(breakage, float):
            time.sleep(breakage)
        elif breakage == "nonsense":
            return Response("<html>maintenance</html>", mimetype="text/html")
        elif breakage == "list":
            return as_json(["not", "an", "object"])
        elif isinstance(breakage, int):
            return Response("", breakage)
        found = {
            "openid-configuration": self._describe,
            "jwks": lambda: {"keys": [self.key.as_dict(private=False)]},
            "token": lambda: self._tokens(request),
            "userinfo": lambda: laid_over({"sub": SUBJECT, "given_name": "Anna"}, self.about),
        }[place]()
        if place == "userinfo" and self.signed_userinfo is not None:
            right = {**found, "iss": self.issuer, "aud": CLIENT_ID}
            token = self._signed(laid_over(right, self.signed_userinfo))
            return Response(token, mimetype="application/jwt")
        return as_json(found, 400 if "error" in found else 200)

    def _describe(self) -> dict[str, Any]:
        right = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
        }
        return laid_over(right, self.description)

    def _tokens(self, request: Request) -> dict[str, Any]:
        code = request.form.get("code", "")
        if code not in {CODE, *self.nonces} or not request.form.get("code_verifier"):
            return {"error": "invalid_grant"}
        token = self.token if self.token is not None else self.id_token(self.nonces.get(code))
        return {"access_token": ACCESS, "token_type": self.token_type, "id_token": token}

    def id_token(self, nonce: str | None = None) -> str:
        """The token of this script, signed."""
        return self._signed({**self.said(), **({"nonce": nonce} if nonce else {})})

    def said(self) -> dict[str, Any]:
        """What the token of this script says."""
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": SUBJECT,
            "nonce": NONCE,
            "iat": now,
            "exp": now + 300,
            "acr": "https://www.spid.gov.it/SpidL2",
        }
        return laid_over(right, self.claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.signed_with or self.key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says it needs no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    head, body = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts)
    return f"{head.decode()}.{body.decode()}."


def laid_over(right: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The right values with the changes of the script; None takes one away."""
    return {name: value for name, value in {**right, **changes}.items() if value is not None}


def as_json(found: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(found), status, mimetype="application/json")


@contextmanager
def running() -> Iterator[Script]:
    """A scripted provider that listens until the block ends."""
    script = Script()

    @Request.application
    def provider(request: Request) -> Response:
        return script.answer(request)

    server = make_server("127.0.0.1", 0, provider, threaded=True)
    script.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
