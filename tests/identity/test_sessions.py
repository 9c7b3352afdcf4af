"""Where one is signed in: each device by its kind, one of them signed out, and a warning before the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.identity.devices import Device, device_of
from portal.platform import clock
from tests.identity.scripted import Script
from tests.identity.test_sign_in import begin, come_back, is_in
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, CARLA, SERVICE, open_visit, sign_in

PROFILE = "/area-personale/profilo"


@pytest.mark.parametrize(
    ("says", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36", Device.PHONE),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", Device.PHONE),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148", Device.TABLET),
        ("Mozilla/5.0 (Linux; Android 14; SM-X210) Safari/537.36", Device.TABLET),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", Device.COMPUTER),
        ("", Device.COMPUTER),
    ],
)
def test_a_device_is_one_closed_word(says: str, device: Device) -> None:
    assert device_of(says) is device


def test_another_device_is_signed_out_and_this_one_stays(app: Flask, client: PageClient) -> None:
    lost = PageClient(app)
    sign_in(lost, ANNA)
    sign_in(client, ANNA)
    page = client.get(PROFILE)
    assert "questo dispositivo" in page.text
    client.submit("/area-personale/esci-da")
    assert client.raw.get(PROFILE).status_code == 200
    assert lost.raw.get(PROFILE).status_code == 302


@pytest.mark.parametrize("name", ["%%%%%%%%%%%%%%%%", "", "0" * 16])
def test_nobody_elses_session_ends_by_a_name(app: Flask, client: PageClient, name: str) -> None:
    carla = PageClient(app)
    sign_in(carla, CARLA)
    sign_in(client, ANNA)
    token = client.get(PROFILE).soup.select("[name=csrf_token]")[0]["value"]
    client.post("/area-personale/esci-da", {"session": name, "csrf_token": token})
    assert carla.raw.get(PROFILE).status_code == 200


def test_the_page_of_a_session_knows_how_long_it_lasts(client: PageClient) -> None:
    sign_in(client, ANNA)
    dialog = client.get(PROFILE).soup.select_one("dialog[data-staying]")
    assert dialog is not None
    assert dialog["data-idle"] == "1800"
    assert 8 * 3600 - 60 < int(str(dialog["data-left"])) <= 8 * 3600
    assert dialog["data-over"] == "/accedi?da=/area-personale/profilo&scaduta=1"


def test_who_has_no_session_is_not_warned(client: PageClient) -> None:
    page = client.get("/accedi")
    assert page.soup.select_one("dialog") is None
    shared = client.get("/servizi")
    assert shared.soup.select_one("dialog") is None


def test_staying_makes_the_session_last(client: PageClient) -> None:
    sign_in(client, ANNA)
    start = clock.now()
    with clock.freeze(start + timedelta(minutes=29)):
        assert client.raw.get("/accedi/resta").status_code == 204
    with clock.freeze(start + timedelta(minutes=58)):
        assert client.raw.get(PROFILE).status_code == 200


def test_who_comes_too_late_is_sent_to_the_login(client: PageClient) -> None:
    sign_in(client, ANNA)
    with clock.freeze(clock.now() + timedelta(minutes=31)):
        answer = client.raw.get("/accedi/resta")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accedi?da=")


def test_in_a_visit_no_session_of_the_operator_is_listed_or_ended(client: PageClient) -> None:
    sign_in(client, BRUNO)
    open_visit(client, ANNA, SERVICE)
    assert client.raw.get(PROFILE).status_code == 404


class TestAtTheProvider:
    """With a provider that says where its own session ends."""

    @pytest.fixture
    def environ(self, environ: dict[str, str], script: Script) -> dict[str, str]:
        """Its settings."""
        return {**environ, **script.settings()}

    def test_signing_out_everywhere_ends_the_providers_session_in_this_browser(
        self, app: Flask, client: PageClient, script: Script
    ) -> None:
        phone = PageClient(app)
        for browser in (phone, client):
            come_back(browser, begin(browser, script))
        client.get(PROFILE)
        answer = client.submit("/area-personale/esci-ovunque", follow=False, status=302).response
        assert answer.headers["Location"].startswith(f"{script.issuer}/logout?")
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert not is_in(phone)
        assert not is_in(client)

    def test_a_provider_that_is_away_keeps_nobody_from_leaving(
        self, app: Flask, client: PageClient, script: Script
    ) -> None:
        come_back(client, begin(client, script))
        client.get(PROFILE)
        app.config["PROVIDERS"].get("").provider._description._known = None
        script.broken["openid-configuration"] = 503
        client.submit("/area-personale/esci-ovunque")
        assert not is_in(client)
