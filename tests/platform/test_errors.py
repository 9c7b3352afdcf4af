"""Whatever breaks, a page says what happened, what was kept and what to do; also without a database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from portal import create_app
from portal.platform import errors, sessions
from portal.platform.access import public
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from tests.support.databases import on_one_engine
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, sign_in

pytestmark = on_one_engine


def answer_of(
    client: PageClient, door: Callable[..., None], work: Callable[[], object], status: int
) -> Page:
    """The page a person meets when a view does this."""

    @public
    def view() -> str:
        work()
        return "fine"

    client.app.config["TESTING"] = False
    door("/prova", view)
    return client.get("/en/prova", status=status)


def raises(error: Exception) -> Callable[[], object]:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503, 418, 501])
def test_every_failure_has_a_whole_page(
    client: PageClient, door: Callable[..., None], status: int
) -> None:
    page = answer_of(client, door, lambda: abort(status), status)
    assert page.h1
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "en"


def test_an_address_that_is_not_there_is_a_page_too(client: PageClient) -> None:
    assert client.get("/en/niente", status=404).h1 == "We cannot find this page"


def test_what_is_hidden_and_what_is_not_there_look_the_same(
    client: PageClient, door: Callable[..., None]
) -> None:
    hidden = answer_of(client, door, raises(NotThere()), 404)
    absent = client.get("/en/niente", status=404)
    assert (hidden.title, hidden.text) == (absent.title, absent.text)


def test_a_situation_says_its_own_words(client: PageClient, door: Callable[..., None]) -> None:
    page = answer_of(client, door, raises(Situation()), 409)
    assert page.h1 == "This cannot be done now"


def test_a_failure_of_ours_says_nothing_of_its_inside(
    client: PageClient, door: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    page = answer_of(client, door, raises(ValueError("Anna Provetti, via di Prova")), 500)
    assert page.h1 == "Something broke on our side"
    assert "Provetti" not in page.html
    assert "Provetti" not in caplog.text


@pytest.mark.parametrize(
    ("said", "status"),
    [("UNIQUE constraint failed: people.id", 409), ("NOT NULL constraint failed: people.id", 500)],
)
def test_two_at_one_moment_are_a_situation_and_other_refusals_of_the_database_a_failure(
    client: PageClient, door: Callable[..., None], said: str, status: int
) -> None:
    page = answer_of(client, door, raises(IntegrityError("INSERT", {}, Exception(said))), status)
    assert page.h1 == (
        "This cannot be done now" if status == 409 else "Something broke on our side"
    )


def test_a_broken_database_still_gives_the_page_of_the_house(
    client: PageClient, door: Callable[..., None]
) -> None:
    page = answer_of(client, door, lambda: db.session.execute(text("SELECT * FROM gone")), 500)
    assert page.h1 == "Something broke on our side"


def test_without_any_database_somebody_who_was_signed_in_still_gets_a_page(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, ANNA)
    client.app.config["TESTING"] = False

    def gone(_token: str) -> None:
        raise OperationalError("SELECT", {}, Exception("no connection"))

    monkeypatch.setattr(sessions, "_load", gone)
    page = client.get("/en/accedi", status=500)
    assert page.h1 == "Something broke on our side"
    assert "What you had saved is kept" in page.text


def test_without_templates_a_bare_page_still_names_the_emergency_numbers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_values: object) -> str:
        raise OSError("the disk is gone")

    monkeypatch.setattr(errors, "render_template", gone)
    with app.test_request_context("/"):
        answer = errors.error_page(500, "title", "words")
    assert answer.status_code == 500
    words = answer.get_data(as_text=True)
    assert "112" in words
    assert "1522" in words


def test_health_says_when_there_is_no_database(client: PageClient, tmp_path: Path) -> None:
    assert client.raw.get("/healthz").get_json() == {"status": "ok"}
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"
    app = create_app({"ACCANTO_DATA": str(tmp_path), "ACCANTO_DATABASE_URL": nowhere})
    answer = PageClient(app).raw.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "no database"})
