"""Setting faults: by JSON, by the form, and only from this machine."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from demo.faults import Faults
from demo.world import World
from tests.demo.browsing import Browser

ADDRESS = "/demo/faults"


def test_json_sets_everything_at_once(browser: Browser, world: World) -> None:
    wanted = {"provider": {"mode": "down", "at": ["token"]}, "register": {"delay_seconds": 2}}
    assert browser.http.post(ADDRESS, json=wanted).status_code == 200
    assert world.faults.now == Faults.model_validate(wanted)
    told = browser.http.get("/demo/faults.json").json
    assert told is not None
    assert told["provider"]["at"] == ["token"]
    assert browser.http.get("/jwks").status_code == 200
    assert browser.http.post("/token").status_code == 503
    assert browser.http.post(ADDRESS, json={}).status_code == 200
    assert world.faults.now == Faults()


@pytest.mark.parametrize(
    "wrong",
    [{"provider": {"mode": "ballare"}}, {"altro": {}}, {"mail": {"delay_seconds": 9999}}, [1]],
)
def test_what_is_not_understood_changes_nothing(
    browser: Browser, world: World, wrong: object
) -> None:
    world.faults.set(Faults.model_validate({"mail": {"mode": "busy"}}))
    assert browser.http.post(ADDRESS, json=wrong).status_code == 400
    assert world.faults.now.mail.mode == "busy"


def test_people_can_use_the_form(browser: Browser, world: World) -> None:
    form = {"provider_mode": "down", "register_mode": "refuse", "register_delay": "1.5"}
    answer = browser.http.post(ADDRESS, data=form)
    assert answer.status_code == 303
    assert world.faults.now.provider.mode == "down"
    assert world.faults.now.register_.delay_seconds == 1.5
    page = BeautifulSoup(browser.http.get(ADDRESS).text, "html.parser")
    chosen = [one["value"] for one in page.find_all("input", checked=True)]
    assert chosen == ["down", "refuse", *[""] * 6]


def test_every_choice_of_the_form_is_understood(browser: Browser) -> None:
    page = BeautifulSoup(browser.http.get(ADDRESS).text, "html.parser")
    choices = [(one["name"], one["value"]) for one in page.find_all("input", type="radio")]
    assert len(choices) > 10
    for name, value in choices:
        assert browser.http.post(ADDRESS, data={name: value}).status_code == 303


def test_another_site_cannot_press_the_form(browser: Browser, world: World) -> None:
    refused = browser.http.post(
        ADDRESS, data={"mail_mode": "busy"}, headers={"Origin": "https://altro.prova.invalid"}
    )
    assert refused.status_code == 403
    assert world.faults.now == Faults()


def test_nobody_on_the_network_may_enter(browser: Browser) -> None:
    elsewhere = {"REMOTE_ADDR": "10.0.0.7"}
    for address in ("/", ADDRESS):
        assert browser.http.get(address, environ_base=elsewhere).status_code == 403
    assert browser.http.post(ADDRESS, json={}, environ_base=elsewhere).status_code == 403


@pytest.mark.parametrize(
    "address", ["/", "/posta", "/sms", "/io", ADDRESS, "/nessuna-pagina", "/logout"]
)
def test_every_page_is_marked_and_has_one_heading(browser: Browser, address: str) -> None:
    answer = browser.http.get(address, headers={"Accept": "text/html"})
    page = BeautifulSoup(answer.text, "html.parser")
    assert len(page.find_all("h1")) == 1
    assert "identità inventate" in page.get_text()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for field in page.find_all("input", type=["radio", "number", "email"]):
        assert page.find("label", attrs={"for": field["id"]}) is not None
