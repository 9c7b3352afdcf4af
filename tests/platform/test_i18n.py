"""The address alone decides the language, and one place says dates, amounts and direction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask, request, url_for
from flask_babel import gettext as babel_gettext

from portal.platform import i18n
from portal.platform.i18n import current_language, force_locale, format_amount, format_day
from tests.support.databases import on_one_engine
from tests.support.page import PageClient


@pytest.fixture
def plain() -> Flask:
    """An application that only speaks."""
    app = Flask("plain")
    i18n.init_app(app, "translations")

    @app.get("/qui")
    def here() -> dict[str, str]:
        return {
            "language": current_language().code,
            "path": request.path,
            "link": url_for("here"),
            "english": i18n.url_in("en"),
            "italian": i18n.url_in("it"),
            "day": format_day(date(2026, 11, 23)),
        }

    return app


def ask(app: Flask, path: str, **headers: str) -> dict[str, str]:
    found: dict[str, str] = app.test_client().get(path, headers=headers).get_json()
    return found


def test_no_prefix_is_italian(plain: Flask) -> None:
    found = ask(plain, "/qui")
    assert (found["language"], found["path"], found["link"]) == ("it", "/qui", "/qui")
    assert found["day"] == "23 novembre 2026"


def test_a_prefix_is_its_language_and_links_stay_in_it(plain: Flask) -> None:
    found = ask(plain, "/en/qui?q=casa")
    assert (found["language"], found["path"], found["link"]) == ("en", "/qui", "/en/qui")
    assert (found["english"], found["italian"]) == ("/en/qui?q=casa", "/qui?q=casa")
    assert found["day"] == "23 November 2026"


def test_the_browsers_wish_changes_nothing(plain: Flask) -> None:
    assert ask(plain, "/qui", **{"Accept-Language": "en"})["language"] == "it"


def test_italian_has_one_address_only(plain: Flask) -> None:
    assert plain.test_client().get("/it/qui").status_code == 404
    assert plain.test_client().get("/xx/qui").status_code == 404


def test_outside_a_page_it_is_italian_unless_said(plain: Flask) -> None:
    with plain.app_context():
        assert format_day(date(2026, 12, 1)) == "1° dicembre 2026"
        with force_locale("en"):
            assert current_language().code == "en"
            assert format_day(date(2026, 12, 1)) == "1 December 2026"
            with force_locale("it"):
                assert format_day(date(2026, 12, 1)) == "1° dicembre 2026"
        assert current_language().code == "it"


def test_a_passage_in_another_language_has_its_own_dates(plain: Flask) -> None:
    with plain.test_request_context("/qui"), force_locale("en"):
        assert format_day(date(2026, 12, 1), weekday=True) == "Tuesday, 1 December 2026"


def test_a_language_we_do_not_ship_is_said_in_italian(plain: Flask) -> None:
    with plain.app_context(), force_locale("xx"):
        assert current_language().code == "it"


def test_the_language_ends_with_its_block_also_when_it_breaks(plain: Flask) -> None:
    def broken() -> None:
        with force_locale("en"):
            raise RuntimeError

    with plain.app_context():
        with pytest.raises(RuntimeError):
            broken()
        assert current_language().code == "it"


def test_moments_are_said_as_italys_clocks_show_them(plain: Flask) -> None:
    with plain.app_context():
        moment = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
        assert i18n.format_moment(moment) == "1° aprile 2026, 00:30"
        assert i18n.format_hour(moment) == "00:30"
        assert i18n.format_moment(None) == format_day(None) == ""


def test_amounts_are_kept_left_to_right(plain: Flask) -> None:
    with plain.app_context():
        assert format_amount(123450) == '<bdi dir="ltr">1.234,50\xa0€</bdi>'
        assert format_amount(None) == ""


def test_every_language_knows_its_direction() -> None:
    assert {language.direction for language in i18n.LANGUAGES.values()} <= {"ltr", "rtl"}
    assert i18n.LANGUAGES["it"].direction == "ltr"


@on_one_engine
def test_a_page_says_its_other_languages(client: PageClient) -> None:
    page = client.get("/en/accedi")
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "en"
    others = {link["hreflang"]: link["href"] for link in page.soup.select("link[hreflang]")}
    assert others == {"it": "/accedi", "en": "/en/accedi"}


def test_sources_are_english(plain: Flask) -> None:
    with plain.app_context(), force_locale("en"):
        assert babel_gettext("Sign in") == "Sign in"
