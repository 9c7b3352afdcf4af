"""The pages of staff need a second factor; who came without one shows it once more, through the provider."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.platform import clock
from portal.platform.database import db
from portal.platform.sessions import COOKIE, LoginSession, token_hash
from tests.identity.scripted import CODE, FISCAL_NUMBER, Script
from tests.support.databases import on_one_engine
from tests.support.page import Page, PageClient
from tests.support.people import (
    ADA,
    ANNA,
    BRUNO,
    CARLA,
    EDDA,
    OLGA,
    Somebody,
    open_visit,
    sign_in,
)

OFFICE, LOWEST = "/ufficio", "https://www.spid.gov.it/SpidL1"
STAFF = "/amministrazione/personale"


@pytest.fixture
def environ(environ: dict[str, str], script: Script) -> dict[str, str]:
    """The settings of a portal whose provider is the scripted one."""
    return {**environ, **script.settings()}


def prove(client: PageClient, script: Script, page: Page, who: Somebody) -> Page:
    """Go to the provider by the button of a page that asks for it, and come back as somebody."""
    way = page.soup.select_one("main a[href*='/accedi/entra']")
    assert way is not None
    leaving = client.raw.get(str(way["href"]))
    sent = parse_qs(urlsplit(leaving.headers["Location"]).query)
    assert sent["prompt"] == ["login"], "the provider may not let them pass as it remembers them"
    script.claims["nonce"] = sent["nonce"][0]
    script.about |= {FISCAL_NUMBER: f"TINIT-{who.fiscal_code}", "family_name": who.family_name}
    return client.get(f"/accedi/ritorno?state={sent['state'][0]}&code={CODE}")


@on_one_engine
@pytest.mark.parametrize(
    ("who", "path"),
    [(BRUNO, "/sportello"), (OLGA, OFFICE), (ADA, STAFF), (ADA, f"{STAFF}/assegna")],
)
def test_a_password_alone_opens_no_page_of_staff(
    client: PageClient, who: Somebody, path: str
) -> None:
    sign_in(client, who, second_factor=False)
    answer = client.raw.get(path)
    assert answer.headers["Location"] == f"/accedi?da={path}&conferma=1"
    assert client.get("/area-personale/profilo").status == 200
    assert "Conferma che sei tu" in client.get(path).text


@on_one_engine
def test_who_has_no_such_role_is_refused_not_sent_around(client: PageClient) -> None:
    sign_in(client, EDDA, second_factor=False)
    client.get(OFFICE, status=403)


@on_one_engine
def test_who_proved_all_is_not_asked_again(client: PageClient) -> None:
    sign_in(client, OLGA)
    assert client.get(f"/accedi?da={OFFICE}&conferma=1").url == OFFICE


def test_a_second_factor_shown_at_the_provider_opens_the_office(
    client: PageClient, script: Script
) -> None:
    sign_in(client, OLGA, second_factor=False)
    before = client.raw.get_cookie(COOKIE)
    script.claims |= {"acr": LOWEST, "amr": ["pwd", "otp"]}
    assert prove(client, script, client.get(OFFICE), OLGA).url == OFFICE
    after = client.raw.get_cookie(COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_the_second_level_of_spid_is_a_second_factor(client: PageClient, script: Script) -> None:
    sign_in(client, OLGA, second_factor=False)
    assert prove(client, script, client.get(OFFICE), OLGA).url == OFFICE


@pytest.mark.parametrize("amr", [None, ["pwd"], "otp"])
def test_a_provider_that_names_no_second_factor_is_not_believed(
    client: PageClient, script: Script, amr: object
) -> None:
    sign_in(client, OLGA, second_factor=False)
    script.claims |= {"acr": LOWEST, "amr": amr}
    page = prove(client, script, client.get(OFFICE), OLGA)
    assert "Serve una seconda prova" in page.text
    assert client.raw.get(OFFICE).status_code == 302
    # The way to try again still asks for the proof.
    script.claims["amr"] = ["mfa"]
    assert prove(client, script, page, OLGA).url == OFFICE


def test_a_login_of_before_is_no_new_proof(client: PageClient, script: Script) -> None:
    sign_in(client, OLGA, second_factor=False)
    script.claims["auth_time"] = int(time.time()) - 3600
    page = prove(client, script, client.get(OFFICE), OLGA)
    assert page.url.startswith("/accedi?")
    assert client.raw.get(OFFICE).status_code == 302


def test_somebody_else_who_proves_gets_only_what_is_theirs(
    client: PageClient, script: Script
) -> None:
    sign_in(client, OLGA, second_factor=False)
    asked = client.get(OFFICE)
    way = asked.soup.select_one("main a[href*='/accedi/entra']")
    assert way is not None
    sent = parse_qs(urlsplit(client.raw.get(str(way["href"])).headers["Location"]).query)
    script.claims["nonce"] = sent["nonce"][0]
    script.about |= {FISCAL_NUMBER: f"TINIT-{CARLA.fiscal_code}", "family_name": "Esempi"}
    client.get(f"/accedi/ritorno?state={sent['state'][0]}&code={CODE}", status=403)
    assert CARLA.fiscal_code in client.get("/area-personale/profilo").text


def test_an_operator_stays_at_their_desk(app: Flask, client: PageClient, script: Script) -> None:
    sign_in(client, BRUNO)
    client.get("/sportello")
    page = client.get("/accedi?da=/sportello&conferma=1&scaduta=1")
    assert prove(client, script, page, BRUNO).url == "/sportello"


def test_giving_a_role_is_asked_again_after_a_pause_and_nothing_typed_is_lost(
    client: PageClient, script: Script
) -> None:
    sign_in(client, ADA)
    client.get(f"{STAFF}/assegna")
    later = clock.now() + timedelta(minutes=16)
    typed = {"given_name": "Mario", "family_name": "Rossini", "role": "officer"}
    with clock.freeze(later):
        page = client.submit("form", typed)
        assert "Conferma che sei tu" in page.text
        script.claims |= {"iat": int(later.timestamp()), "exp": int(later.timestamp()) + 300}
        page = prove(client, script, page, ADA)
        assert page.url == f"{STAFF}/assegna"
        assert page.one("[name=family_name]")["value"] == "Rossini"
        assert page.one("[name=role][value=officer]").has_attr("checked")


def session_row(app: Flask, client: PageClient) -> LoginSession:
    """The session of a browser, as the table holds it."""
    cookie = client.raw.get_cookie(COOKIE)
    assert cookie is not None
    with app.app_context():
        return db.session.get_one(LoginSession, token_hash(cookie.value))


def test_beside_a_person_the_operator_proves_anew_and_stays_beside_them(
    app: Flask, client: PageClient, script: Script
) -> None:
    """B12: the visit, its person and its desk are as they were; only the proof is new."""
    sign_in(client, BRUNO)
    open_visit(client, ANNA)
    before = session_row(app, client)
    page = client.get("/accedi?da=/sportello/visita/pagina&conferma=15&problema=no")
    assert prove(client, script, page, BRUNO).url == "/sportello/visita/pagina"
    after = session_row(app, client)
    assert after.id_hash != before.id_hash
    assert after.facts["visit"] == before.facts["visit"]
    assert ANNA.name in client.get("/sportello/visita/pagina").text


def test_beside_a_person_nobody_but_the_operator_comes_back_from_it(
    app: Flask, client: PageClient, script: Script
) -> None:
    """B12: not the person of the visit, not a colleague; and nothing changes."""
    sign_in(client, BRUNO)
    open_visit(client, ANNA)
    before = session_row(app, client).id_hash
    for somebody in (CARLA, OLGA):
        page = client.get("/accedi?da=/sportello/visita/pagina&conferma=15&problema=no")
        answer = client.raw.get(str(leaving_to(client, script, page, somebody)))
        assert answer.status_code == 403
    assert session_row(app, client).id_hash == before
    client.get("/accedi/entra?con=prova", status=403)


def leaving_to(client: PageClient, script: Script, page: Page, who: Somebody) -> str:
    """The address by which somebody comes back from the provider."""
    way = page.soup.select_one("main a[href*='/accedi/entra']")
    assert way is not None
    leaving = client.raw.get(str(way["href"]))
    sent = parse_qs(urlsplit(leaving.headers["Location"]).query)
    script.claims["nonce"] = sent["nonce"][0]
    script.about |= {FISCAL_NUMBER: f"TINIT-{who.fiscal_code}", "family_name": who.family_name}
    return f"/accedi/ritorno?state={sent['state'][0]}&code={CODE}"
