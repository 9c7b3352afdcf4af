"""Trying out, before sending, whether a message reaches the person."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.telling import try_out
from portal.cases.views import bp
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.security import by_person, limiter


@bp.post("/pratiche/<reference>/prova-avviso")
@participant
@limiter.limit("5 per hour", key_func=by_person)
def try_notice(reference: str) -> ResponseReturnValue:
    """Send the trial; the same person gets one an hour."""
    actor = current_actor()
    with writing():
        try_out(current_app.config["KEYRING"], actor, queries.get_draft(actor, reference))
    notice(_("The trial message has left. Does it arrive? If not, correct the contact."), "info")
    return redirect(url_for("cases.summary_page", reference=reference, _anchor="told"))
