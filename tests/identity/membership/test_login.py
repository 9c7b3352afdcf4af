"""Signing in through a federation, as browsers live it; nobody's login waits for an anchor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.identity.federation.attributes import FISCAL_NUMBER
from portal.identity.federation.statements import well_known
from portal.identity.membership.rounds import keep_providers
from portal.identity.models import Person, ProviderIdentity
from portal.identity.queries import find_by_fiscal_code, profile_of
from portal.platform import clock
from portal.platform.database import db
from tests.identity.federation.anchored import LIST, answered
from tests.identity.federation.logins import FISCAL_CODE, Login, replied
from tests.identity.federation.peers import ANCHOR, US
from tests.identity.membership.coming import BEGIN, NAME, come_back, expect, leave_for, sign_in
from tests.identity.membership.joined import LOGO, Town, begin_keys, join
from tests.support.page import PageClient

PROFILE = "/area-personale/profilo"


@pytest.fixture
def member(app: Flask, town: Town) -> Flask:
    """A portal that has joined."""
    join(app)
    return app


def is_in(client: PageClient) -> bool:
    """Whether this browser opens a page for people who are signed in."""
    return client.raw.get(PROFILE).status_code == 200


def how_many(app: Flask, kind: type) -> int:
    """The rows of a table."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_provider_stands_behind_its_button_with_a_logo_of_ours(
    member: Flask, client: PageClient
) -> None:
    page = client.get("/en/accedi")
    button = page.one(f'main a[href*="{NAME}"]')
    assert button.get_text(strip=True) == "Sign in with SPID"
    assert button.img is not None
    picture = client.raw.get(str(button.img["src"]))
    assert picture.data == LOGO
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert "prova.invalid" not in str(button.img["src"])


def test_a_logo_of_nobody_is_not_there(member: Flask, client: PageClient) -> None:
    assert client.raw.get("/accedi/logo/spid-000000000000").status_code == 404


@pytest.mark.parametrize(
    "answer",
    [answered("<html>", kind="text/html"), answered(b"x" * 100_001, kind="image/png"), None],
)
def test_a_logo_that_is_none_is_left_out(
    app: Flask, client: PageClient, town: Town, answer: object
) -> None:
    town.answers["https://idp.prova.invalid/logo.svg"] = answer  # type: ignore[assignment]
    join(app)
    assert not client.get("/accedi").soup.select("main a img")


def test_a_person_comes_in_and_is_known_by_the_fiscal_code(
    member: Flask, client: PageClient, town: Town
) -> None:
    town.asked.clear()
    asked = leave_for(client, f"{BEGIN}&da={PROFILE}")
    assert asked["redirect_uri"] == "https://accanto.prova.invalid/accedi/ritorno"
    assert asked["acr_values"] == "https://www.spid.gov.it/SpidL2"
    page = come_back(client, expect(client, town, asked))
    assert page.url == PROFILE
    assert FISCAL_CODE in page.text
    assert not town.asked, "a login asks no anchor"
    with member.app_context():
        person = find_by_fiscal_code(member.config["KEYRING"], FISCAL_CODE)
        assert person is not None
        assert profile_of(member.config["KEYRING"], person.id).sources["fiscal_code"] == "provider"


def test_what_a_service_asks_goes_out_and_less_does_not_come_in(
    member: Flask, client: PageClient, town: Town
) -> None:
    asked = leave_for(client, f"{BEGIN}&livello=3")
    assert asked["acr_values"] == "https://www.spid.gov.it/SpidL3"
    page = come_back(client, expect(client, town, asked))
    assert "problema=livello" in page.url
    assert not is_in(client)


def test_five_tabs_of_one_browser_all_come_in(
    member: Flask, client: PageClient, town: Town
) -> None:
    tabs = [leave_for(client) for _ in range(5)]
    for number, asked in enumerate(reversed(tabs)):
        assert come_back(client, expect(client, town, asked, f"c{number}")).status == 200
        assert is_in(client)


def test_another_browser_burns_nothing(member: Flask, client: PageClient, town: Town) -> None:
    login = expect(client, town, leave_for(client))
    stranger = PageClient(member)
    assert "problema=scaduto" in come_back(stranger, login).url
    assert not is_in(stranger)
    assert not town.posted, "the code was not even sent"
    come_back(client, login)
    assert is_in(client)


def test_a_second_answer_of_the_same_login_changes_nothing(
    member: Flask, client: PageClient, town: Town
) -> None:
    login = expect(client, town, leave_for(client))
    come_back(client, login)
    sent = len(town.posted)
    come_back(client, login)
    assert len(town.posted) == sent
    assert is_in(client)


def test_a_token_seen_before_lets_nobody_in(member: Flask, client: PageClient, town: Town) -> None:
    sign_in(client, town)
    other = PageClient(member)
    login = expect(other, town, leave_for(other), "again")
    login.id["jti"] = "id-c0de"
    assert "problema=errore" in come_back(other, login).url
    assert not is_in(other)


Change = Callable[[Login, Town], object]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda one, _: one.answer.update(error="access_denied"), "no"),
        (lambda one, _: one.answer.update(error="<script>"), "no"),
        (lambda one, _: one.answer.update(error="server_error"), "silenzio"),
        (lambda _, town: town.cut.add("post"), "silenzio"),
        (lambda _, town: town.cut.add("get"), "silenzio"),
        (lambda one, _: one.answers.update(tokens=replied("", 503)), "silenzio"),
        (lambda one, _: one.answer.update(iss="https://other.prova.invalid"), "errore"),
        (lambda one, _: one.id.update(nonce="another"), "errore"),
        (lambda one, _: one.id.update(acr="https://www.spid.gov.it/SpidL1"), "livello"),
        (lambda one, _: one.info.update(sub="somebody-else"), "errore"),
        (lambda one, _: one.info.update({FISCAL_NUMBER: "TINIT-XX"}), "errore"),
        (lambda one, _: one.answers.update(userinfo=replied("{}")), "errore"),
    ],
)
def test_what_goes_wrong_is_said_and_lets_nobody_in(
    member: Flask, client: PageClient, town: Town, change: Change, problem: str
) -> None:
    login = expect(client, town, leave_for(client))
    change(login, town)
    page = come_back(client, login)
    assert f"problema={problem}" in page.url
    assert "&lt;script" not in page.html
    assert not is_in(client)
    assert how_many(member, Person) == 0


def test_two_providers_of_one_person_lead_to_one_account(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    other = PageClient(member)
    login = expect(other, town, leave_for(other), "other")
    for part in (login.id, login.access, login.info):
        part["sub"] = "pairwise-of-another-day"
    come_back(other, login)
    assert is_in(other)
    assert (how_many(member, Person), how_many(member, ProviderIdentity)) == (1, 2)


def test_24_people_at_once_all_come_in(member: Flask, town: Town) -> None:
    def one(number: int) -> bool:
        browser = PageClient(member)
        come_back(browser, expect(browser, town, leave_for(browser), f"code-{number}"))
        return is_in(browser)

    with ThreadPoolExecutor(24) as pool:
        assert all(pool.map(one, range(24)))


def test_a_key_that_is_missing_is_said_as_silence(
    app: Flask, client: PageClient, town: Town
) -> None:
    begin_keys(app)
    assert client.raw.get(BEGIN).status_code == 404, "no provider is known yet"


def test_while_the_anchor_is_away_people_come_in_until_the_chain_ends(
    app: Flask, client: PageClient, town: Town
) -> None:
    join(app)
    town.answers[well_known(ANCHOR)] = None
    with clock.freeze(clock.after(minutes=29)):
        round_of(app)
        sign_in(client, town)
        assert is_in(client)
    with clock.freeze(clock.after(minutes=31)):
        round_of(app)
        late = PageClient(app)
        assert NAME not in late.get("/accedi").html
        assert late.raw.get(BEGIN).status_code == 404


def test_a_login_whose_chain_ends_on_the_way_is_told_so(
    member: Flask, client: PageClient, town: Town
) -> None:
    with clock.freeze(clock.after(minutes=25)):
        login = expect(client, town, leave_for(client))
    with clock.freeze(clock.after(minutes=31)):
        assert "problema=silenzio" in come_back(client, login).url
    assert not town.posted


def test_whom_the_anchor_takes_away_vanishes_from_the_page(
    app: Flask, client: PageClient, town: Town
) -> None:
    join(app)
    assert NAME in client.get("/accedi").html
    town.answers[f"{LIST}?entity_type=openid_provider"] = answered("[]", kind="application/json")
    with clock.freeze(clock.after(minutes=20)):
        town.renew()
        round_of(app)
        assert NAME not in client.get("/accedi").html


def test_a_chain_is_renewed_before_its_end_without_being_asked(
    app: Flask, client: PageClient, town: Town
) -> None:
    join(app)
    with clock.freeze(clock.after(minutes=20)):
        town.renew()
        round_of(app)
    with clock.freeze(clock.after(minutes=45)):
        sign_in(client, town)
        assert is_in(client)


def test_a_round_asks_nobody_while_all_is_young(app: Flask, town: Town) -> None:
    join(app)
    town.asked.clear()
    round_of(app)
    assert not town.asked


def round_of(app: Flask) -> None:
    """What the worker does every five minutes."""
    with app.app_context():
        keep_providers(db.session)
        db.session.rollback()


def test_the_identifier_of_every_row_is_ours(member: Flask) -> None:
    with member.app_context():
        assert member.config["MEMBERSHIP"].member == US
