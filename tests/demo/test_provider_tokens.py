"""What the portal gets for a code: once, soon, with the right proof, and truly signed."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from demo.faults import Faults
from demo.places import CLIENT_ID
from demo.signing import half_hash
from demo.world import World
from tests.demo.browsing import Browser, Clock


def identity(browser: Browser, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(browser.http.get("/jwks").json)  # type: ignore[arg-type]
    return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)


def tokens(browser: Browser, person: str = "giulia-modellini") -> dict[str, Any]:
    reply = browser.change(browser.sign_in(person)["code"])
    assert reply.status_code == 200, reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json is not None
    return dict(reply.json)


def test_a_code_becomes_a_signed_identity(browser: Browser, clock: Clock) -> None:
    found = tokens(browser)
    claims = identity(browser, found["id_token"])
    assert claims["iss"] == "http://127.0.0.1:8001"
    assert claims["aud"] == CLIENT_ID
    assert claims["sub"] == "prova-giulia-modellini"
    assert claims["nonce"] == "un-nonce"
    assert claims["acr"] == "https://www.spid.gov.it/SpidL2"
    assert claims["amr"] == ["pwd", "otp"]
    assert claims["auth_time"] == claims["iat"] == int(clock.time)
    assert claims["at_hash"] == half_hash(found["access_token"])
    assert "family_name" not in claims


def test_the_access_token_opens_the_claims_of_the_same_person(browser: Browser) -> None:
    found = tokens(browser)
    reply = browser.http.get(
        "/userinfo", headers={"Authorization": f"Bearer {found['access_token']}"}
    ).json
    assert reply is not None
    assert reply["sub"] == identity(browser, found["id_token"])["sub"]
    assert reply["family_name"] == "Modellini"
    assert reply["address"]["postal_code"] == "18039"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer niente", "Basic bmllbnRl"])
def test_without_a_good_access_token_there_are_no_claims(browser: Browser, header: str) -> None:
    reply = browser.http.get("/userinfo", headers={"Authorization": header})
    assert reply.status_code == 401
    assert "invalid_token" in reply.headers["WWW-Authenticate"]


def test_the_secret_may_come_in_the_header(browser: Browser) -> None:
    code = browser.sign_in()["code"]
    packed = base64.b64encode(f"{CLIENT_ID}:{browser.world.secrets.client}".encode()).decode()
    reply = browser.http.post(
        "/token",
        headers={"Authorization": f"Basic {packed}"},
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": "http://127.0.0.1:8000/accedi/ritorno",
            "code_verifier": "v" * 64,
        },
    )
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "sbagliato"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "un-altro"}, 401, "invalid_client"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"code_verifier": "è" * 64}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/"}, 400, "invalid_grant"),
        ({"redirect_uri": ""}, 400, "invalid_grant"),
        ({"code": "niente"}, 400, "invalid_grant"),
        ({"code": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_exchange_gives_an_error_and_no_token(
    browser: Browser, changes: dict[str, str], status: int, error: str
) -> None:
    reply = browser.change(browser.sign_in()["code"], **changes)
    assert reply.status_code == status
    assert reply.json == {"error": error}
    assert ("WWW-Authenticate" in reply.headers) is (status == 401)


def test_a_wrong_proof_uses_the_code_up(browser: Browser) -> None:
    code = browser.sign_in()["code"]
    assert browser.change(code, code_verifier="w" * 64).status_code == 400
    assert browser.change(code).json == {"error": "invalid_grant"}


def test_a_code_used_twice_takes_its_token_back(browser: Browser) -> None:
    code = browser.sign_in()["code"]
    found = browser.change(code).json
    assert found is not None
    opened = {"Authorization": f"Bearer {found['access_token']}"}
    assert browser.http.get("/userinfo", headers=opened).status_code == 200
    assert browser.change(code).json == {"error": "invalid_grant"}
    assert browser.http.get("/userinfo", headers=opened).status_code == 401


def test_a_code_lives_a_minute_and_a_token_five(browser: Browser, clock: Clock) -> None:
    code = browser.sign_in()["code"]
    clock.time += 61
    assert browser.change(code).json == {"error": "invalid_grant"}
    opened = {"Authorization": f"Bearer {tokens(browser)['access_token']}"}
    clock.time += 299
    assert browser.http.get("/userinfo", headers=opened).status_code == 200
    clock.time += 2
    assert browser.http.get("/userinfo", headers=opened).status_code == 401


@pytest.mark.parametrize(
    ("mode", "claim", "expected"),
    [
        ("wrong_nonce", "nonce", "un-nonce"),
        ("wrong_issuer", "iss", "http://127.0.0.1:8001"),
        ("wrong_audience", "aud", CLIENT_ID),
    ],
)
def test_a_lie_changes_one_claim_and_is_signed(
    browser: Browser, world: World, mode: str, claim: str, expected: str
) -> None:
    world.faults.set(Faults.model_validate({"provider": {"mode": mode}}))
    assert identity(browser, tokens(browser)["id_token"])[claim] != expected
    world.faults.set(Faults())
    assert identity(browser, tokens(browser)["id_token"])[claim] == expected


def test_an_expired_identity_can_be_given(browser: Browser, world: World, clock: Clock) -> None:
    world.faults.set(Faults.model_validate({"provider": {"mode": "expired"}}))
    assert identity(browser, tokens(browser)["id_token"])["exp"] < clock.time


def test_a_wrong_signature_does_not_hold(browser: Browser, world: World) -> None:
    world.faults.set(Faults.model_validate({"provider": {"mode": "wrong_signature"}}))
    found = tokens(browser)
    with pytest.raises(JoseError):
        identity(browser, found["id_token"])


def test_claims_of_somebody_else_can_be_given(browser: Browser, world: World) -> None:
    found = tokens(browser)
    world.faults.set(Faults.model_validate({"provider": {"mode": "other_subject"}}))
    opened = {"Authorization": f"Bearer {found['access_token']}"}
    reply = browser.http.get("/userinfo", headers=opened).json
    assert reply is not None
    assert reply["sub"] != "prova-giulia-modellini"
