"""What we send at a login, decoded and read row by row: no counterpart tells us when it is wrong."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.identity.federation import signing
from portal.identity.federation.asserting import Form
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import About, Refused
from portal.identity.federation.requesting import Begun, Wish, begin, token_form, userinfo_headers
from portal.identity.federation.revoking import check_revoked, revocation_form
from portal.identity.federation.schemes import acr_of, level_of
from tests.identity.federation import peers
from tests.identity.federation.logins import provider, replied
from tests.identity.federation.peers import PROVIDER, US, our_keys, ours

REDIRECT = "https://accanto.prova.invalid/accedi/ritorno"
CODE_CHALLENGES = {"code_challenge", "code_challenge_method"}
KEY = ours(Purpose.SIGNATURE).key
WORD = re.compile(r"[0-9a-zA-Z]{32,}")


def begun(**wish: Any) -> Begun:
    return begin(provider(), US, REDIRECT, KEY, Wish(**wish))


def query(found: Begun) -> dict[str, str]:
    pairs = parse_qsl(urlsplit(found.url).query, strict_parsing=True)
    assert len(pairs) == len(dict(pairs)), "A parameter is sent twice."
    return dict(pairs)


def opened(raw: str) -> signing.Signed:
    """A token of ours, verified with what we publish."""
    keys = signing.read_keys({"keys": our_keys().listed(Purpose.SIGNATURE)}, About.OURSELVES)
    return signing.verify(raw, keys, About.OURSELVES, types=(None,))


def asked(**wish: Any) -> Mapping[str, Any]:
    return opened(begun(**wish).request).claims


def test_the_browser_goes_to_the_provider_with_six_parameters() -> None:
    found = begun()
    assert found.url.startswith(f"{PROVIDER}/authorization?")
    assert set(query(found)) == {"client_id", "response_type", "scope", "request", *CODE_CHALLENGES}
    assert query(found)["request"] == found.request


def test_what_stands_outside_stands_inside_too() -> None:
    found = begun()
    inside = opened(found.request).claims
    for name, value in query(found).items():
        assert name == "request" or inside[name] == value


def test_an_address_may_ask_something_already() -> None:
    there = replace(provider(), authorization_endpoint=f"{PROVIDER}/a?tenant=1")
    found = begin(there, US, REDIRECT, KEY, Wish())
    assert found.url.startswith(f"{PROVIDER}/a?tenant=1&client_id=")


def test_the_request_is_signed_by_the_key_of_logins() -> None:
    header = opened(begun().request).header
    assert header == {"alg": "RS256", "kid": ours(Purpose.SIGNATURE).kid}


def test_every_claim_of_the_rules_and_none_beside() -> None:
    found = begun()
    inside = dict(opened(found.request).claims)
    assert set(inside) == {
        "client_id", "response_type", "scope", "redirect_uri", "nonce", "state", "prompt", "acr_values",
        "claims", *CODE_CHALLENGES, "iss", "aud", "iat", "exp", "jti",
    }  # fmt: skip
    assert inside["client_id"] == inside["iss"] == US
    assert inside["aud"] == [PROVIDER]
    assert (inside["response_type"], inside["scope"]) == ("code", "openid")
    assert inside["redirect_uri"] == REDIRECT
    assert (inside["state"], inside["nonce"]) == (found.state, found.nonce)
    assert 0 < inside["exp"] - inside["iat"] <= 300
    assert abs(inside["iat"] - peers.now()) < 10


def test_it_cannot_serve_as_a_proof_that_it_is_us() -> None:
    assert "sub" not in asked()


def test_a_level_is_one_text() -> None:
    for level in (1, 2, 3):
        assert asked(level=level)["acr_values"] == f"https://www.spid.gov.it/SpidL{level}"


@pytest.mark.parametrize(
    ("wish", "prompt"),
    [
        ({"level": 1}, "consent"),
        ({"level": 1, "again": True}, "consent login"),
        ({"level": 2}, "consent login"),
        ({"level": 3}, "consent login"),
    ],
)
def test_prompt_is_one_of_two(wish: dict[str, Any], prompt: str) -> None:
    assert asked(**wish)["prompt"] == prompt


def test_attributes_are_asked_of_userinfo_only_and_no_more_than_needed() -> None:
    found = asked(essential=("given_name",), welcome=("email", "given_name"))["claims"]
    assert found == {"userinfo": {"email": None, "given_name": {"essential": True}}}
    usual = asked()["claims"]["userinfo"]
    assert set(usual) == {
        "given_name", "family_name", "birthdate", "https://attributes.eid.gov.it/fiscal_number",
    }  # fmt: skip
    assert all(value == {"essential": True} for value in usual.values())


def test_a_language_is_said_only_where_it_is_wanted() -> None:
    assert "ui_locales" not in asked()
    assert asked(languages=("de", "it"))["ui_locales"] == "de it"


def test_no_token_that_outlives_the_login_is_asked_for() -> None:
    assert "offline_access" not in asked()["scope"]


def test_state_nonce_and_verifier_are_long_plain_and_new_each_time() -> None:
    seen: set[str] = set()
    for _ in range(20):
        found = begun()
        mine = {found.state, found.nonce, found.verifier, str(opened(found.request).claims["jti"])}
        assert len(mine) == 4
        assert not seen & mine
        seen |= mine
        assert WORD.fullmatch(found.state)
        assert WORD.fullmatch(found.nonce)
        assert 43 <= len(found.verifier) <= 128
        hashed = urlsafe_b64encode(sha256(found.verifier.encode()).digest()).decode().rstrip("=")
        assert query(found)["code_challenge"] == hashed
        assert query(found)["code_challenge_method"] == "S256"


def test_the_address_stays_short_enough_for_a_proxy() -> None:
    assert len(begun(welcome=("email", "phone_number", "address")).url) < 4096


def test_what_is_secret_is_not_shown_by_accident() -> None:
    found = begun()
    assert found.verifier not in repr(found)
    assert found.nonce not in repr(found)
    assert "given-away" not in repr(form())


def test_a_level_there_is_not_cannot_be_asked() -> None:
    with pytest.raises(ValueError):
        begun(level=4)
    assert [level_of(acr_of(level)) for level in (1, 2, 3)] == [1, 2, 3]
    assert level_of(None) == 0


def form() -> Form:
    return token_form(provider(), US, KEY, "given-away", "v" * 64)


def test_the_code_is_changed_for_tokens_with_six_fields() -> None:
    found = form()
    assert found.address == f"{PROVIDER}/token"
    assert set(found.fields) == {
        "client_id", "client_assertion", "client_assertion_type", "code", "code_verifier", "grant_type",
    }  # fmt: skip
    assert found.fields["client_id"] == US
    assert found.fields["grant_type"] == "authorization_code"
    assert (found.fields["code"], found.fields["code_verifier"]) == ("given-away", "v" * 64)
    assert found.fields["client_assertion_type"] == (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )


def test_the_assertion_is_ours_for_this_endpoint_and_short() -> None:
    token = opened(form().fields["client_assertion"])
    assert token.header == {"alg": "RS256", "kid": ours(Purpose.SIGNATURE).kid}
    said = token.claims
    assert set(said) == {"iss", "sub", "aud", "iat", "exp", "jti"}
    assert said["iss"] == said["sub"] == US
    assert said["aud"] == f"{PROVIDER}/token"
    assert 0 < said["exp"] - said["iat"] <= 300
    assert re.fullmatch(r"[0-9a-f-]{36}", said["jti"])


def test_each_assertion_has_an_identifier_of_its_own() -> None:
    made = {opened(form().fields["client_assertion"]).claims["jti"] for _ in range(10)}
    assert len(made) == 10


def test_userinfo_is_asked_with_the_token_in_its_header() -> None:
    assert userinfo_headers("t")["Authorization"] == "Bearer t"


def test_a_token_is_given_back_where_the_provider_takes_it() -> None:
    found = revocation_form(provider(), US, KEY, "at")
    assert found is not None
    assert found.address == f"{PROVIDER}/revocation"
    assert set(found.fields) == {"token", "client_id", "client_assertion", "client_assertion_type"}
    assert opened(found.fields["client_assertion"]).claims["aud"] == f"{PROVIDER}/revocation"
    assert revocation_form(replace(provider(), revocation_endpoint=""), US, KEY, "at") is None


@pytest.mark.parametrize(
    ("status", "code"), [(400, "refused"), (302, "refused"), (503, "provider_trouble")]
)
def test_a_token_that_is_not_taken_back_is_said(status: int, code: str) -> None:
    check_revoked(replied("", 200))
    with pytest.raises(Refused, match=rf"revocation\.{code}"):
        check_revoked(replied("", status))
