"""A provider says that somebody left it: their sessions here end, and nobody else can say so."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from portal.platform.database import db
from portal.platform.sessions import LoginSession
from tests.identity.scripted import CLIENT_ID, SUBJECT, Script, new_key, unsigned
from tests.identity.test_sign_in import begin, come_back, environ, is_in
from tests.support.page import PageClient
from tests.support.people import CARLA, sign_in

__all__ = ["environ"]

PLACE = "/accedi/uscita"
LEFT = "http://schemas.openid.net/event/backchannel-logout"


def said(script: Script, key: ECKey | None = None, **changes: Any) -> str:
    """A logout token; None takes a claim away."""
    right = {
        "iss": script.issuer,
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "exp": int(time.time()) + 120,
        "jti": "once",
        "events": {LEFT: {}},
        "sub": SUBJECT,
    }
    claims = {name: v for name, v in {**right, **changes}.items() if v is not None}
    signer = key or script.key
    header = {"alg": "ES256", "kid": signer.kid, "typ": "logout+jwt"}
    return jwt.encode(header, claims, signer)


def tell(app: Flask, token: str) -> int:
    """The provider's own call: no cookie, no page of ours."""
    answer = PageClient(app).raw.post(PLACE, data={"logout_token": token})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code


@pytest.fixture
def phone(app: Flask, script: Script) -> PageClient:
    """Anna, signed in through the provider in a session that it calls "one"."""
    client = PageClient(app)
    state = begin(client, script)
    script.claims["sid"] = "one"
    come_back(client, state)
    assert is_in(client)
    return client


@pytest.fixture
def desk(app: Flask, phone: PageClient, script: Script) -> PageClient:
    """Anna once more, elsewhere, in a session called "two"."""
    client = PageClient(app)
    state = begin(client, script)
    script.claims["sid"] = "two"
    come_back(client, state)
    return client


def test_one_session_of_the_provider_ends_one_of_ours(
    app: Flask, phone: PageClient, desk: PageClient, script: Script
) -> None:
    assert tell(app, said(script, sid="two")) == 200
    assert (is_in(phone), is_in(desk)) == (True, False)


def test_a_person_who_left_the_provider_leaves_everywhere(
    app: Flask, phone: PageClient, desk: PageClient, script: Script
) -> None:
    carla = PageClient(app)
    sign_in(carla, CARLA)
    assert tell(app, said(script)) == 200
    assert (is_in(phone), is_in(desk), is_in(carla)) == (False, False, True)
    assert tell(app, said(script)) == 200, "twice ends what has ended"


def test_the_name_of_the_session_is_kept_as_a_hash(app: Flask, phone: PageClient) -> None:
    with app.app_context():
        (row,) = db.session.scalars(select(LoginSession))
        assert row.facts["sid"] != "one"
        assert len(row.facts["sid"]) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://altro.prova.invalid"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"]},
        {"iat": None},
        {"iat": -3600},
        {"iat": 3600},
        {"exp": -3600},
        {"jti": None},
        {"events": None},
        {"events": {}},
        {"events": {LEFT: "yes"}},
        {"events": [LEFT]},
        {"sub": None},
        {"nonce": "the-nonce-of-this-login"},
    ],
    ids=str,
)
def test_what_breaks_a_rule_ends_nothing(
    app: Flask, phone: PageClient, script: Script, changes: dict[str, Any]
) -> None:
    now = int(time.time())
    moved = {name: now + v if isinstance(v, int) else v for name, v in changes.items()}
    assert tell(app, said(script, **moved)) == 400
    assert is_in(phone)


def test_nobody_else_can_say_it(app: Flask, phone: PageClient, script: Script) -> None:
    claims = {"iss": script.issuer, "aud": CLIENT_ID, "sub": SUBJECT, "events": {LEFT: {}}}
    forged = [said(script, key=new_key("first")), unsigned(claims), "", "a.b.c", "x" * 20_000, "é"]
    for token in forged:
        assert tell(app, token) == 400
    script.claims.pop("sid")
    assert tell(app, script.id_token()) == 400, "an ID token is none"
    assert is_in(phone)


def test_another_persons_name_ends_nothing(app: Flask, phone: PageClient, script: Script) -> None:
    assert tell(app, said(script, sub="subject-of-nobody")) == 200
    assert tell(app, said(script, sid="unknown")) == 200
    assert is_in(phone)


def test_a_silent_provider_is_not_believed_blindly(
    app: Flask, phone: PageClient, script: Script
) -> None:
    token = said(script)
    provider = app.config["PROVIDERS"].by_issuer(script.issuer).provider
    provider._description._known = None
    script.broken["openid-configuration"] = 503
    assert tell(app, token) == 400
    assert is_in(phone)
