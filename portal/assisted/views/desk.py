"""The operator's desk: which one, what is open, what waits; never a citizen's page."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries, standing, words
from portal.assisted.actions.visiting import AnotherVisitOpen
from portal.assisted.fairness import passing
from portal.assisted.forms import DeskForm
from portal.assisted.kiosk.queries import calls_at
from portal.assisted.views import bp
from portal.platform.access import operator
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.pages import render
from portal.platform.sessions import keep_fact, mark_apart


@bp.get("/sportello")
@operator
def desk() -> ResponseReturnValue:
    """The day at the desk; first the desk is chosen where there are several."""
    actor = current_actor()
    if actor.desk is None:
        return redirect(url_for("assisted.choose_desk"))
    left = queries.open_visit_of(actor.person_id or 0)
    return render(
        "assisted/desk.html",
        desk_name=queries.desk_name(actor.desk),
        left_open=left if actor.visit is None else None,
        has_choice=len(set(actor.desks())) > 1,
        calls=calls_at(actor.desk),
        passed=passing.waiting_at(actor.desk),
        visits=queries.visits_of_today(actor),
        unsigned=queries.waiting_for_signature(actor),
        ending=standing.ending_at(actor.desk),
        identified_words=words.IDENTIFIED,
        ended_words=words.ENDED,
        spoken_code=printed,
    )


@bp.route("/sportello/scegli", methods=["GET", "POST"])
@operator
def choose_desk() -> ResponseReturnValue:
    """Choose the desk; it is shown from then on, and every act says where it was done."""
    actor = current_actor()
    if actor.visit is not None:
        raise AnotherVisitOpen
    form = DeskForm(data={"desk": actor.desk})
    if request.method == "POST" and form.validate():
        with writing() as session:
            keep_fact(session, desk=form.desk.data)
        mark_apart(False)
        return redirect(url_for("assisted.desk"))
    return render(
        "assisted/choose_desk.html",
        status=422 if form.errors else 200,
        form=form,
        has_desks=bool(actor.desks()),
    )
