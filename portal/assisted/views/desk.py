"""The operator's desk: which one, what is open, what waits; never a citizen's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.models import State
from portal.appointments.queries import list_at_desk
from portal.appointments.words import STATES
from portal.assisted import day, queries, words
from portal.assisted.actions.visiting import AnotherVisitOpen, note_desk, resume_visit
from portal.assisted.fairness import passing
from portal.assisted.forms import DeskForm
from portal.assisted.kiosk.queries import calls_at
from portal.assisted.turns import queries as turns
from portal.assisted.views import bp
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import clock
from portal.platform.access import operator
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.sessions import current_session, keep_fact, mark_apart


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
        today=clock.today(),
        left_open=left if actor.visit is None else None,
        can_resume=left is not None and left.desk == actor.desk,
        calls=calls_at(actor.desk),
        passed=passing.waiting_at(actor.desk),
        **_turns(actor),
        expected=_expected(actor.desk),
        beside=_colleagues(actor),
        **day.lay_out(actor, actor.desk, _lists()),
        identified_words=words.IDENTIFIED,
        ended_words=words.ENDED,
        spoken_code=printed,
    )


def _lists() -> day.Lists:
    """Whose work is shown: what the address says, or what the operator chose before."""
    here = current_session()
    return day.chosen(request.args.get("elenchi"), here.facts.get("lists") if here else None)


@bp.post("/sportello/elenchi")
@operator
def choose_lists() -> ResponseReturnValue:
    """Show one's own work or everybody's, from now on: until the operator signs out."""
    lists = day.chosen(request.form.get("elenchi"))
    with writing() as session:
        keep_fact(session, lists=lists.value)
    return redirect(url_for("assisted.desk", elenchi=lists.value, _anchor="lists"))


def _turns(actor: Actor) -> dict[str, Any]:
    """The numbers of the desk: who waits, whom the operator called, how long it takes today."""
    return {
        "waiting": turns.waiting_at(actor.desk),
        "called": turns.called_by(actor),
        "pace": turns.pace_of(actor.desk),
    }


def _expected(desk: str) -> list[dict[str, Any]]:
    """The appointments of today by hour, without a name: others look at this screen too."""
    snapshot, language = serving.snapshot(), current_language().code
    return [
        {
            "id": row.id,
            "starts_at": row.starts_at,
            "code": printed(row.code),
            "service": snapshot.words(row.service, language)[0].name
            if row.service and snapshot.service(row.service)
            else "",
            "state": STATES[row.state],
            "can_begin": row.state in {State.BOOKED, State.ARRIVED},
        }
        for row in list_at_desk(desk, clock.today())
    ]


def _colleagues(actor: Actor) -> list[tuple[str, datetime]]:
    """Who else sits beside a person at this desk, since when."""
    rows = queries.visits_of_colleagues(actor)
    names = names_of(current_app.config["KEYRING"], {row.operator_id for row in rows})
    return [(names.get(row.operator_id, ""), row.opened_at) for row in rows]


@bp.post("/sportello/visita/riprendi")
@operator
def resume() -> ResponseReturnValue:
    """Go on with a visit whose window was lost: the browser crashed, or another one was closed."""
    with writing() as session:
        visit = resume_visit(current_actor())
        if visit is not None:
            keep_fact(session, visit=visit.id)
    if visit is None:
        notice(_("Nobody used that visit for too long: it is ended."), "info")
        return redirect(url_for("assisted.desk"))
    mark_apart(True)
    return redirect(url_for("assisted.visit"))


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
            note_desk(actor, form.desk.data)
            keep_fact(session, desk=form.desk.data)
        mark_apart(False)
        return redirect(url_for("assisted.desk"))
    return render(
        "assisted/choose_desk.html",
        status=422 if form.errors else 200,
        form=form,
        has_desks=bool(actor.desks()),
    )
