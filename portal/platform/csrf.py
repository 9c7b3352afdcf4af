"""Every unsafe request comes from our own pages: same origin, and in a session its token too.

The token lives as long as the session and is masked anew in each response, so that compressed pages
do not give it away byte by byte. A visit has a token of its own, and so has acting for somebody: a
form opened for one person never does anything for the next, nor for who is at the keyboard.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from portal.platform.sessions import LoginSession, current_session

View = TypeVar("View", bound=Callable[..., Any])

FIELD = "csrf_token"
_SAFE = {"GET", "HEAD", "OPTIONS"}


class ForgedRequest(BadRequest):
    """The request did not come from one of our pages, or from one of an ended session."""


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def mask(secret: str) -> str:
    """A fresh form of the secret: random pad, then the secret under that pad."""
    raw = bytes.fromhex(secret)
    pad = secrets.token_bytes(len(raw))
    return base64.urlsafe_b64encode(pad + _xor(pad, raw)).decode()


def unmask(token: str) -> str:
    """The secret inside a masked token; an empty string for anything else."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return ""
    half = len(raw) // 2
    return _xor(raw[:half], raw[half : half * 2]).hex()


def _content(row: LoginSession) -> str:
    """What the token of a page holds: the session's secret, and for whom it was: the number of the
    visit, or of the power."""
    visit, power = row.facts.get("visit"), row.facts.get("acting")
    if visit is not None:
        return f"{row.csrf_secret}{visit:016x}"
    return row.csrf_secret if power is None else f"{row.csrf_secret}{power:016x}f0"


def _fits(token: str, row: LoginSession) -> bool:
    content, wanted = unmask(token), _content(row)
    if is_way_out():
        content, wanted = content[: len(row.csrf_secret)], row.csrf_secret
    return hmac.compare_digest(content, wanted)


def csrf_field() -> Markup:
    """The hidden input of a form; nothing for somebody who has no session.

    Raises:
        AssertionError: on a shared page, which others will read.
    """
    if g.get("is_shared"):
        raise AssertionError(f"Shared page {request.endpoint} holds a token.")
    row = current_session()
    if row is None:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, mask(_content(row)))


def way_out(view: View) -> View:
    """Mark a view that only ends something: leaving works also from a page of a visit that is over."""
    view.is_way_out = True  # type: ignore[attr-defined]
    return view


def is_way_out() -> bool:
    """Whether this request leaves a visit or a session."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_way_out", False)


def machine(view: View) -> View:
    """Mark a view for machines, which bring a token of their own in a header and have no cookie of ours."""
    view.is_for_machines = True  # type: ignore[attr-defined]
    return view


def _is_for_machines() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_for_machines", False)


def _is_same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    try:
        return origin is not None and urlsplit(origin).netloc == request.host
    except ValueError:  # no address at all
        return False


def init_app(app: Flask) -> None:
    """Check each unsafe request before its view runs."""

    @app.before_request
    def check_origin_and_token() -> None:
        if request.method in _SAFE or _is_for_machines():
            return
        if not _is_same_origin():
            raise ForgedRequest
        row = current_session()
        if row is None:
            return
        token = request.form.get(FIELD) or request.headers.get("X-CSRF-Token", "")
        if not _fits(token, row):
            raise ForgedRequest
