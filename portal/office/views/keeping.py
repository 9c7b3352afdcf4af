"""How long papers stay: what goes in the next months, what is held, placing and lifting a hold."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import reference as references
from portal.cases.models import HoldReason
from portal.cases.retention import actions, queries
from portal.office import words
from portal.office.forms import HoldForm
from portal.office.listing import service_name
from portal.office.views import bp
from portal.platform import clock
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render

_AHEAD = timedelta(days=90)
_MOST = 200


@bp.get("/ufficio/conservazione")
@officer
def keeping() -> ResponseReturnValue:
    """What is over long enough, and what is held."""
    return _page(HoldForm())


def _page(form: HoldForm, status: int = 200) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    due = queries.list_due(current_app.config["RETENTION"], today + _AHEAD, actor)
    return render(
        "office/keeping.html",
        status=status,
        form=form,
        due=list(islice(due, _MOST)),
        holds=queries.list_holds(actor),
        today=today,
        has_archive=bool(current_app.config["SETTINGS"].archive_url),
        spoken=references.spoken,
        service_name=service_name,
        words=words,
    )


@bp.post("/ufficio/conservazione")
@officer
def place_hold() -> ResponseReturnValue:
    """Keep the papers of a case of one's offices."""
    form = HoldForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        reference = references.parse(form.reference.data)
        with writing():
            actions.place_hold(current_actor(), reference, HoldReason(form.reason.data))
    except (references.InvalidReference, NotThere):
        form.blame("reference", _("No case of your offices has this number. Check every digit."))
        return _page(form, status=422)
    notice(_("The papers of this case stay until somebody lifts the hold."))
    return redirect(url_for("office.keeping"))


@bp.route("/ufficio/conservazione/<int:number>/togli", methods=["GET", "POST"])
@officer
def lift_hold(number: int) -> ResponseReturnValue:
    """Let the class of a case count again."""
    if request.method == "POST":
        with writing():
            actions.lift_hold(current_actor(), number)
        notice(_("The hold is lifted. The papers go when their time comes."))
    return redirect(url_for("office.keeping"))
