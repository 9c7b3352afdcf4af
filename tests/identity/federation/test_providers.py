"""What is left of a provider to sign in with, and what happens while its anchor is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.identity.federation.collecting import read_anchor
from portal.identity.federation.fetching import Answered
from portal.identity.federation.providers import (
    Provider,
    kept_provider,
    list_providers,
    resolve_provider,
)
from portal.identity.federation.refusing import Refused
from tests.identity.federation import peers
from tests.identity.federation.anchored import (
    CORE,
    LIST,
    World,
    answered,
    pinned,
    provider_metadata,
)
from tests.identity.federation.peers import ANCHOR, PROVIDER, key

SIGNED_KEYS = f"{PROVIDER}/jwks.jose"
ASKED = f"{LIST}?entity_type=openid_provider"


def world(*gone: str, **other: Any) -> World:
    """A world whose provider says something else of itself."""
    made = World()
    said = peers.without(provider_metadata(**other), *gone)
    made.says["provider"]["metadata"] = {"openid_provider": said}
    return made


def resolved(there: World) -> Provider:
    return resolve_provider(PROVIDER, pinned(), there.reader())


def test_a_provider_is_what_we_use_of_it() -> None:
    found = resolved(world(unheard_of=1))
    assert (found.issuer, found.name) == (PROVIDER, "Gestore di prova")
    assert found.logo == "https://idp.prova.invalid/logo.svg"
    assert found.token_endpoint == f"{PROVIDER}/token"
    assert found.announces_issuer
    assert list(found.keys) == [key(CORE).kid]
    assert not hasattr(found, "unheard_of")


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (lambda: world(issuer="https://evil.invalid"), "metadata.issuer"),
        (lambda: world("issuer"), "metadata.issuer"),
        (lambda: world("token_endpoint"), "metadata.address"),
        (lambda: world(authorization_endpoint="javascript:alert(1)"), "metadata.address"),
        (lambda: world(userinfo_endpoint="http://idp.prova.invalid"), "metadata.address"),
        (lambda: world(token_endpoint=["https://idp.prova.invalid"]), "metadata.address"),
        (lambda: world("jwks"), "metadata.keys"),
        (lambda: world("jwks", jwks_uri=f"{PROVIDER}/jwks"), "metadata.keys"),
        (lambda: world(jwks={"keys": []}), "metadata.keys"),
        (lambda: world(jwks="keys"), "metadata.keys"),
        (lambda: world("jwks", signed_jwks_uri="http://10.0.0.1/"), "metadata.address"),
        (lambda: world("jwks", signed_jwks_uri=SIGNED_KEYS), "metadata.status"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused(there: Callable[[], World], code: str) -> None:
    with pytest.raises(Refused) as caught:
        resolved(there())
    assert caught.value.code == code


def test_a_member_that_is_no_provider_is_refused() -> None:
    there = World()
    there.says["provider"]["metadata"] = {"openid_relying_party": {}}
    with pytest.raises(Refused, match=r"metadata\.missing"):
        resolved(there)


@pytest.mark.parametrize(
    ("by", "claims", "code"),
    [
        ("provider", {}, ""),
        ("provider", {"iss": PROVIDER, "iat": 5, "exp": 2**37}, ""),
        (CORE, {}, "metadata.key"),
        ("provider", {"iss": ANCHOR}, "metadata.issuer"),
        ("provider", {"exp": 5}, "metadata.expired"),
    ],
)
def test_a_signed_key_set_is_signed_by_the_federation_key(
    by: str, claims: dict[str, Any], code: str
) -> None:
    there = world("jwks", signed_jwks_uri=SIGNED_KEYS)
    raw = peers.signed({**peers.public(key(CORE)), **claims}, key(by), "jwk-set+jwt")
    there.answers[SIGNED_KEYS] = answered(raw, kind="application/jwk-set+jwt")
    if code:
        with pytest.raises(Refused) as caught:
            resolved(there)
        assert caught.value.code == code
        return
    found = resolved(there)
    assert list(found.keys) == [key(CORE).kid]
    again = kept_provider(found.chain.raws, PROVIDER, pinned(), found.signed_keys)
    assert list(again.keys) == [key(CORE).kid]


def test_a_picture_that_is_no_address_is_not_shown_and_a_name_is_found_elsewhere() -> None:
    there = world("organization_name", logo_uri="data:image/svg+xml,<svg/>")
    there.says["provider"]["metadata"]["federation_entity"] = {"organization_name": "  Un \n ente "}
    found = resolved(there)
    assert (found.logo, found.name) == ("", "Un ente")
    assert resolved(world("organization_name")).name == PROVIDER


@pytest.mark.parametrize("said", ["\x00Un\u202e ente\u200b", "Un\x00 ente", "Un \x1b ente"])
def test_a_name_has_only_letters_that_show(said: str) -> None:
    """A letter of nothing cannot be kept, and one that turns the reading round makes one name look like
    another's."""
    assert resolved(world(organization_name=said)).name.split() == ["Un", "ente"]


def test_all_providers_of_an_anchor_are_listed() -> None:
    there = World()
    there.answers[ASKED] = answered(
        json.dumps([PROVIDER, "https://b.invalid", PROVIDER, 3, "ftp://c.invalid"]),
        kind="application/json; charset=utf-8",
    )
    found = list_providers(read_anchor(pinned(), there.reader()), there.reader())
    assert found == (PROVIDER, "https://b.invalid")


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (answered("{}", kind="application/json"), "providers.form"),
        (answered('[1], "all": [2]', kind="application/json"), "providers.form"),
        (answered("oops", kind="application/json"), "providers.form"),
        (
            answered(json.dumps(["https://a.invalid"] * 201), kind="application/json"),
            "providers.form",
        ),
        (answered("[]", kind="text/html"), "providers.content_type"),
        (None, "providers.unreachable"),
    ],
)
def test_a_list_that_is_none_is_refused(found: Answered | None, code: str) -> None:
    there = World()
    there.answers[ASKED] = found
    with pytest.raises(Refused) as caught:
        list_providers(read_anchor(pinned(), there.reader()), there.reader())
    assert caught.value.code == code


def test_an_anchor_without_a_list_is_said() -> None:
    there = World()
    there.says["anchor"]["metadata"] = {}
    with pytest.raises(Refused, match=r"providers\.address"):
        list_providers(read_anchor(pinned(), there.reader()), there.reader())
