"""A session that goes on: the warning before it ends, and the press that stays."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.identity.views import bp
from portal.platform.access import participant
from portal.platform.sessions import current_session, seconds_left


@bp.get("/accedi/resta")
@participant
def stay() -> ResponseReturnValue:
    """Somebody is there: every request notes it, so this one needs no answer."""
    return "", 204


@bp.app_context_processor
def limits_of_session() -> dict[str, Any]:
    """What the frame of a page needs for the warning."""
    return {"session_limits": session_limits}


def session_limits() -> dict[str, Any] | None:
    """Seconds until this session ends, and where to go then; nothing where nobody has one."""
    row = current_session()
    if row is None:
        return None
    idle, left = seconds_left(row)
    back = request.script_root + request.path if request.method == "GET" else None
    return {"idle": idle, "left": left, "over": url_for("identity.sign_in", da=back, scaduta=1)}
