"""Logins that do not go as they should: twice, together, in another browser, replayed, in silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.identity.models import Person, ProviderIdentity
from portal.platform import clock
from portal.platform.database import db
from tests.identity.scripted import CODE, Script
from tests.identity.test_sign_in import begin, come_back, is_in
from tests.support.page import PageClient


@pytest.fixture
def environ(environ: dict[str, str], script: Script) -> dict[str, str]:
    """A portal whose provider is the scripted one, with patience: a busy machine answers late."""
    return {**environ, **script.settings(), "ACCANTO_OIDC_TIMEOUT": "30"}


def test_a_stranger_with_the_address_of_the_return_burns_nothing(
    app: Flask, client: PageClient, script: Script
) -> None:
    """Who reads the address of a return (a log, a shared screen) can neither enter nor disturb."""
    state, nonce = begin(client, script), script.claims["nonce"]
    for _time in range(3):
        stranger = PageClient(app)
        begin(stranger, script)  # has cookies of logins of its own
        assert "problema=scaduto" in come_back(stranger, state).url
        assert not is_in(stranger)
    assert "token" not in script.asked, "the code was not even sent"
    script.claims["nonce"] = nonce
    come_back(client, state)
    assert is_in(client)


def test_a_return_that_comes_twice_at_once_opens_one_session(
    client: PageClient, script: Script
) -> None:
    state = begin(client, script)
    cookies = [(one.key, one.value, one.path) for one in client.raw._cookies.values()]

    def come(_number: int) -> bool:
        browser = PageClient(client.app)
        for key, value, path in cookies:
            browser.raw.set_cookie(key, value, path=path)
        come_back(browser, state)
        return is_in(browser)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
    assert script.asked.count("token") == 1


def test_a_token_of_an_earlier_login_opens_nothing(
    app: Flask, client: PageClient, script: Script
) -> None:
    state = begin(client, script)
    script.token = script.id_token()
    come_back(client, state)
    assert is_in(client)
    thief = PageClient(app)
    assert "problema=errore" in come_back(thief, begin(thief, script)).url
    assert not is_in(thief)


def test_24_people_at_once_all_come_in(app: Flask, client: PageClient, script: Script) -> None:
    begin(client, script)

    def one(number: int) -> bool:
        browser = PageClient(app)
        answer = browser.raw.get("/accedi/entra")
        sent = parse_qs(urlsplit(answer.headers["Location"]).query)
        script.nonces[f"code-{number}"] = sent["nonce"][0]
        come_back(browser, sent["state"][0], code=f"code-{number}")
        return is_in(browser)

    with ThreadPoolExecutor(24) as pool:
        assert all(pool.map(one, range(24)))
    with app.app_context():
        for kind in (Person, ProviderIdentity):
            assert db.session.scalar(select(func.count()).select_from(kind)) == 1


def test_a_login_left_alone_is_over_after_a_quarter_of_an_hour(
    client: PageClient, script: Script
) -> None:
    state = begin(client, script)
    with clock.freeze(clock.after(minutes=16)):
        assert "problema=scaduto" in come_back(client, state).url
        assert not is_in(client)


@pytest.mark.parametrize("twice", ["code", "iss", "error", "state"])
def test_an_answer_that_says_a_thing_twice_is_refused(
    client: PageClient, script: Script, twice: str
) -> None:
    """RFC 6749, 3.1: which of the two is meant is not ours to guess."""
    state = begin(client, script)
    said = {"code": CODE, "iss": script.issuer, "state": state}
    query = "&".join(f"{name}={value}" for name, value in said.items())
    page = client.get(f"/accedi/ritorno?{query}&{twice}={said.get(twice, 'a')}"
                      + ("&error=b" if twice == "error" else ""))  # fmt: skip
    assert "problema=errore" in page.url
    assert not is_in(client)
    assert "token" not in script.asked


@pytest.mark.parametrize("place", ["openid-configuration", "jwks", "token", "userinfo"])
def test_a_provider_that_falls_silent_on_the_way_is_said_with_a_way_on(
    app: Flask, client: PageClient, script: Script, place: str
) -> None:
    state = begin(client, script, "/en/accedi/entra?da=/en/servizi")
    app.config["PROVIDERS"].get("").provider._description._known = None
    script.broken[place] = 503
    page = come_back(client, state)
    assert "The sign-in service does not answer. It is not your fault." in page.text
    assert page.one("main .btn-primary")["href"] == "/en/accedi/entra?con=accesso&da=/en/servizi"
    assert not is_in(client)


def test_an_error_without_our_state_is_nobodys(client: PageClient, script: Script) -> None:
    begin(client, script)
    page = client.get("/accedi/ritorno?error=access_denied&error_description=Chiama%20899")
    assert "problema=scaduto" in page.url
    assert "899" not in page.text
