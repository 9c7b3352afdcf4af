"""Wrong codes close the door to the browser that tried them, not to everybody behind its address."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.platform import guesses
from tests.support.page import PageClient

WRONG = "/en/ferma-cambio/0000-0000-0000"
MOST = 20


def tries(client: PageClient, number: int, *, status: int = 404) -> None:
    """Type a wrong code so often."""
    for _time in range(number):
        client.get(WRONG, status=status)


def test_who_mistypes_closes_the_door_to_their_own_browser(app: Flask) -> None:
    mistypes, beside = PageClient(app), PageClient(app)
    tries(mistypes, MOST)
    tries(mistypes, 1, status=429)
    tries(beside, 1)


def test_a_browser_that_keeps_no_cookie_is_stopped_by_its_address(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "SOFTER", 2)
    for _time in range(MOST * 2):
        PageClient(app).get(WRONG, status=404)
    PageClient(app).get(WRONG, status=429)


def test_a_made_up_mark_is_no_mark(app: Flask) -> None:
    client = PageClient(app)
    client.raw.set_cookie(guesses.COOKIE, "x" * 500)
    tries(client, 1)
    cookie = client.raw.get_cookie(guesses.COOKIE)
    assert cookie is not None
    assert len(cookie.value) == 22


def test_nothing_is_set_before_something_was_wrong(app: Flask) -> None:
    client = PageClient(app)
    client.get("/en/passa")
    client.get("/en/schermo")
    assert client.raw.get_cookie(guesses.COOKIE) is None
