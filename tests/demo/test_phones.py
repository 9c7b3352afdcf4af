"""The invented text gateway and App IO take what the portal's own clients send, show it, and fail as told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup
from werkzeug.serving import make_server

from demo.faults import Faults
from demo.outside import create_outside
from demo.people import read_people
from demo.world import World
from portal.integrations.appio import (
    AppIoFailed,
    AppIoNotOpen,
    AppIoRefused,
    AppIoUnavailable,
    AppIoUnsure,
    AppMessage,
    HttpAppIo,
)
from portal.integrations.sms import HttpSms, SmsFailed, SmsRefused, SmsUnavailable, Text
from tests.demo.browsing import Browser

PEOPLE = read_people()
LUCA, GIULIA = PEOPLE["luca-saggini"], PEOPLE["giulia-esempini"]
NUMBER = GIULIA.phone_number.replace(" ", "")
LINK = "[Apri la tua pratica](http://127.0.0.1:8000/pratiche/AC7K492M)"
WORDS = f"L’ufficio ha iniziato a guardare la tua domanda. Non devi fare niente.\n\n{LINK}"


@pytest.fixture
def outside(world: World) -> Iterator[str]:
    running = make_server("127.0.0.1", 0, create_outside(world), threaded=True)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def sms(world: World, outside: str) -> HttpSms:
    return HttpSms(f"{outside}/sms", world.secrets.sms, "Accanto")


@pytest.fixture
def app_io(world: World, outside: str) -> HttpAppIo:
    return HttpAppIo(f"{outside}/io", world.secrets.io)


def text(key: str = "notification:1:sms") -> Text:
    return Text(NUMBER, "Accanto. Pratica AC 7K4 92M: ci sono novità.", key)


def message(fiscal_code: str = LUCA.fiscal_code, words: str = WORDS) -> AppMessage:
    return AppMessage(fiscal_code, "Pratica AC 7K4 92M: novità", words, date(2026, 12, 8))


def test_a_text_arrives_once_however_often_it_is_told(
    world: World, sms: HttpSms, browser: Browser
) -> None:
    for _ in range(2):
        sms.send(text())
    sms.send(text("notification:2:sms"))
    assert [one.to for one in world.phones.newest("sms")] == [NUMBER, NUMBER]
    page = browser.http.get("/sms").text
    assert GIULIA.name in page
    assert "ci sono novità" in page
    assert world.phones.newest("io") == []


def test_a_message_of_the_app_shows_its_reminder_and_its_link(
    app_io: HttpAppIo, browser: Browser
) -> None:
    app_io.send(message())
    page = BeautifulSoup(browser.http.get("/io").text, "html.parser")
    assert "Pratica AC 7K4 92M: novità" in page.get_text()
    assert "promemoria: 08/12/2026" in page.get_text()
    link = page.select_one(".text a")
    assert link is not None
    assert (link.get_text(), link["href"]) == (
        "Apri la tua pratica", "http://127.0.0.1:8000/pratiche/AC7K492M",
    )  # fmt: skip
    told = browser.http.get("/io.json").json
    assert told is not None
    assert told[0]["to"] == LUCA.fiscal_code


def test_words_are_never_markup_and_other_sites_never_links(
    app_io: HttpAppIo, browser: Browser
) -> None:
    app_io.send(message(words=f"<b>{WORDS}</b> [qui](http://altrove.prova.invalid/)"))
    page = BeautifulSoup(browser.http.get("/io").text, "html.parser")
    assert page.select(".text b") == []
    assert len(page.select(".text a")) == 1


def test_who_does_not_use_the_app_is_not_written_to(app_io: HttpAppIo) -> None:
    for fiscal_code in (GIULIA.fiscal_code, "PROVAPROVAPROVA1"):
        with pytest.raises(AppIoNotOpen):
            app_io.send(message(fiscal_code))


@pytest.mark.parametrize(
    ("mode", "error", "arrived"),
    [("down", SmsUnavailable, 0), ("refuse", SmsRefused, 0), ("lost_answer", SmsUnavailable, 1)],
)
def test_the_gateway_fails_as_set(
    world: World, sms: HttpSms, mode: str, error: type[SmsFailed], arrived: int
) -> None:
    world.faults.set(Faults.model_validate({"sms": {"mode": mode}}))
    with pytest.raises(error):
        sms.send(text())
    assert len(world.phones.newest("sms")) == arrived
    world.faults.set(Faults())
    sms.send(text())
    assert len(world.phones.newest("sms")) == 1


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("down", AppIoUnavailable), ("closed", AppIoNotOpen), ("refuse", AppIoRefused),
        ("lost_answer", AppIoUnsure),
    ],
)  # fmt: skip
def test_the_app_fails_as_set(
    world: World, app_io: HttpAppIo, mode: str, error: type[AppIoFailed]
) -> None:
    world.faults.set(Faults.model_validate({"app_io": {"mode": mode}}))
    with pytest.raises(error):
        app_io.send(message())
    assert len(world.phones.newest("io")) == (1 if mode == "lost_answer" else 0)


def test_a_wrong_key_leaves_nothing(world: World, outside: str) -> None:
    with pytest.raises(SmsUnavailable):
        HttpSms(f"{outside}/sms", "another", "Accanto").send(text())
    with pytest.raises(AppIoUnavailable):
        HttpAppIo(f"{outside}/io", "another").send(message())
    assert not world.phones.newest("sms") + world.phones.newest("io")


@pytest.mark.parametrize(
    "said", [{}, {"id": "../../x"}, {"to": "112"}, {"text": "a" * 161}, {"text": ""}]
)
def test_what_is_no_text_message_is_refused(
    world: World, browser: Browser, said: dict[str, str]
) -> None:
    whole = {"id": "0" * 32, "to": NUMBER, "from": "Accanto", "text": "Ciao"}
    headers = {"Authorization": f"Bearer {world.secrets.sms}"}
    given = {**whole, **said} if said else said
    answer = browser.http.post("/sms/messages", json=given, headers=headers)
    assert answer.status_code == 422
    assert world.phones.newest("sms") == []
