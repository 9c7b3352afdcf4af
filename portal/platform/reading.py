"""How somebody reads: large type, easy reading. Kept in this browser until it is closed, without scripts.

What the person beside an operator chose is another cookie than the operator's own, and goes with the visit.
"""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.platform.access import public
from portal.platform.addresses import is_ours
from portal.platform.pages import render
from portal.platform.security import limiter
from portal.platform.sessions import APART, KIOSK, READING, READING_BESIDE

bp = Blueprint("reading", __name__)


class Way(StrEnum):
    """One way to read more easily. Reading aloud is no setting: its button stands on every page of a flow."""

    LARGE = "large"
    EASY = "easy"


def _cookie() -> str:
    return READING_BESIDE if APART in request.cookies else READING


def ways() -> frozenset[Way]:
    """How this page is to be read; nothing on a page that many share."""
    if g.get("is_shared"):
        return frozenset()
    said = request.cookies.get(_cookie(), "").split(".")
    return frozenset(way for way in Way if way in said)


def turn(word: str) -> None:
    """Switch one way on or off, from the next page on; an unknown word changes nothing."""
    now = ways() ^ {way for way in Way if way == word}
    g.reading = ".".join(sorted(now))


@bp.get("/lettura")
@public
def choose() -> ResponseReturnValue:
    """How do you want to read? Reached from the foot of every page; it leads back there."""
    return render("layout/reading.html", back=_ours(_from_here()))


@bp.post("/lettura")
@public
@limiter.limit("60 per minute")
def switch() -> ResponseReturnValue:
    """Switch one way, and go back to where it was pressed."""
    turn(request.form.get("way", ""))
    return redirect(_ours(request.form.get("back", "")))


def _from_here() -> str:
    parts = urlsplit(request.referrer or "")
    is_here = parts.netloc == request.host and parts.path != request.script_root + request.path
    return parts._replace(scheme="", netloc="", fragment="").geturl() if is_here else ""


def _ours(address: str) -> str:
    return address if is_ours(address) else url_for("reading.choose")


def init_app(app: Flask) -> None:
    """Join the page, and let the choices end with whom they were made for."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(reading_ways=ways)

    @app.after_request
    def keep_choice(response: Response) -> Response:
        secure = app.config["SETTINGS"].is_https
        if (chosen := g.get("reading")) is not None:
            response.set_cookie(_cookie(), chosen, httponly=True, secure=secure, samesite="Lax")
        if "Clear-Site-Data" in response.headers:
            # Whoever comes next begins as everybody does.
            gone = {READING_BESIDE} | ({READING} if KIOSK in request.cookies else set())
            for name in gone & set(request.cookies):
                response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax")
        return response
