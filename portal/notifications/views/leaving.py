"""The quick exit: away from a page that somebody must not see."""

from __future__ import annotations

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from portal.notifications.views import bp
from portal.platform.access import public
from portal.platform.sessions import COOKIE


@bp.get("/esci-subito")
@public
def quick_exit() -> ResponseReturnValue:
    """Lead to a harmless page and let this browser forget the login.

    A link, so that it works without scripts; nothing is written: without its cookie a session is
    nobody's, and ends by itself. Another site that leads here only leads away. The cache is left alone:
    clearing it takes seconds, and personal pages were never in it.
    """
    answer = redirect(current_app.config["SETTINGS"].quick_exit_url)
    if request.headers.get("Sec-Fetch-Site") in {"same-origin", "none"}:
        answer.headers["Clear-Site-Data"] = '"cookies", "storage"'
        answer.delete_cookie(COOKIE)
    return answer
