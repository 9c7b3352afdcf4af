"""For whom I act: what I am asked to take, yes or no, and how to stop."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.integrations.sgd import Sgd, SgdFailed
from portal.platform import logs
from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.i18n import ngettext
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.powers import queries
from portal.powers.actions.giving import answer_offer, give_up
from portal.powers.actions.national import take_over
from portal.powers.actions.sureness import must_be_sure
from portal.powers.views import bp
from portal.powers.views.giving import open_first

_SILENT = _l("The national system does not answer now. Nothing has changed. Try again later.")


@bp.get("/area-personale/per-chi")
@signed_in
def held() -> ResponseReturnValue:
    """For whom I may act, and who asks me to."""
    rows = queries.list_held(current_app.config["KEYRING"], current_actor())
    return render(
        "powers/held.html",
        powers=open_first(rows),
        asks_national=current_app.config["SGD"] is not None,
    )


@bp.post("/area-personale/per-chi/aggiorna")
@signed_in
@limiter.limit("12 per hour", key_func=by_person)
def ask_national() -> ResponseReturnValue:
    """Ask the national system which mandates I hold; asked outside any transaction, it may be slow."""
    sgd: Sgd | None = current_app.config["SGD"]
    if sgd is None:
        raise NotThere
    keyring, actor = current_app.config["KEYRING"], current_actor()
    must_be_sure(keyring, actor)
    code = queries.own_profile(keyring, actor).fiscal_code
    db.session.rollback()
    try:
        told = sgd.held_by(code)
    except SgdFailed as trouble:
        logs.event("sgd.failed", reason=type(trouble).__name__)
        notice(_SILENT, "warning")
        return redirect(url_for("powers.held"))
    with writing():
        found = len(take_over(keyring, actor, told))
    notice(_found(found))
    return redirect(url_for("powers.held"))


def _found(number: int) -> str:
    words: str = ngettext(
        "The national system names %(num)d mandate of yours.",
        "The national system names %(num)d mandates of yours.",
        number,
    )
    return words


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
