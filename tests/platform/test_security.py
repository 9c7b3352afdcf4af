"""Headers on every answer, and floods that stop at a limit."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from flask import Flask

from portal import create_app
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister
from portal.platform.csrf import FIELD
from portal.platform.sessions import COOKIE
from tests.support.databases import on_one_engine
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, CARLA, VENTIMIGLIA, sign_in

pytestmark = on_one_engine

TALK = "colloquio-assistente-sociale"


@pytest.fixture
def guarded(environ: dict[str, str]) -> Flask:
    """The application with its limits."""
    return create_app(environ, TESTING=True, MAIL=FakeMail(), REGISTER=FakeRegister())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/servizi",
        "/niente",
        "/area-personale",
        "/accedi",
        "/healthz",
        "/robots.txt",
        "/comune",
    ],
)
def test_every_answer_says_what_may_run_and_who_may_frame_it(client: PageClient, path: str) -> None:
    headers = client.raw.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] in {"no-store", "no-cache"}
    assert "Access-Control-Allow-Origin" not in headers


def test_a_built_file_is_for_our_pages_alone(client: PageClient) -> None:
    with client.raw.get("/static/dist/manifest.json") as answer:
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_person_who_writes_without_end_is_stopped_and_others_are_not(guarded: Flask) -> None:
    def write(client: PageClient, token: str) -> int:
        posted = {FIELD: token, "text": "x"}
        path = "/pratiche/AC0000000000"
        return client.raw.post(path, data=posted, headers=SAME_ORIGIN).status_code

    anna, carla = PageClient(guarded), PageClient(guarded)
    sign_in(anna, ANNA)
    sign_in(carla, CARLA)
    tokens = [
        str(one.get("/area-personale/profilo").soup.select(f"input[name={FIELD}]")[0]["value"])
        for one in (anna, carla)
    ]
    answers = [write(anna, tokens[0]) for _time in range(61)]
    assert set(answers[:60]) == {404}
    assert answers[60] == 429
    assert write(carla, tokens[1]) == 404, "She comes from the same address."


def test_a_stranger_who_sends_without_end_is_stopped(guarded: Flask) -> None:
    client = PageClient(guarded)
    client.get(f"/servizi/{TALK}/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    assert client.raw.get_cookie(COOKIE) is not None
    token = page.soup.select(f"input[name={FIELD}]")[0]["value"]
    path = page.url.partition("/passi/")[0] + "/invia"
    answers = [
        client.raw.post(path, data={FIELD: token}, headers=SAME_ORIGIN).status_code
        for _time in range(21)
    ]
    assert 429 not in answers[:20]
    assert answers[20] == 429


def test_strangers_of_one_address_cannot_fill_the_disk_and_who_signed_in_still_sends(
    guarded: Flask,
) -> None:
    client = PageClient(guarded)
    client.get(f"/servizi/{TALK}/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    token = str(page.soup.select(f"input[name={FIELD}]")[0]["value"])
    draft = page.url.partition("/passi/")[0]
    heavy = b"x" * 40_000_000

    def send(who: PageClient, path: str, secret: str) -> int:
        posted = {FIELD: secret, "file": (BytesIO(heavy), "x.bin")}
        answer = who.raw.post(path, data=posted, headers=SAME_ORIGIN)
        answer.request.environ["wsgi.input"].close()
        return answer.status_code

    answers = [send(client, page.url, token) for _time in range(16)]
    assert 429 not in answers[:15]
    assert answers[15] == 429
    # Through another door it is the same disk.
    assert send(client, draft, token) == 429
    anna = PageClient(guarded)
    sign_in(anna, ANNA)
    own = str(anna.get("/area-personale/profilo").soup.select(f"input[name={FIELD}]")[0]["value"])
    assert send(anna, "/pratiche/AC0000000000", own) == 404


def test_a_stranger_does_not_book_a_desk_out(
    guarded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = PageClient(guarded)
    client.get(f"/servizi/{TALK}/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    posted = {FIELD: str(page.soup.select(f"input[name={FIELD}]")[0]["value"])}
    path = "/appuntamenti/999999/conferma"
    answers, real = [], time.time
    for minute in range(3):
        monkeypatch.setattr(time, "time", lambda ahead=61 * minute: real() + ahead)
        answers += [
            client.raw.post(path, data=posted, headers=SAME_ORIGIN).status_code
            for _time in range(10)
        ]
    assert 429 not in answers[:20]
    assert set(answers[20:]) == {429}
