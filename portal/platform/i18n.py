"""Languages: the address alone decides, and dates, amounts and direction come from one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from string import printable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import flask_babel
from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_currency
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, ngettext
from flask_babel.speaklater import LazyString as BabelLazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from portal.platform import articles, clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["force_locale", "gettext", "lazy_gettext", "ngettext"]

DEFAULT = "it"
#: Where an application remembers the sentences it has said.
_SENTENCES = "accanto.sentences"
_MOST_SENTENCES = 20_000
_KEY = "accanto.language"

_forced: ContextVar[str | None] = ContextVar("accanto_language", default=None)


@dataclass(frozen=True)
class Language:
    """A language we ship, named in itself and in its own script."""

    code: str
    name: str

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction_of(self.code)


def direction_of(code: str) -> str:
    """``rtl`` or ``ltr``, also of a language that only one text is written in."""
    return str(Locale.parse(code).text_direction)


def name_of(code: str) -> str:
    """A language named in itself and in its own script, also one that only one text is written in."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


LANGUAGES = {
    language.code: language
    for language in (
        Language("it", "Italiano"),
        Language("en", "English"),
    )
}


class LanguagePrefix:
    """Moves ``/en`` from the path to the script name: each route exists once, and ``url_for``
    stays in the language of the page."""

    def __init__(self, wsgi_app: WSGIApplication) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request in the language of its address."""
        path = environ.get("PATH_INFO", "")
        head, _, rest = path.lstrip("/").partition("/")
        environ[_KEY] = DEFAULT
        environ["accanto.root"] = environ.get("SCRIPT_NAME", "")
        if head in LANGUAGES and head != DEFAULT:
            environ[_KEY] = head
            environ["SCRIPT_NAME"] = f"{environ['accanto.root']}/{head}"
            environ["PATH_INFO"] = f"/{rest}"
        question = environ.get("QUERY_STRING", "")
        if not question.isascii():
            # Bytes that should have been written as %E9: whoever reads the query expects ASCII.
            environ["QUERY_STRING"] = quote(question.encode("latin-1"), safe=printable)
        return self.wsgi_app(environ, start)


class LazyString(BabelLazyString):  # type: ignore[misc]
    """A sentence that is said when it is shown. Flask-Babel's passes for safe HTML; here what was typed
    into it stays text."""

    def __html__(self) -> Markup:
        return escape(str(self))


def gettext(words: str, **values: object) -> str:
    """A sentence of the sources in the language of the page."""
    said = _sentence(current_language().code, words)
    return fill(said, values) if values else said


def lazy_gettext(words: str, **values: object) -> LazyString:
    """The same, said in the language of whoever reads it at last."""
    return LazyString(gettext, words, **values)


def fill(said: object, values: Mapping[str, object]) -> str:
    """A sentence with its values, where it is kept apart from them: the one way to fill it.

    In Italian the article before a day follows the day (“entro l’8 dicembre”).
    """
    return articles.elide(str(said), values) % values


def before_day(label: object, day: str) -> str:
    """A label whose day stands in an element of its own right after it; its article fits the day."""
    return articles.elide_before(str(label), day)


def _sentence(code: str, words: str) -> str:
    # A page says some fifty: looking each up goes through three objects of the request.
    known: dict[tuple[str, str], str] | None = None
    if current_app:
        known = current_app.extensions.get(_SENTENCES)
    if known is None:
        return str(flask_babel.gettext(words))
    said = known.get((code, words))
    if said is None:
        said = known[code, words] = str(flask_babel.get_translations().ugettext(words))
    return said


def current_language() -> Language:
    """The language of this page, or the one forced; Italian outside a page."""
    code = _forced.get()
    if code is None:
        code = request.environ.get(_KEY, DEFAULT) if has_request_context() else DEFAULT
    return LANGUAGES[code]


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Say words, dates and amounts in another language than the page's: a letter, a paper, a passage.

    A language we do not ship is said in Italian.
    """
    language = LANGUAGES.get(code, LANGUAGES[DEFAULT])
    token = _forced.set(language.code)
    try:
        with flask_babel.force_locale(language.code):
            yield
    finally:
        _forced.reset(token)


def url_in(code: str, url: str | None = None) -> str:
    """An address of ours (this page's by default) in another language."""
    root = request.environ.get("accanto.root", "")
    if url is None:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        url = request.path + query
    prefix = "" if code == DEFAULT else f"/{code}"
    return f"{root}{prefix}{url}"


def languages_of_page() -> list[tuple[Language, str]]:
    """Each language with the address of this page in it."""
    return [(language, url_in(code)) for code, language in LANGUAGES.items()]


def _locale() -> str:
    # English dates as Europe writes them.
    code = current_language().code
    return "en_GB" if code == "en" else code


def format_day(day: date | None, *, weekday: bool = False) -> str:
    """A legal day in words, for instance "23 novembre 2026"."""
    return "" if day is None else _day_in_words(day, "full" if weekday else "long", _locale())


@lru_cache(maxsize=5_000)
def _day_in_words(day: date, how: str, locale: str) -> str:
    # A list says the same few days over and over; Babel takes each apart anew.
    said = str(format_date(day, how, locale=locale))
    return articles.with_ordinal(said, day) if locale == DEFAULT else said


def format_moment(moment: datetime | None) -> str:
    """A moment as Italy's clocks show it, day and time."""
    if moment is None:
        return ""
    here = clock.rome_time(moment)
    return _in_italian(format_datetime(here, "d MMMM y, HH:mm", locale=_locale()), here.date())


def _in_italian(said: object, day: date) -> str:
    is_italian = current_language().code == DEFAULT
    return articles.with_ordinal(str(said), day) if is_italian else str(said)


def format_month(day: date) -> str:
    """The month a day lies in, in words, for instance "novembre 2026"."""
    return str(format_skeleton("yMMMM", day, locale=_locale()))


def format_hour(moment: datetime) -> str:
    """The time of day of a moment, in Italy, 24 hours."""
    return str(format_time(clock.rome_time(moment), "HH:mm", locale=_locale()))


def format_amount(cents: int | None) -> Markup:
    """An amount in euro, kept left to right in every language."""
    if cents is None:
        return Markup("")
    words = format_currency(cents / 100, "EUR", locale=_locale())
    return Markup('<bdi dir="ltr">{}</bdi>').format(words)


def init_app(app: Flask, translations: str) -> None:
    """Wire Flask-Babel to the language of the address."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = translations
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.extensions[_SENTENCES] = {}
    Babel(app, locale_selector=lambda: current_language().code)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign,assignment]
    say = _gettext_of_templates()
    app.jinja_env.globals.update(
        {
            "_": say,
            "gettext": say,
            # A global, so that components know it without being given the whole page.
            "language": LocalProxy(current_language),
            "before_day": before_day,
            "format_day": format_day,
            "format_moment": format_moment,
            "format_hour": format_hour,
            "format_month": format_month,
            "format_amount": format_amount,
            "url_in": url_in,
        }
    )

    @app.context_processor
    def language_of_page() -> dict[str, Any]:
        return {"languages": languages_of_page()}


def _gettext_of_templates() -> Callable[..., str]:
    """Jinja's own gettext, remembering each sentence: a page says some fifty."""

    @lru_cache(maxsize=_MOST_SENTENCES)
    def without_values(code: str, words: str) -> Markup:
        # As in Jinja, a sentence is always a format: a percent sign stands twice.
        return Markup(_sentence(code, words)) % {}  # noqa: S704 our own words

    @pass_eval_context
    def say(where: EvalContext, words: str, **values: object) -> str:
        code = current_language().code
        if not where.autoescape:
            return fill(_sentence(code, words), values)
        if not values:
            return without_values(code, words)
        said = articles.elide(_sentence(code, words), values)
        return Markup(said) % values  # noqa: S704 values are escaped

    return say
