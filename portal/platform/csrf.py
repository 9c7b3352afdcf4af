"""Every unsafe request comes from our own pages: same origin, and in a session its token too.

The token lives as long as the session and is masked anew in each response, so that compressed pages
do not give it away byte by byte.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from portal.platform.sessions import current_session

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


def csrf_field() -> Markup:
    """The hidden input of a form; nothing for somebody who has no session."""
    row = current_session()
    if row is None:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, mask(row.csrf_secret))


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
        if request.method in _SAFE:
            return
        if not _is_same_origin():
            raise ForgedRequest
        row = current_session()
        if row is None:
            return
        token = request.form.get(FIELD) or request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(unmask(token), row.csrf_secret):
            raise ForgedRequest
