"""Public pages are rendered once and shared: a bounded store in front of the whole application.

A shared page depends on its address, language, municipality, the catalogue's revision, the minute and one
bit (is there a session cookie). It holds no name, no token, sets no cookie and opens no session.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import brotli
from flask import Flask, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_cookie, parse_etags
from werkzeug.wrappers import Response

from portal.platform.sessions import APART, COOKIE, KIOSK, READING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MUNICIPALITY = "accanto_comune"
#: Set in the environment of a request whose page the store will keep, and compress.
KEPT = "accanto.shared"
#: Bytes of pages before compression; a page with its compressed forms takes some 40 % more.
_ROOM = 32 * 1024 * 1024
_LARGEST_ADDRESS = 600
#: Cookies of browsers whose pages nobody else gets.
_APART = frozenset({APART, KIOSK, READING})
_LONGEST_CODE = 6
Coding = Callable[[bytes], bytes]
#: How a page is compressed when it is asked for once, and when it is asked for again: what nobody else will
#: read is not worth a quarter of a millisecond, what many read is worth more.
_CODINGS: dict[str, tuple[Coding, Coding]] = {
    "br": (
        lambda body: bytes(brotli.compress(body, quality=1)),
        lambda body: bytes(brotli.compress(body, quality=5)),
    ),
    "gzip": (
        lambda body: gzip.compress(body, 1, mtime=0),
        lambda body: gzip.compress(body, 6, mtime=0),
    ),
}

View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[str, ...]
#: Until when a page is right: the revision it was read from, and its minute.
Stamp = tuple[str, int]


@dataclass(frozen=True)
class Page:
    """One rendered page; its compressed forms are kept from the second time somebody asks for them."""

    headers: tuple[tuple[str, str], ...]
    digest: str
    body: bytes
    stamp: Stamp
    coded: dict[str, bytes] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def answer(self, environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body for this request: what its browser has already is not sent."""
        # Weak, because it names the page and not one compressed form of it.
        headers = [*self.headers, ("ETag", f'W/"{self.digest}"')]
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(self.digest):
            return "304 NOT MODIFIED", headers, b""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = next((name for name in _CODINGS if name in accepted), "")
        body = self.body
        if coding:
            headers.append(("Content-Encoding", coding))
            body = self.coded.get(coding) or self._code(coding)
        headers.append(("Content-Length", str(len(body))))
        return "200 OK", headers, body

    def _code(self, coding: str) -> bytes:
        quick, well = _CODINGS[coding]
        if coding not in self.asked:
            self.asked.add(coding)
            return quick(self.body)
        made = self.coded[coding] = well(self.body)
        return made


def shared(view: View) -> View:
    """Mark a public view whose page may be shared (see the module)."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        g.is_shared = not is_apart()
        g.has_session = COOKIE in request.cookies
        return view(*args, **kwargs)

    return answer  # type: ignore[return-value]


def is_apart() -> bool:
    """Whether this browser is in a visit or at a kiosk, or reads in a way of its own: nothing is shared."""
    return not _APART.isdisjoint(request.cookies)


class SharedPages:
    """The store, as a layer of WSGI: a hit never reaches Flask.

    When a page's minute is over, one request renders it anew; others get the old one meanwhile.
    """

    def __init__(self, wsgi_app: WSGIApplication, revision: Callable[[], str]) -> None:
        self.wsgi_app = wsgi_app
        self._revision = revision
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
        self._rendering: set[Key] = set()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or let the application answer and keep what it marked."""
        key = _key(environ)
        if key is None:
            return self.wsgi_app(environ, start)
        stamp = (self._revision(), int(time.time() // 60))
        page = self._pages.get(key)
        if page is not None and (page.stamp == stamp or self._may_wait(key, page, stamp)):
            status, headers, body = page.answer(environ)
            start(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        environ[KEPT] = lambda response: self._keep(key, stamp, response)
        try:
            return self.wsgi_app(environ, start)
        finally:
            self._rendering.discard(key)

    def _may_wait(self, key: Key, page: Page, stamp: Stamp) -> bool:
        """Whether a page of the minute before will do, because another request renders it now."""
        with self._lock:
            is_rendered = key in self._rendering
            self._rendering.add(key)
        return is_rendered and page.stamp == (stamp[0], stamp[1] - 1)

    def _keep(self, key: Key, stamp: Stamp, response: Response) -> Page:
        body = response.get_data()
        page = Page(
            headers=tuple(
                (name, value)
                for name, value in response.headers.items()
                if name.lower() not in {"content-length", "content-encoding"}
            ),
            digest=hashlib.sha256(body).hexdigest()[:24],
            body=body,
            stamp=stamp,
        )
        with self._lock:
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self._size += len(body) - (len(old.body) if old else 0)
            while self._size > _ROOM:
                self._size -= len(self._pages.popitem(last=False)[1].body)
        return page


def _key(environ: WSGIEnvironment) -> Key | None:
    """What the page of a request depends on besides revision and minute; None if it is not shared."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_HX_REQUEST" in environ:
        return None
    address = f"{environ.get('SCRIPT_NAME', '')}{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
    if len(address) > _LARGEST_ADDRESS:
        return None
    raw = environ.get("HTTP_COOKIE", "")
    municipality, bit = "", ""
    if raw:
        cookies = parse_cookie(raw)
        municipality = cookies.get(MUNICIPALITY, "")
        # A longer code is none, and cut short it would pass for somebody else's.
        if not _APART.isdisjoint(cookies) or len(municipality) > _LONGEST_CODE:
            return None
        bit = "in" if COOKIE in cookies else ""
    return (address, municipality, bit, environ.get("HTTP_HOST", ""))


def init_app(app: Flask, revision: Callable[[], str]) -> None:
    """Put the store in front, and hand it the pages whose views are marked."""
    app.wsgi_app = SharedPages(app.wsgi_app, revision)  # type: ignore[method-assign,assignment]

    @app.after_request
    def hand_over(response: Response) -> Response:
        if not g.get("is_shared"):
            return response
        response.headers["Cache-Control"] = "no-cache"
        response.vary.update(("Cookie", "Accept-Encoding"))
        keep: Callable[[Response], Page] | None = request.environ.get(KEPT)
        if keep is None or response.status_code != 200:
            return response
        if "Set-Cookie" in response.headers:
            raise AssertionError(f"Shared page {request.endpoint} sets a cookie.")
        status, headers, body = keep(response).answer(request.environ)
        response.status = status
        response.set_data(body)
        response.headers = Headers(headers)
        return response
