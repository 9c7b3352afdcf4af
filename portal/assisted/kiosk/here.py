"""Whether this browser is a public machine, who sits at it now, and where it leads when nobody does."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.assisted.kiosk import queries
from portal.assisted.kiosk.actions import guest_of
from portal.assisted.models import Kiosk
from portal.platform import clock, logs
from portal.platform.database import aside, db, reading
from portal.platform.i18n import DEFAULT, url_in
from portal.platform.sessions import (
    COOKIE,
    KIOSK,
    KIOSK_COUNTDOWN,
    KIOSK_IDLE,
    current_session,
    mark_browser,
    open_session,
)

#: What a machine shows while nobody sits at it: the languages, its enrolment, the return of a login.
_WITHOUT_SITTING = {
    "assisted.kiosk_languages",
    "assisted.sit_down",
    "assisted.call_somebody",
    "assisted.draw_number",
    "assisted.number_drawn",
    "assisted.kiosk_finish",
    "assisted.enrol",
    "identity.callback",
    "notifications.quick_exit",
    "health.healthz",
}
_SEEN_EVERY = timedelta(minutes=5)
#: Browsers keep no cookie longer than 400 days; it is given anew whenever somebody sits down.
_COOKIE_DAYS = 400
#: What the browser must forget; cookies are taken one by one, the machine's own stays.
_WIPE = '"cache", "storage"'


@dataclass(frozen=True)
class Here:
    """The machine of this request, as pages know it; ``sitting`` is empty while nobody sits there."""

    id: int
    desk: str
    name: str
    called_at: datetime | None
    seen_at: datetime | None
    sitting: str
    idle: int = int(KIOSK_IDLE.total_seconds())
    countdown: int = int(KIOSK_COUNTDOWN.total_seconds())


def kiosk_here() -> Here | None:
    """The machine this browser is; read once per request, and nothing where it was ended."""
    if "kiosk" not in g:
        token = request.cookies.get(KIOSK)
        g.kiosk = _load(token) if token else None
    return cast("Here | None", g.kiosk)


def _load(token: str) -> Here | None:
    try:
        with reading(db.engine) as own:
            row = queries.find_by_token(own, token)
    except SQLAlchemyError as error:
        # An error page must stand also where the database does not.
        logs.failure("kiosk.not_read", error)
        g.is_kiosk_unknown = True
        return None
    return _as_known(row) if row else None


def _as_known(row: Kiosk) -> Here:
    here = current_session()
    guest = guest_of(here.facts) if here else None
    sitting = hashlib.sha256(guest.encode()).hexdigest()[:12] if guest else ""
    return Here(row.id, row.desk, row.name, row.called_at, row.seen_at, sitting)


def sit_down(own: Session) -> None:
    """Somebody begins at the machine: a session of a guest, so that all they do ends with it."""
    open_session(own, None, {"guest": secrets.token_hex(32)})


def remember(response: Response, token: str) -> None:
    """Make this browser the machine, for as long as browsers allow."""
    response.set_cookie(
        KIOSK,
        token,
        max_age=_COOKIE_DAYS * 86400,
        httponly=True,
        secure=current_app.config["SETTINGS"].is_https,
        samesite="Lax",
    )


def first_screen() -> str:
    """The address of the screen with the languages: the same for everybody."""
    return url_in(DEFAULT, url_for("assisted.kiosk_languages").removeprefix(request.script_root))


def wiped(response: Response) -> Response:
    """The browser forgets everything of the person, and stays the machine of its desk."""
    session.clear()
    g.is_wiped = True
    response.headers["Clear-Site-Data"] = _WIPE
    return response


def _take_cookies(response: Response) -> None:
    for name in request.cookies:
        if name != KIOSK:
            response.delete_cookie(name)


def init_app(app: Flask) -> None:
    """Know the machine before each view, and lead to the first screen where nobody sits there."""
    app.jinja_env.globals["kiosk_here"] = kiosk_here

    @app.before_request
    def know_the_machine() -> ResponseReturnValue | None:
        here = kiosk_here()
        if here is None:
            return None
        mark_browser(kiosk=str(here.id))
        if here.seen_at is None or here.seen_at + _SEEN_EVERY < clock.now():
            _note_seen(here)
        if request.endpoint == "notifications.quick_exit":
            return wiped(redirect(first_screen()))
        if request.endpoint == "identity.sign_out":
            return redirect(url_for("assisted.kiosk_finish"), 307)
        if current_session() is None and request.endpoint not in _WITHOUT_SITTING:
            there = redirect(first_screen(), 303)
            # A session that ended by itself leaves the same as one that was ended.
            return wiped(there) if COOKIE in request.cookies else there
        return None

    @app.after_request
    def keep_only_the_machine(response: Response) -> Response:
        if g.get("is_wiped"):
            _take_cookies(response)
        elif KIOSK in request.cookies and kiosk_here() is None and not g.get("is_kiosk_unknown"):
            # Ended by the desk: a browser like any other from now on.
            response.delete_cookie(KIOSK)
        return response


def _note_seen(here: Here) -> None:
    with aside() as own:
        own.execute(update(Kiosk).where(Kiosk.id == here.id).values(seen_at=clock.now()))
