"""A public page is drawn once and shared: a hit never reaches the view, and holds nothing of anybody."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import count
from typing import Any

import brotli
import pytest
from flask import Flask, g, make_response, request
from werkzeug.test import Client
from werkzeug.wrappers import Response

from portal.platform import shared
from portal.platform.access import public
from portal.platform.sessions import APART, COOKIE
from portal.platform.shared import KEPT, MUNICIPALITY, SharedPages
from tests.support.databases import Database, on_one_engine
from tests.support.page import PageClient
from tests.support.people import ANNA, sign_in

pytestmark = on_one_engine
Opened = Callable[..., PageClient]


@pytest.fixture
def stand_still(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Hold the minute, so that a test does not run across its end; move it by calling."""
    times = {"now": 1_800_000_000.0}
    monkeypatch.setattr(shared.time, "time", lambda: times["now"])
    return lambda seconds: times.update(now=times["now"] + seconds)


@pytest.fixture
def opened(app: Flask, door: Callable[..., None], stand_still: Callable[[float], None]) -> Opened:
    """A shared page that says how often it was drawn; browsers for it."""
    drawn = count(1)

    @public
    @shared.shared
    def view() -> str:
        return f"drawn {next(drawn)} in={g.has_session} x={request.args.get('x')}" + " word" * 400

    door("/prova", view)

    def browser(**cookies: str) -> PageClient:
        client = PageClient(app)
        for name, value in cookies.items():
            client.raw.set_cookie(name, value)
        return client

    return browser


def drawn(client: PageClient, path: str = "/prova", **headers: str) -> str:
    """The first two words of the page."""
    answer = client.raw.get(path, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.text.split()[:2])


def test_a_hit_never_runs_the_view(opened: Opened) -> None:
    assert [drawn(opened()) for _visitor in range(3)] == ["drawn 1"] * 3


@pytest.mark.parametrize(
    ("path", "cookies", "headers"),
    [
        ("/prova?x=1", {}, {}),
        ("/en/prova", {}, {}),
        ("/prova", {MUNICIPALITY: "008065"}, {}),
        ("/prova", {COOKIE: "somebody"}, {}),
        ("/prova", {}, {"Host": "other.localhost"}),
    ],
)
def test_another_key_is_another_page(
    opened: Opened, path: str, cookies: dict[str, str], headers: dict[str, str]
) -> None:
    assert drawn(opened()) == "drawn 1"
    other = opened(**cookies)
    assert drawn(other, path, **headers) == "drawn 2"
    assert drawn(other, path, **headers) == "drawn 2"
    assert drawn(opened()) == "drawn 1"


def test_a_minute_later_it_is_drawn_again(
    opened: Opened, stand_still: Callable[[float], None]
) -> None:
    assert drawn(opened()) == "drawn 1"
    stand_still(61)
    assert drawn(opened()) == "drawn 2"


def test_a_new_revision_is_seen_at_once(
    database: Database, stand_still: Callable[[float], None]
) -> None:
    revision = {"now": "1"}
    asked = count(1)

    def inner(environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        body = f"asked {next(asked)}".encode()
        environ[KEPT](Response(body))
        start("200 OK", [])
        return [body]

    store = SharedPages(inner, lambda: revision["now"])  # type: ignore[arg-type]

    def ask() -> bytes:
        return Client(store).get("/").data

    assert [ask(), ask()] == [b"asked 1", b"asked 1"]
    revision["now"] = "2"
    assert [ask(), ask()] == [b"asked 2", b"asked 2"]


def test_who_is_signed_in_is_one_bit_never_a_person(opened: Opened) -> None:
    anna, carla = opened(), opened()
    sign_in(anna, ANNA)
    carla.raw.set_cookie(COOKIE, "another")
    assert "in=True" in anna.raw.get("/prova").text
    assert drawn(carla) == drawn(anna) == "drawn 1"


def test_a_browser_set_apart_gets_nothing_shared_and_gives_nothing(opened: Opened) -> None:
    apart = opened(**{APART: "1"})
    assert [drawn(apart), drawn(apart)] == ["drawn 1", "drawn 2"]
    assert apart.raw.get("/prova").headers["Cache-Control"] == "no-store"
    assert drawn(opened()) == "drawn 4"
    assert drawn(opened(**{"strange": '{"a":1}', APART: "1"})) == "drawn 5"


def test_a_part_that_htmx_asks_for_is_not_the_page(opened: Opened) -> None:
    assert drawn(opened()) == "drawn 1"
    assert drawn(opened(), **{"HX-Request": "true"}) == "drawn 2"


def test_an_address_without_end_is_answered_but_not_kept(opened: Opened) -> None:
    path = f"/prova?x={'y' * 700}"
    assert [drawn(opened(), path), drawn(opened(), path)] == ["drawn 1", "drawn 2"]


def test_the_store_is_bounded(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_ROOM", 5000)  # two pages and a half
    for number in (1, 2, 3):
        drawn(opened(), f"/prova?x={number}")
    assert drawn(opened(), "/prova?x=3") == "drawn 3"
    assert drawn(opened(), "/prova?x=1") == "drawn 4"


def test_what_the_browser_already_has_is_not_sent_again(opened: Opened) -> None:
    client = opened()
    client.raw.get("/prova")
    etag = client.raw.get("/prova").headers["ETag"]
    answer = client.raw.get("/prova", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert client.raw.get("/prova", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepts", "coding", "undo"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_it_travels_as_the_browser_can_read_it(
    opened: Opened, accepts: str, coding: str | None, undo: Callable[[bytes], bytes]
) -> None:
    client = opened()
    whole = client.raw.get("/prova").data
    answer = client.raw.get("/prova", headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == coding
    assert undo(answer.data) == whole
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_is_asked_again_travels_smaller(opened: Opened) -> None:
    client, accepts = opened(), {"Accept-Encoding": "gzip"}
    once, again, later = (client.raw.get("/prova", headers=accepts).data for _time in range(3))
    assert len(again) < len(once)
    assert later == again


def test_head_has_the_headers_and_no_body(opened: Opened) -> None:
    client = opened()
    client.raw.get("/prova")
    answer = client.raw.head("/prova")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 800


def test_a_hit_has_the_same_headers_as_the_first_answer(opened: Opened) -> None:
    first, hit = opened().raw.get("/prova"), opened().raw.get("/prova")
    for name in ("Content-Security-Policy", "Cache-Control", "Content-Type", "X-Frame-Options"):
        assert first.headers[name] == hit.headers[name]
    assert {"Cookie", "Accept-Encoding"} <= set(hit.headers["Vary"].split(", "))


def test_a_shared_page_that_sets_a_cookie_is_an_error(
    client: PageClient, door: Callable[..., None]
) -> None:
    @public
    @shared.shared
    def view() -> object:
        answer = make_response("x")
        answer.set_cookie("a", "b")
        return answer

    door("/biscotto", view)
    with pytest.raises(AssertionError, match="sets a cookie"):
        client.raw.get("/biscotto")


def test_a_failure_is_not_kept(client: PageClient, door: Callable[..., None]) -> None:
    calls = count(1)

    @public
    @shared.shared
    def view() -> tuple[str, int]:
        return f"try {next(calls)}", 404

    door("/manca", view)
    assert [client.raw.get("/manca").text for _time in range(2)] == ["try 1", "try 2"]
