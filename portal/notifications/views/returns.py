"""The door at which a mail server reports a letter that came back."""

from __future__ import annotations

import hmac

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.notifications.actions.returning import MarkUnknown, take_back
from portal.notifications.views import bp
from portal.platform import logs
from portal.platform.access import public
from portal.platform.csrf import machine
from portal.platform.database import writing
from portal.platform.security import limiter


@bp.post("/ritorni/posta")
@public
@machine
@limiter.limit("120 per minute")
def mail_came_back() -> ResponseReturnValue:
    """Note one letter, ``{"mark": "<Message-ID or return address>"}``; without the token no door is here."""
    token: str = current_app.config["SETTINGS"].bounce_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound
    said = request.get_json(silent=True)
    mark = said.get("mark") if isinstance(said, dict) else None
    try:
        with writing():
            take_back(current_app.config["KEYRING"], str(mark or ""))
    except MarkUnknown:
        # The same answer: a mail server has no use for the difference, and would try for ever.
        logs.event("mail.unknown_mark")
    return "", 204
