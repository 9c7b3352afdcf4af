"""Who came in the place of somebody: the visit goes on for the person they represent."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.represented.actions import go_on_for
from portal.assisted.views import bp
from portal.assisted.views.visit import WIPE
from portal.platform.access import in_visit
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.sessions import keep_fact


@bp.post("/sportello/visita/per-chi/<int:power_id>")
@in_visit
def go_on_for_person(power_id: int) -> ResponseReturnValue:
    """The visit of who represents somebody ends, and one for that person begins: nothing is carried over."""
    with writing() as session:
        visit = go_on_for(current_app.config["KEYRING"], current_actor(), power_id)
        keep_fact(session, visit=visit.id)
    notice(_("From here on the visit is for the person represented. No mandate is needed."), "info")
    answer = current_app.make_response(redirect(url_for("assisted.visit")))
    answer.headers["Clear-Site-Data"] = WIPE
    return answer
