"""A named situation becomes a page that says what happened, what was kept, and what to do now."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, g, render_template, request
from jinja2 import TemplateError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.platform import logs
from portal.platform.actor import NOBODY
from portal.platform.csrf import ForgedRequest
from portal.platform.database import db
from portal.platform.i18n import lazy_gettext as _l


class Situation(Exception):
    """A situation the house knows; subclasses carry the status and the words for the person."""

    status = 409
    title: object = _l("This cannot be done now")
    words: object = _l("Go back and check: something changed in the meantime.")


class NotThere(Situation):
    """There is no such thing, or it is not this person's to see: both look the same."""

    status = 404
    title = _l("We cannot find this page")
    words = _l("The address may be wrong, or the page may have moved. Start from the search.")


_PAGES: dict[int, tuple[object, object]] = {
    400: (
        _l("We could not read what your browser sent"),
        _l("Go back to the page before and try again. What you had saved is still there."),
    ),
    403: (
        _l("This page is not for you"),
        _l("You are signed in, but you do not have the role this page asks for."),
    ),
    404: (NotThere.title, NotThere.words),
    405: (
        _l("This page works in another way"),
        _l("Go back to the page before and use its buttons."),
    ),
    413: (
        _l("The file is too large"),
        _l("Each file may have 10 MB at most. Nothing you had saved is lost: go back."),
    ),
    429: (
        _l("Too many tries in a short time"),
        _l("Wait a minute, then try again. What you had saved is still there."),
    ),
    500: (
        _l("Something broke on our side"),
        _l("It is not your fault. What you had saved is kept. Try again in a few minutes."),
    ),
    503: (
        _l("The portal is busy or under repair"),
        _l("Try again in a few minutes. What you had saved is kept."),
    ),
}
#: What PostgreSQL calls it when a row is there already.
_DOUBLE = "23505"
_FORGED = (
    _l("This page was open for too long"),
    _l("Your session ended or you signed in elsewhere. Open the page again and repeat the step."),
)
_BARE = (
    '<!doctype html><html lang="it" dir="ltr"><head><meta charset="utf-8">'
    "<title>Qualcosa non funziona · Accanto</title></head>"
    "<body><h1>Qualcosa non funziona</h1><p>Non è colpa tua. Riprova tra qualche minuto.</p>"
    "<p>Emergenza: chiama il 112. Violenza: chiama il 1522.</p></body></html>"
)


def error_page(status: int, title: object, words: object) -> Response:
    """The error page; it needs neither database nor session, and has a last form without templates."""
    g.is_shared = False
    try:
        html = _drawn(status, title, words)
    except (TemplateError, SQLAlchemyError, OSError, RuntimeError, KeyError):
        html = _BARE
    return Response(html, status, mimetype="text/html")


def _drawn(status: int, title: object, words: object) -> str:
    try:
        return render_template("layout/error.html", status=status, title=title, words=words)
    except SQLAlchemyError:
        # Without the database nobody is known: the same page, as a stranger sees it.
        g.login_session, g.actor = None, NOBODY
        return render_template("layout/error.html", status=status, title=title, words=words)


def is_double(error: IntegrityError) -> bool:
    """Whether the database refused a row because one of its kind is there already; anything else it
    refuses is a fault of ours."""
    is_postgresql = getattr(error.orig, "sqlstate", None) == _DOUBLE
    return is_postgresql or str(error.orig).startswith("UNIQUE constraint failed")


def init_app(app: Flask) -> None:
    """Answer each kind of failure with its page."""

    @app.errorhandler(Situation)
    def situation(error: Situation) -> Response:
        db.session.rollback()
        return error_page(error.status, error.title, error.words)

    @app.errorhandler(ForgedRequest)
    def forged(_error: ForgedRequest) -> Response:
        return error_page(400, *_FORGED)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if status < 400 or error.response is not None:
            return error
        return error_page(status, *_PAGES.get(status, _PAGES[400 if status < 500 else 500]))

    @app.errorhandler(IntegrityError)
    def collided(error: IntegrityError) -> Response:
        # Two made the same thing at one moment, where nobody foresaw it: the other was quicker.
        if not is_double(error) or app.config.get("TESTING"):
            return unexpected(error)
        logs.failure("page.collided", error, endpoint=request.endpoint)
        db.session.rollback()
        return error_page(Situation.status, Situation.title, Situation.words)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        logs.failure("page.failed", error, endpoint=request.endpoint)
        with suppress(SQLAlchemyError):
            db.session.rollback()
        if app.config.get("TESTING"):
            raise error
        return error_page(500, *_PAGES[500])
