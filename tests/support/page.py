"""The client every test reads pages with: each page it fetches is inspected, always."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.platform.csrf import FIELD
from portal.platform.sessions import COOKIE
from tests.support.checks import (
    ANY_PART,
    WHOLE_PAGE,
    Complaints,
    having,
    named,
    value,
    where,
    words_of,
)
from tests.support.filling import find_form, posted_by
from tests.support.parsing import parse, parse_errors

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
#: What is another one at each showing and decides nothing: tokens, references of cases and of appointments,
#: hours of the clock, the seconds a session has left.
_CHANGING = re.compile(
    r"[\w-]{40,}={0,2}|/link/[\w-]{32}|\bAC(?: ?\d){10}\b|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"
    r"|\b\d\d:\d\d\b|data-(?:left|idle)=\"\d+\""
)
CLASSES = Path(__file__).parents[2] / "static" / "dist" / "bootstrap-classes.json"


class PageIsWrong(AssertionError):
    """A page broke a rule of the house; the message lists every complaint."""


class PlainClientBlocked(AssertionError):
    """A test asked Flask for a client that does not inspect."""


class _Blocked(FlaskClient):
    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        raise PlainClientBlocked(
            "Fetch pages with PageClient(app) (tests/support/page.py): it inspects each of them. "
            "For what is not a page, use `client.raw`."
        )


def block_plain_client(app: Flask) -> None:
    """From now on ``app.test_client()`` refuses; ``PageClient`` still works."""
    app.test_client_class = _Blocked


class Page:
    """One page as a person meets it."""

    def __init__(self, response: TestResponse, html: str) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.url = response.request.full_path.rstrip("?")
        self.html = html

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The tree of the page, read when somebody asks for it."""
        return parse(self.html)

    @property
    def title(self) -> str:
        """The words of the title."""
        return words_of(self.soup.title) if self.soup.title else ""

    @property
    def h1(self) -> str:
        """The words of the heading."""
        return words_of(self.soup.h1) if self.soup.h1 else ""

    @property
    def text(self) -> str:
        """The words of the main part, on one line."""
        main = self.soup.find("main")
        return words_of(main if isinstance(main, Tag) else self.soup)

    @property
    def problems(self) -> list[str]:
        """The lines of the error summary."""
        return [words_of(line) for line in self.soup.select("[data-error-summary] li")]

    def one(self, selector: str) -> Tag:
        """The one element a CSS selector finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{selector} finds {len(found)} elements on {self.url}, not one."
        return found[0]

    def form(self, which: str | int = 0) -> Tag:
        """A form by its id, its action, or its place among the page's forms."""
        return find_form(self.soup, which)

    def link(self, words: str) -> str:
        """The address of the link with these words."""
        for link in named(self.soup, "a"):
            if words_of(link) == words or value(link, "aria-label") == words:
                return value(link, "href")
        for link in named(self.soup, "a"):
            if words in words_of(link):
                return value(link, "href")
        seen = ", ".join(f"“{words_of(link)}”" for link in named(self.soup, "a"))
        raise AssertionError(f"No link “{words}” on {self.url}. There are: {seen}.")


class PageClient:
    """A browser without scripts: cookies, links, real forms. ``page`` is the last page seen."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.raw = FlaskClient(app, app.response_class, use_cookies=True)
        self.page: Page | None = None

    def get(self, path: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Page:
        """Read a page, following redirects on the way; ``status`` is that of the last answer."""
        return self._arrive(self.raw.get(path, headers=headers), status)

    def post(self, path: str, data: Any = None, *, status: int = 200) -> Page:
        """Post without a page, as a program would; prefer ``submit``, which fills a real form."""
        return self._arrive(self.raw.post(path, data=data, headers=SAME_ORIGIN), status)

    def submit(
        self,
        form: str | int = 0,
        data: dict[str, Any] | None = None,
        *,
        button: str | None = None,
        status: int = 200,
        follow: bool = True,
    ) -> Page:
        """Fill a form of the last page and press a button (its words, or ``name=value``).

        What the page already holds (hidden inputs, chosen answers, the token) travels along.
        """
        assert self.page is not None, "Read a page first: client.get(…)."
        posted = posted_by(self.page.soup, self.page.form(form), data or {}, button)
        address = urljoin(self.page.url, posted.action)
        if posted.method == "get":
            response = self.raw.get(address, query_string=posted.values)
        else:
            response = self.raw.post(address, data=posted.values, headers=SAME_ORIGIN)
        return self._arrive(response, status, follow=follow)

    def click(self, words: str, *, status: int = 200) -> Page:
        """Follow a link of the last page."""
        assert self.page is not None, "Read a page first: client.get(…)."
        return self.get(urljoin(self.page.url, self.page.link(words)), status=status)

    def download(self, path: str, *, status: int = 200) -> TestResponse:
        """Something that is not a page: a PDF, a data file."""
        response = self.raw.get(path)
        assert response.status_code == status, f"{path} answered {response.status}."
        assert response.mimetype != "text/html", f"{path} is a page: use client.get(…)."
        return response

    def part(self, path: str, *, status: int = 200, **htmx: str) -> BeautifulSoup:
        """What htmx gets from an address: only a part, inspected as one."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
        headers |= {f"HX-{name.title()}": text for name, text in htmx.items()}
        return self.part_of(self.raw.get(path, headers=headers), status)

    def part_of(self, response: TestResponse, status: int = 200) -> BeautifulSoup:
        """Inspect an answer that is a part of a page."""
        assert response.status_code == status, f"{response.request.path}: {response.status}."
        html = response.get_data(as_text=True)
        assert "<html" not in html, f"{response.request.path} sends htmx a whole page."
        assert "HX-Request" in response.headers.get("Vary", ""), "Add Vary: HX-Request."
        inspect_part(html, response.request.path)
        return parse(html)

    def _arrive(self, response: TestResponse, status: int, *, follow: bool = True) -> Page:
        steps = 0
        # What was posted lies in a temporary file when it is large; werkzeug leaves it open.
        response.request.environ["wsgi.input"].close()
        while follow and response.status_code in {301, 302, 303, 307, 308}:
            target = urlsplit(response.headers["Location"])
            here = urlsplit(response.request.host_url).netloc
            if target.netloc not in {"", here} or steps > 10:
                break
            steps += 1
            address = urljoin(
                response.request.full_path, target._replace(scheme="", netloc="").geturl()
            )
            response = self.raw.get(address)
        self.page = Page(response, response.get_data(as_text=True))
        response.close()
        if response.status_code != status:
            _say_why(self.page, status)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            has_session = self.raw.get_cookie(COOKIE) is not None
            inspect(self.page, has_session=has_session)
        return self.page


def _say_why(page: Page, status: int) -> NoReturn:
    told = "; ".join(page.problems) or page.headers.get("Location") or page.h1
    raise AssertionError(f"{page.url} answered {page.status} instead of {status}: {told}")


def inspect(page: Page, *, has_session: bool = False) -> None:
    """Every check of a whole page.

    A page that this process has found sound is not read again: many tests pass the same ones.

    Raises:
        PageIsWrong: with all complaints at once.
    """
    needs_tokens = has_session and not _is_shared(page)
    _complain(page.url, [*headers_protect(page), *personal_or_shared(page)])
    shown = (_CHANGING.sub("", page.html), needs_tokens)
    if hash(shown) in _FOUND_SOUND:
        return
    complaints = [
        *parse_errors(page.html),
        *(words for check in WHOLE_PAGE for words in check(page.soup)),
        *classes_survive(page.soup),
        *(tokens_in_forms(page.soup) if needs_tokens else ()),
    ]
    _complain(page.url, complaints)
    _FOUND_SOUND.add(hash(shown))


def inspect_part(html: str, path: str) -> None:
    """Every check that a part of a page can be asked."""
    whole = f"<!doctype html><title>x</title><body>{html}"
    soup = parse(whole)
    complaints = [words for check in ANY_PART for words in check(soup)]
    _complain(path, [*parse_errors(whole), *complaints, *classes_survive(soup)])


def _complain(path: str, complaints: list[str]) -> None:
    if complaints:
        raise PageIsWrong("\n  · ".join([f"{path}:", *complaints]))


_FOUND_SOUND: set[int] = set()


@cache
def _lost_classes() -> frozenset[str]:
    assert CLASSES.exists(), "static/dist/bootstrap-classes.json is missing: run `make assets`."
    lists = json.loads(CLASSES.read_text())
    return frozenset(lists["known"]) - frozenset(lists["kept"])


def classes_survive(page: BeautifulSoup) -> Complaints:
    """No class of Bootstrap Italia that the built sheet has lost."""
    lost = _lost_classes()
    for tag in having(page, "class"):
        for name in set(tag.get("class") or ()) & lost:
            yield (
                f"{where(tag)}: the class {name} is not in the built sheet. Write it whole in a "
                "template, import its part in assets/styles/_bootstrap.scss, and build the assets."
            )


def headers_protect(page: Page) -> Complaints:
    """The headers that keep the browser on our side."""
    policy = page.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy and "default-src 'self'" not in policy:
        yield "No strict Content-Security-Policy (platform/security.py adds it)."
    if "unsafe-" in policy or " * " in f" {policy} ":
        yield f"The security policy lets too much in: {policy}"
    if page.headers.get("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options: nosniff is missing."
    if "Referrer-Policy" not in page.headers:
        yield "Referrer-Policy is missing."
    if "frame-ancestors" not in policy and "X-Frame-Options" not in page.headers:
        yield "Other sites could frame this page."


def _is_shared(page: Page) -> bool:
    return "no-store" not in page.headers.get("Cache-Control", "")


def personal_or_shared(page: Page) -> Complaints:
    """A page is kept by nobody, or it is shared and then holds nothing of anybody."""
    if not _is_shared(page):
        return
    if "Cookie" not in page.headers.get("Vary", ""):
        yield "Neither no-store nor Vary: Cookie: somebody else could be shown this page."
    if page.soup.find(attrs={"name": FIELD}) is not None:
        yield "A shared page holds a token: its forms are guarded by the origin alone."
    if "Set-Cookie" in page.headers:
        yield "A shared page sets a cookie."


def tokens_in_forms(page: BeautifulSoup) -> Complaints:
    """In a session, every form that changes something carries the token."""
    for form in named(page, "form"):
        if value(form, "method").lower() == "post" and not form.find(attrs={"name": FIELD}):
            yield f"{where(form)} has no token: use the form macro, or print csrf_field()."
