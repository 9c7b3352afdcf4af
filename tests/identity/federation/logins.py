"""A provider in the middle of a login, for tests: what it answers, each part able to misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from joserfc import jwe
from joserfc.jwk import Key

from portal.identity.federation.answering import read_answer, read_tokens
from portal.identity.federation.attributes import FISCAL_NUMBER, Attributes, read_attributes
from portal.identity.federation.believing import Believed, Expected, believe
from portal.identity.federation.fetching import Answered
from portal.identity.federation.keys import Purpose
from portal.identity.federation.providers import Provider, resolve_provider
from portal.identity.federation.schemes import Scheme
from portal.identity.federation.userinfo import read_userinfo
from tests.identity.federation import peers
from tests.identity.federation.anchored import CORE, World, pinned
from tests.identity.federation.peers import PROVIDER, US, key, our_keys, ours

STATE, NONCE = "5" * 64, "7" * 64
SUBJECT = "pairwise-of-giulia"
LEVEL = "https://www.spid.gov.it/SpidL2"
FISCAL_CODE = "VRDGLI80A41H501S"
_SEALING = jwe.JWERegistry(
    algorithms=["RSA-OAEP", "RSA-OAEP-256", "A128CBC-HS256", "A256CBC-HS512", "A256GCM", "DEF"],
    strict_check_header=False,
)
Fault = Callable[["Login"], object]


@cache
def provider() -> Provider:
    """The provider as its chain leaves it."""
    return resolve_provider(PROVIDER, pinned(), World().reader())


def expected(scheme: Scheme = Scheme.SPID, **other: Any) -> Expected:
    """What we asked for."""
    asked: dict[str, Any] = {"level": 2, "strict": True, **other}
    return Expected(US, NONCE, asked["level"], scheme, asked["strict"])


class Login:
    """One login; a test changes what is said before it is signed, sealed and answered."""

    def __init__(self) -> None:
        now = peers.now()
        times = {"iat": now, "exp": now + 600}
        self.answer = {"code": "c0de", "state": STATE, "iss": PROVIDER}
        self.access: dict[str, Any] = {
            "iss": PROVIDER, "sub": SUBJECT, "client_id": US, "aud": [f"{PROVIDER}/userinfo"],
            "jti": "at-1", **times,
        }  # fmt: skip
        self.id: dict[str, Any] = {
            "iss": PROVIDER, "sub": SUBJECT, "aud": [US], "nonce": NONCE, "acr": LEVEL,
            "jti": "id-1", "nbf": now, **times,
        }  # fmt: skip
        self.info: dict[str, Any] = {
            "iss": PROVIDER, "sub": SUBJECT, "aud": US, **times, "given_name": "Giulia",
            "family_name": "Verdi", "birthdate": "1980-01-01", "gender": "female",
            FISCAL_NUMBER: f"TINIT-{FISCAL_CODE}", "email": "giulia@prova.invalid",
        }  # fmt: skip
        self.reply: dict[str, Any] = {"token_type": "Bearer", "expires_in": 600}
        self.headers: dict[str, dict[str, Any]] = {"access": {"typ": "at+jwt"}}
        self.signers: dict[str, Key] = dict.fromkeys(("access", "id", "info"), key(CORE))
        self.raw: dict[str, Callable[[], str]] = {}
        self.answers: dict[str, Answered] = {}
        self.sealing: dict[str, Any] = {
            "alg": "RSA-OAEP", "enc": "A256CBC-HS512", "cty": "JWT",
            "kid": ours(Purpose.ENCRYPTION).kid,
        }  # fmt: skip
        self.sealed_for: Key = ours(Purpose.ENCRYPTION).key
        self.used: set[tuple[str, str]] = set()

    def token(self, name: str) -> str:
        """A signed token; or what a test put in its place."""
        if name in self.raw:
            return self.raw[name]()
        claims = getattr(self, name)
        if name == "id" and "at_hash" not in claims:
            claims = {**claims, "at_hash": self.hash()}
        found = {one: value for one, value in claims.items() if value is not None}
        return peers.signed(found, self.signers[name], **self.headers.get(name, {}))

    def hash(self) -> str:
        """The hash of the access token, as the algorithm of the ID token wants it."""
        algorithm = self.headers.get("id", {}).get("alg", "RS256")
        return peers.half_hash(self.token("access"), algorithm[-3:])

    def sealed(self, text: str | None = None) -> str:
        """The userinfo: signed, then sealed for us."""
        inside = self.token("info") if text is None else text
        head = {name: value for name, value in self.sealing.items() if value is not None}
        return jwe.encrypt_compact(head, inside, self.sealed_for, registry=_SEALING)

    def tokens(self) -> Answered:
        """The reply of the token endpoint."""
        if "tokens" in self.answers:
            return self.answers["tokens"]
        both = {"id_token": self.token("id"), "access_token": self.token("access")}
        found = {name: one for name, one in {**both, **self.reply}.items() if one is not None}
        return Answered(200, "application/json; charset=utf-8", json.dumps(found).encode())

    def userinfo(self) -> Answered:
        """The reply of the userinfo endpoint."""
        if "userinfo" in self.answers:
            return self.answers["userinfo"]
        return Answered(200, "application/jwt", self.sealed().encode())

    def first_use(self, issuer: str, identifier: str, _until: object) -> bool:
        """Whether an identifier is new."""
        known = (issuer, identifier) in self.used
        self.used.add((issuer, identifier))
        return not known

    def believe(self, asked: Expected | None = None) -> Believed:
        """Up to the tokens."""
        asked = asked or expected()
        read_answer(self.answer, state=STATE, provider=provider(), scheme=asked.scheme)
        return believe(read_tokens(self.tokens()), provider(), asked, self.first_use)

    def finish(self, asked: Expected | None = None) -> Attributes:
        """The whole way from the browser's answer to the person."""
        asked = asked or expected()
        believed = self.believe(asked)
        openers = our_keys().openers()
        return read_attributes(read_userinfo(self.userinfo(), openers, provider(), believed, asked))


def replied(body: str | bytes, status: int = 200, kind: str = "application/json") -> Answered:
    """A reply of an endpoint."""
    return Answered(status, kind, body if isinstance(body, bytes) else body.encode())
