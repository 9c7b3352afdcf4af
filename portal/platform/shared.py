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
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import brotli
from flask import Flask, g, request
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from portal.platform.sessions import APART, COOKIE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MUNICIPALITY = "accanto_comune"
_ROOM = 2_000
_LARGEST_KEY = 600

View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One rendered page in the three forms it may travel in."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    bodies: dict[str, bytes]


def shared(view: View) -> View:
    """Mark a public view whose page may be shared (see the module)."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        g.is_shared = not is_apart()
        g.has_session = COOKIE in request.cookies
        return view(*args, **kwargs)

    return answer  # type: ignore[return-value]


def is_apart() -> bool:
    """Whether this browser is in a visit or at a kiosk, where nothing is shared."""
    return APART in request.cookies


class SharedPages:
    """The store, as a layer of WSGI: a hit never reaches Flask."""

    def __init__(self, wsgi_app: WSGIApplication, revision: Callable[[], str]) -> None:
        self.wsgi_app = wsgi_app
        self._revision = revision
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or let the application answer and keep what it marked."""
        key = self._key(environ)
        if key is None:
            return self.wsgi_app(environ, start)
        page = self._pages.get(key)
        if page is None:
            environ["accanto.shared"] = lambda response: self._keep(key, response)
            return self.wsgi_app(environ, start)
        return _send(page, environ, start)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_HX_REQUEST" in environ:
            return None
        address = (
            f"{environ.get('SCRIPT_NAME', '')}{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        )
        if len(address) > _LARGEST_KEY:
            return None
        raw = environ.get("HTTP_COOKIE", "")
        municipality, bit = "", ""
        if raw:
            cookies = parse_cookie(raw)
            if APART in cookies:
                return None
            bit = "in" if COOKIE in cookies else ""
            municipality = cookies.get(MUNICIPALITY, "")[:6]
        minute = str(int(time.time() // 60))
        return (address, municipality, bit, self._revision(), minute, environ.get("HTTP_HOST", ""))

    def _keep(self, key: Key, response: Response) -> None:
        body = response.get_data()
        headers = tuple(
            (name, value)
            for name, value in response.headers.items()
            if name.lower() not in {"content-length", "set-cookie", "content-encoding"}
        )
        page = Page(
            headers=headers,
            etag=f'"{hashlib.sha256(body).hexdigest()[:24]}"',
            bodies={
                "br": brotli.compress(body, quality=5),
                "gzip": gzip.compress(body, 6, mtime=0),
                "": body,
            },
        )
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > _ROOM:
                self._pages.popitem(last=False)


def _send(page: Page, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    headers = [*page.headers, ("ETag", page.etag)]
    if environ.get("HTTP_IF_NONE_MATCH") == page.etag:
        start("304 NOT MODIFIED", headers)
        return [b""]
    accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
    coding = next((name for name in ("br", "gzip") if name in accepts), "")
    body = page.bodies[coding]
    if coding:
        headers.append(("Content-Encoding", coding))
    headers.append(("Content-Length", str(len(body))))
    start("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def init_app(app: Flask, revision: Callable[[], str]) -> None:
    """Put the store in front, and hand it the pages whose views are marked."""
    app.wsgi_app = SharedPages(app.wsgi_app, revision)  # type: ignore[method-assign,assignment]

    @app.after_request
    def hand_over(response: Response) -> Response:
        if not g.get("is_shared"):
            return response
        response.headers["Cache-Control"] = "no-cache"
        response.vary.update(("Cookie", "Accept-Encoding"))
        keep = request.environ.get("accanto.shared")
        if keep is not None and response.status_code == 200:
            if "Set-Cookie" in response.headers:
                raise AssertionError(f"Shared page {request.endpoint} sets a cookie.")
            keep(response)
        return response
