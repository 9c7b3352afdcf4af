"""What changes something comes from our own pages, and in a session it carries the session's token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request

from portal.platform.access import public
from portal.platform.csrf import FIELD, csrf_field, mask, unmask
from portal.platform.sessions import COOKIE
from portal.platform.shared import shared
from tests.support.databases import on_one_engine
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, CARLA, sign_in

SECRET = "ab" * 32


def test_a_token_is_another_each_time_and_holds_the_same_secret() -> None:
    tokens = {mask(SECRET) for _page in range(10)}
    assert len(tokens) == 10
    assert {unmask(token) for token in tokens} == {SECRET}


@pytest.mark.parametrize("token", ["", "x", "però", "%%%", "AAAA", "=" * 7, "A" * 88])
def test_what_is_no_token_is_nothing(token: str) -> None:
    assert unmask(token) != SECRET


@pytest.fixture
def changing(app: Flask, door: Callable[..., None]) -> Flask:
    """A door that changes something, open to everybody."""

    @public
    def view() -> str:
        return f"changed {request.form.get('x', '')}"

    door("/prova", view, methods=["GET", "POST"])
    return app


def token_of(client: PageClient) -> str:
    """The token a page of this browser carries."""
    page = client.get("/area-personale/profilo")
    return str(page.soup.select(f"input[name={FIELD}]")[0]["value"])


@on_one_engine
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost:81"}, 400),
        ({"Origin": "null"}, 400),
        ({"Referer": "http://localhost/accedi"}, 200),
        ({"Referer": "http://elsewhere.prova.invalid/localhost"}, 400),
        ({}, 400),
    ],
)
def test_only_our_own_pages_may_post(changing: Flask, headers: dict[str, str], status: int) -> None:
    client = PageClient(changing)
    assert client.raw.post("/prova", headers=headers).status_code == status
    assert client.raw.get("/prova", headers=headers).status_code == 200


@on_one_engine
def test_in_a_session_the_token_is_needed_and_only_its_own_fits(changing: Flask) -> None:
    anna, carla = PageClient(changing), PageClient(changing)
    sign_in(anna, ANNA)
    sign_in(carla, CARLA)
    post = anna.raw.post
    assert post("/prova", headers=SAME_ORIGIN).status_code == 400
    assert post("/prova", headers=SAME_ORIGIN, data={FIELD: "x"}).status_code == 400
    assert post("/prova", headers=SAME_ORIGIN, data={FIELD: token_of(carla)}).status_code == 400
    assert post("/prova", headers=SAME_ORIGIN, data={FIELD: token_of(anna)}).status_code == 200


@on_one_engine
def test_htmx_may_send_the_token_as_a_header(changing: Flask) -> None:
    client = PageClient(changing)
    sign_in(client, ANNA)
    headers = {**SAME_ORIGIN, "X-CSRF-Token": token_of(client)}
    assert client.raw.post("/prova", headers=headers).status_code == 200


@on_one_engine
def test_a_forged_post_is_answered_by_a_page_that_says_what_to_do(changing: Flask) -> None:
    client = PageClient(changing)
    sign_in(client, ANNA)
    assert client.post("/prova", status=400).h1
    assert client.raw.get_cookie(COOKIE) is not None


@on_one_engine
def test_a_shared_page_never_holds_a_token(client: PageClient, door: Callable[..., None]) -> None:
    @public
    @shared
    def view() -> str:
        return str(csrf_field())

    door("/prova", view)
    sign_in(client, ANNA)
    with pytest.raises(AssertionError, match="holds a token"):
        client.raw.get("/prova")
