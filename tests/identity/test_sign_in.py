"""Signing in and out, as a browser lives it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.identity.models import LoginAttempt
from portal.platform import clock
from portal.platform.actor import NOBODY, current_actor
from portal.platform.database import db
from portal.platform.sessions import COOKIE, LoginSession
from tests.identity.scripted import CODE, FISCAL_NUMBER, Script
from tests.support.page import SAME_ORIGIN, Page, PageClient
from tests.support.people import (
    ANNA,
    BRUNO,
    CARLA,
    VENTIMIGLIA,
    sign_in,
    sign_in_bruno,
    sign_in_olga,
)


@pytest.fixture
def environ(environ: dict[str, str], script: Script) -> dict[str, str]:
    """The settings of a portal whose provider is the scripted one."""
    return {**environ, **script.settings()}


def begin(client: PageClient, script: Script, address: str = "/accedi/entra") -> str:
    """Leave for the provider; the state. The script will know the nonce."""
    answer = client.raw.get(address)
    assert answer.status_code == 302, answer.text
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    script.claims["nonce"] = sent["nonce"][0]
    script.about[FISCAL_NUMBER] = f"TINIT-{ANNA.fiscal_code}"
    script.about["family_name"] = ANNA.family_name
    return sent["state"][0]


def come_back(client: PageClient, state: str, **answer: str) -> Page:
    """Return from the provider."""
    given = {"code": CODE, **answer}
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return client.get(f"/accedi/ritorno?state={state}&{query}")


def is_in(client: PageClient) -> bool:
    """Whether this browser opens a page for people who are signed in."""
    return client.raw.get("/area-personale/profilo").status_code == 200


def test_the_page_says_what_happens_and_has_one_strong_way_in(client: PageClient) -> None:
    page = client.get("/en/accedi?da=/en/servizi")
    assert page.h1 == "Sign in"
    strong = page.soup.select("main .btn-primary")
    assert [link.get_text(strip=True) for link in strong] == ["Sign in with SPID di prova"]
    assert strong[0]["href"] == "/en/accedi/entra?con=accesso&da=/en/servizi"
    assert "You have neither SPID nor CIE?" in page.text


def test_a_person_signs_in_and_arrives_where_they_wanted(
    client: PageClient, script: Script
) -> None:
    state = begin(client, script, "/accedi/entra?da=/area-personale/profilo")
    page = come_back(client, state)
    assert page.url == "/area-personale/profilo"
    assert ANNA.fiscal_code in page.text


def test_the_language_survives_the_way_to_the_provider(client: PageClient, script: Script) -> None:
    page = come_back(client, begin(client, script, "/en/accedi/entra"))
    assert page.url.startswith("/en/")
    assert page.soup.html["lang"] == "en"


def test_a_refusal_is_explained_in_the_language_it_began_in(
    client: PageClient, script: Script
) -> None:
    page = come_back(client, begin(client, script, "/en/accedi/entra"), error="access_denied")
    assert page.h1 == "Sign in"
    assert "You can try again." in page.text
    assert not is_in(client)


def test_the_old_session_id_dies_at_the_login(client: PageClient, script: Script) -> None:
    sign_in(client, CARLA)
    before = client.raw.get_cookie(COOKIE)
    come_back(client, begin(client, script))
    after = client.raw.get_cookie(COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    client.raw.set_cookie(COOKIE, before.value)
    assert not is_in(client)


def test_another_browser_cannot_finish_a_login(
    app: Flask, client: PageClient, script: Script
) -> None:
    state = begin(client, script)
    victim = PageClient(app)
    page = come_back(victim, state)
    assert "Begin again from here" in page.text or "Ricomincia" in page.text
    assert not is_in(victim)
    come_back(client, state)
    assert is_in(client)


def test_a_second_return_of_somebody_who_is_in_goes_on(client: PageClient, script: Script) -> None:
    state = begin(client, script)
    come_back(client, state)
    assert come_back(client, state).url.startswith("/area-personale")


def test_two_logins_at_once_in_two_tabs_both_arrive(client: PageClient, script: Script) -> None:
    first = begin(client, script)
    nonce = script.claims["nonce"]
    second = begin(client, script)
    come_back(client, second)
    script.claims["nonce"] = nonce
    assert come_back(client, first).status == 200
    assert is_in(client)


def test_a_wrong_answer_lets_nobody_in_and_says_so(client: PageClient, script: Script) -> None:
    state = begin(client, script, "/en/accedi/entra")
    script.claims["aud"] = "somebody-else"
    assert "To protect you we stopped" in come_back(client, state).text
    assert not is_in(client)


def test_two_people_under_one_name_are_not_let_in(client: PageClient, script: Script) -> None:
    come_back(client, begin(client, script))
    other = PageClient(client.app)
    state = begin(other, script, "/en/accedi/entra")
    script.about[FISCAL_NUMBER] = f"TINIT-{CARLA.fiscal_code}"
    assert "To protect you we stopped" in come_back(other, state).text
    assert not is_in(other)


def test_a_silent_provider_is_said_and_nothing_is_left_behind(
    client: PageClient, script: Script
) -> None:
    script.broken["openid-configuration"] = 500
    page = client.get("/en/accedi/entra")
    assert "does not answer" in page.text
    with client.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 0


ELSEWHERE = [
    "https://elsewhere.prova.invalid/",
    "//elsewhere.prova.invalid/",
    "/\\elsewhere.prova.invalid/",
    "/\t/elsewhere.prova.invalid/",
    "/\t\\elsewhere.prova.invalid/",
    "\\\\elsewhere.prova.invalid",
    "javascript:alert(1)",
    "/a\r\nSet-Cookie: x=1",
    "//[",
    "servizi",
    "/" + "a" * 600,
]


def test_nobody_is_sent_to_another_site(client: PageClient) -> None:
    sign_in(client, ANNA)
    for address in ELSEWHERE:
        answer = client.raw.get("/accedi", query_string={"da": address})
        assert answer.headers["Location"] == "/area-personale", address
    answer = client.raw.get("/accedi", query_string={"da": "/servizi?q=aiuto a casa"})
    assert answer.headers["Location"].startswith("/servizi?q=aiuto")


def test_each_kind_of_person_begins_where_their_day_begins(app: Flask) -> None:
    for enter, place in (
        (lambda client: sign_in(client, ANNA), "/area-personale"),
        (sign_in_bruno, "/sportello"),
        (sign_in_olga, "/ufficio"),
    ):
        client = PageClient(app)
        enter(client)
        assert client.raw.get("/accedi").headers["Location"] == place
        assert client.raw.get("/en/accedi").headers["Location"] == f"/en{place}"


def test_signing_out_ends_the_session_here_and_at_the_provider(
    client: PageClient, script: Script
) -> None:
    come_back(client, begin(client, script))
    client.get("/area-personale/profilo")
    answer = client.submit("/esci", follow=False, status=302).response
    assert answer.headers["Location"].startswith(f"{script.issuer}/logout?")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.raw.get_cookie(COOKIE) is None
    with client.app.app_context():
        assert db.session.scalars(select(LoginSession)).all() == []


def test_signing_out_needs_the_token_of_the_page(client: PageClient) -> None:
    sign_in(client, ANNA)
    assert client.raw.post("/esci", headers=SAME_ORIGIN).status_code == 400
    assert client.raw.post("/esci").status_code == 400
    assert is_in(client)


def test_signing_out_everywhere_ends_every_session_of_this_person_alone(app: Flask) -> None:
    phone, desk, carla = PageClient(app), PageClient(app), PageClient(app)
    for client, who in ((phone, ANNA), (desk, ANNA), (carla, CARLA)):
        sign_in(client, who)
    phone.get("/area-personale/profilo")
    phone.submit("/area-personale/esci-ovunque")
    assert [is_in(client) for client in (phone, desk, carla)] == [False, False, True]


def test_the_profile_says_where_each_datum_comes_from(client: PageClient) -> None:
    with clock.freeze(datetime(2026, 3, 5, 9, tzinfo=UTC)):
        sign_in(client, ANNA)
    sign_in(client, ANNA)
    page = client.get("/en/area-personale/profilo")
    since = "From your digital identity, on 5 March 2026"
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]
    assert f"Fiscal code {ANNA.fiscal_code} {since}" in rows
    assert f"Date of birth 1 January 1970 {since}" in rows


def test_what_was_typed_when_the_session_ended_comes_back_after_the_login(
    client: PageClient, script: Script
) -> None:
    come_back(client, begin(client, script))
    client.get("/en/area-personale/profilo/contatti")
    with clock.freeze(clock.after(minutes=31)):
        page = client.submit("form", {"email": "tardi@prova.invalid"})
        assert "kept for 15 minutes" in page.text
        way_in = page.link("Sign in with")
        state = begin(client, script, way_in)
        script.claims["iat"] = int(clock.now().timestamp())
        script.claims["exp"] = int(clock.after(minutes=5).timestamp())
        page = come_back(client, state)
        assert page.url == "/en/area-personale/profilo/contatti"
        assert page.one("#email")["value"] == "tardi@prova.invalid"


def test_the_actor_is_who_the_session_says(app: Flask, client: PageClient) -> None:
    sign_in_bruno(client)
    cookie = client.raw.get_cookie(COOKIE)
    assert cookie is not None
    with app.test_request_context(headers={"Cookie": f"{COOKIE}={cookie.value}"}):
        actor = current_actor()
        assert actor.name == BRUNO.name
        assert actor.is_operator
        assert not actor.is_officer
        assert actor.authentication is not None
        assert actor.authentication.level == 2
    with app.test_request_context(headers={"Cookie": f"{COOKIE}=invented"}):
        assert current_actor() == NOBODY


def test_who_signs_in_from_a_draft_goes_on_with_it(client: PageClient, script: Script) -> None:
    talk = "/servizi/colloquio-assistente-sociale/richiedi"
    client.get(talk)
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    way_in = page.link("Accedi per tenerla")
    assert way_in.startswith("/accedi?da=/pratiche/")
    state = begin(client, script, way_in.replace("/accedi?", "/accedi/entra?"))
    page = come_back(client, state)
    assert page.url.startswith(f"/pratiche/{way_in.split('/')[3]}/passi/")
    assert "Accedi per tenerla" not in page.text


def test_who_signs_in_from_elsewhere_is_asked_about_the_draft(
    client: PageClient, script: Script
) -> None:
    client.get("/servizi/colloquio-assistente-sociale/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    draft = page.url.split("/")[2]
    come_back(client, begin(client, script))
    client.get(f"/pratiche/{draft}/continua", status=404)
    assert "Questa domanda è tua?" in client.get("/area-personale").text
