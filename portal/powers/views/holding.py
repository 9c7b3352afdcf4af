"""For whom I act: what I am asked to take, yes or no, and how to stop."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.powers import queries
from portal.powers.actions.giving import answer_offer, give_up
from portal.powers.views import bp
from portal.powers.views.giving import laid_out


@bp.get("/area-personale/per-chi")
@signed_in
def held() -> ResponseReturnValue:
    """For whom I may act, and who asks me to."""
    rows = queries.list_held(current_app.config["KEYRING"], current_actor())
    return render("powers/held.html", powers=[laid_out(one) for one in rows])


@bp.post("/area-personale/per-chi/<int:power_id>/accetta")
@signed_in
def accept(power_id: int) -> ResponseReturnValue:
    """Yes: from now on I may act for this person."""
    with writing():
        answer_offer(current_app.config["KEYRING"], current_actor(), power_id, accepts=True)
    notice(_("You said yes. You may act for this person from now on."))
    return redirect(url_for("powers.held"))


@bp.post("/area-personale/per-chi/<int:power_id>/rifiuta")
@signed_in
def decline(power_id: int) -> ResponseReturnValue:
    """No: nothing happens, and who asked is told."""
    with writing():
        answer_offer(current_app.config["KEYRING"], current_actor(), power_id, accepts=False)
    notice(_("You said no. The person who named you is told."))
    return redirect(url_for("powers.held"))


@bp.post("/area-personale/per-chi/<int:power_id>/rinuncia")
@signed_in
def stop(power_id: int) -> ResponseReturnValue:
    """I no longer act for this person."""
    with writing():
        give_up(current_app.config["KEYRING"], current_actor(), power_id)
    notice(_("You no longer act for this person. They are told."))
    return redirect(url_for("powers.held"))
