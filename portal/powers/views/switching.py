"""The switch: from now on I act for this person; back to myself; what a power that ended gives back."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.csrf import FIELD, way_out
from portal.platform.database import db, writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.sessions import keep_fact, mark_apart
from portal.powers.actions.switching import begin_acting
from portal.powers.actor import PowerOver
from portal.powers.views import bp

#: What forms carry for themselves: nobody typed it.
_NOT_TYPED = frozenset({FIELD, "seen", "digest", "go"})
#: What a ticked box sends: nobody wrote it.
_TICKS = frozenset({"yes", "y", "on"})
_MOST_GIVEN_BACK = 200


@bp.post("/area-personale/per-chi/<int:power_id>/scegli")
@signed_in
def switch(power_id: int) -> ResponseReturnValue:
    """Act for this person from now on: every page says it, until I go back."""
    with writing() as session:
        begin_acting(current_app.config["KEYRING"], current_actor(), power_id)
        keep_fact(session, acting=power_id)
    mark_apart(True)
    return redirect(url_for("cases.my_cases"))


@bp.post("/area-personale/per-chi/torna")
@signed_in
@way_out
def back() -> ResponseReturnValue:
    """Act for myself again."""
    with writing() as session:
        keep_fact(session, acting=None)
    mark_apart(False)
    notice(_("You act for yourself again."))
    return redirect(url_for("powers.held"))


def give_back(problem: PowerOver) -> ResponseReturnValue:
    """The page that says the power is over, with everything that was just typed, to be copied."""
    db.session.rollback()
    typed = [
        value.strip()
        for name, value in request.form.items(multi=True)
        if name not in _NOT_TYPED and value.strip() and value not in _TICKS
    ]
    return render(
        "powers/over.html",
        status=problem.status,
        title=problem.title,
        words=problem.words,
        typed=typed[:_MOST_GIVEN_BACK],
    )
