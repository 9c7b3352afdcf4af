"""A federation of our own for tests: an anchor, a provider, an aggregator, each able to misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc.jwk import Key

from portal.identity.federation.chain import Anchor
from portal.identity.federation.fetching import Answered, Limits, Reader, Unreachable
from portal.identity.federation.statements import CONTENT_TYPE, TYPE, well_known
from tests.identity.federation import peers
from tests.identity.federation.peers import ANCHOR, PROVIDER, key

AGGREGATOR = "https://sa.prova.invalid"
MARK = "https://registry.prova.invalid/openid_provider/private/"
FETCH = f"{ANCHOR}/fetch"
LIST = f"{ANCHOR}/list"
CORE = "provider, core"
#: With whose key each token is signed.
SIGNERS = {
    "anchor": "anchor",
    "provider": "provider",
    "about": "anchor",
    "aggregator": "aggregator",
    "about aggregator": "anchor",
    "about member": "aggregator",
    "member": "member",
    "mark": "anchor",
}
MEMBER = f"{AGGREGATOR}/c_x/"


def pinned(*names: str) -> Anchor:
    """The anchor, with the keys we were given."""
    return Anchor.pin(ANCHOR, peers.public(*(key(name) for name in names or ("anchor",))))


class World:
    """What everybody says, to be changed by a test before it is signed and fetched."""

    def __init__(self) -> None:
        self.says: dict[str, dict[str, Any]] = {
            "anchor": _anchor(),
            "provider": _statement(PROVIDER, PROVIDER, "provider", **_provider()),
            "about": _statement(ANCHOR, PROVIDER, "provider", exp=peers.now() + 1800),
            "aggregator": _statement(AGGREGATOR, AGGREGATOR, "aggregator", **_aggregator()),
            "about aggregator": _statement(ANCHOR, AGGREGATOR, "aggregator"),
            "about member": _statement(AGGREGATOR, MEMBER, "member"),
            "member": _statement(MEMBER, MEMBER, "member", **_member()),
            "mark": {
                "iss": ANCHOR,
                "sub": PROVIDER,
                "id": MARK,
                "iat": peers.now() - 60,
                "exp": peers.now() + 86_400,
            },
        }
        self.headers: dict[str, dict[str, Any]] = {}
        self.signers: dict[str, Key] = {name: key(who) for name, who in SIGNERS.items()}
        self.raw: dict[str, Callable[[], str]] = {}
        self.answers: dict[str, Answered | None] = {}
        self.asked: list[str] = []

    def token(self, name: str) -> str:
        """What somebody says, signed; or what a test put in its place."""
        if name in self.raw:
            return self.raw[name]()
        typ = "trust-mark+jwt" if name == "mark" else TYPE
        header = {"typ": typ, **self.headers.get(name, {})}
        return peers.signed(self.says[name], self.signers[name], **header)

    def mark(self) -> dict[str, Any]:
        """The provider's trust mark as it stands in a statement."""
        return {"id": MARK, "trust_mark": self.token("mark")}

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        """The network of this world."""
        assert seconds > 0
        assert most > 0
        self.asked.append(address)
        if address in self.answers:
            found = self.answers[address]
            if found is None:
                raise Unreachable(address)
            return found
        if address.startswith(LIST):
            return Answered(200, "application/json", json.dumps([PROVIDER]).encode())
        name = self._named(address)
        if name is None:
            return Answered(404, "application/json", b"{}")
        return Answered(200, CONTENT_TYPE, self.token(name).encode())

    def reader(self, **limits: Any) -> Reader:
        """A reader that stands before this world."""
        return Reader(self.fetch, Limits(**limits))

    def _named(self, address: str) -> str | None:
        pages = {
            well_known(ANCHOR): "anchor",
            well_known(PROVIDER): "provider",
            well_known(AGGREGATOR): "aggregator",
            well_known(MEMBER): "member",
        }
        if address in pages:
            return pages[address]
        asked = parse_qs(urlsplit(address).query).get("sub", [""])[0]
        place = address.partition("?")[0]
        about = {
            (FETCH, PROVIDER): "about",
            (FETCH, AGGREGATOR): "about aggregator",
            (f"{AGGREGATOR}/fetch", MEMBER): "about member",
        }
        return about.get((place, asked))


def answered(body: str | bytes, status: int = 200, kind: str = CONTENT_TYPE) -> Answered:
    """An answer of the network."""
    return Answered(status, kind, body if isinstance(body, bytes) else body.encode())


def _statement(issuer: str, subject: str, who: str, **more: Any) -> dict[str, Any]:
    times = {"iat": peers.now() - 60, "exp": peers.now() + 3600}
    jwks = peers.public(key(who))
    return {"iss": issuer, "sub": subject, "jwks": jwks, **times, **more}


def _anchor() -> dict[str, Any]:
    places = {"federation_fetch_endpoint": FETCH, "federation_list_endpoint": LIST}
    return _statement(
        ANCHOR,
        ANCHOR,
        "anchor",
        exp=peers.now() + 7200,
        metadata={"federation_entity": places},
        constraints={"max_path_length": 1},
        trust_mark_issuers={MARK: [ANCHOR, AGGREGATOR], "https://open.invalid": []},
    )


def _provider() -> Mapping[str, Any]:
    return {"authority_hints": [ANCHOR], "metadata": {"openid_provider": provider_metadata()}}


def provider_metadata(**other: Any) -> dict[str, Any]:
    """What the provider says it is."""
    return {
        "issuer": PROVIDER,
        "organization_name": "Gestore di prova",
        "logo_uri": "https://idp.prova.invalid/logo.svg",
        "authorization_endpoint": f"{PROVIDER}/authorization",
        "token_endpoint": f"{PROVIDER}/token",
        "userinfo_endpoint": f"{PROVIDER}/userinfo",
        "revocation_endpoint": f"{PROVIDER}/revocation",
        "authorization_response_iss_parameter_supported": True,
        "id_token_signing_alg_values_supported": ["RS256", "RS512"],
        "jwks": peers.public(key(CORE)),
        **other,
    }


def _aggregator() -> Mapping[str, Any]:
    place = {"federation_fetch_endpoint": f"{AGGREGATOR}/fetch"}
    return {"authority_hints": [ANCHOR], "metadata": {"federation_entity": place}}


def _member() -> Mapping[str, Any]:
    said = {"openid_relying_party": {"client_id": MEMBER, "contacts": ["a@prova.invalid"]}}
    return {"authority_hints": [AGGREGATOR], "metadata": said}
