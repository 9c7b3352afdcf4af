"""The numbers of a desk: given at the desk or at a public machine, called, and done."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.actions.ending import end_visit
from portal.assisted.kiosk.here import kiosk_here
from portal.assisted.models import EndedHow
from portal.assisted.turns import actions
from portal.assisted.turns import queries as turns
from portal.assisted.views import bp
from portal.assisted.views.visit import left_clean
from portal.platform.access import operator, public
from portal.platform.actor import current_actor
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.security import limiter
from portal.platform.sessions import current_session, keep_fact, unattended


@bp.get("/sportello/turni")
@operator
@unattended
def turns_waiting() -> ResponseReturnValue:
    """Who waits, and whom I called; the page of the desk asks every few seconds."""
    actor = current_actor()
    if actor.desk is None:
        return redirect(url_for("assisted.choose_desk"))
    name = "assisted/_turns.html" if is_fragment_wanted() else "assisted/turns.html"
    return render(
        name,
        desk_name=queries.desk_name(actor.desk),
        waiting=turns.waiting_at(actor.desk),
        called=turns.called_by(actor),
    )


@bp.post("/sportello/turni")
@operator
def give_number() -> ResponseReturnValue:
    """Somebody stands at the desk without an appointment: they get the next number."""
    actor = current_actor()
    if actor.desk is None:
        raise NotThere
    with writing():
        number = actions.draw_number(actor.desk).number
    notice(_("Number %(number)d. Tell the person.", number=number), "info")
    return redirect(url_for("assisted.desk"))


@bp.post("/sportello/turni/chiama")
@operator
def call_turn() -> ResponseReturnValue:
    """Call who waits longest."""
    here = current_session()
    with writing():
        actions.call_next(current_actor(), here.facts.get("table") if here else None)
    return redirect(url_for("assisted.desk"))


@bp.post("/sportello/turni/<int:number>/assente")
@operator
def turn_absent(number: int) -> ResponseReturnValue:
    """Nobody came when the number was called."""
    with writing():
        actions.note_absent(current_actor(), number)
    return redirect(url_for("assisted.desk"))


@bp.post("/sportello/turni/<int:number>/fine")
@operator
@way_out
def end_turn(number: int) -> ResponseReturnValue:
    """The person of a number is done: a visit that was opened with it ends, and nothing of it stays."""
    with writing() as session:
        turn = turns.get_mine(current_actor(), number, lock=True)
        visit = queries.open_visit_of(current_actor().person_id or 0)
        if visit is not None and visit.turn_id == turn.id:
            end_visit(current_actor(), EndedHow.TURN)
            keep_fact(session, visit=None)
        else:
            actions.end_served(session, turn.id)
    return left_clean()


@bp.post("/postazione/numero")
@public
@limiter.limit("20 per minute")
def draw_number() -> ResponseReturnValue:
    """Somebody who came without an appointment takes a number at a public machine; nobody asks who."""
    found = kiosk_here()
    if found is None:
        raise NotThere
    with writing():
        number = actions.draw_number(found.desk).number
    return redirect(url_for("assisted.number_drawn", number=number), 303)


@bp.get("/postazione/numero/<int:number>")
@public
def number_drawn(number: int) -> ResponseReturnValue:
    """The number, large, and how many are called before it."""
    found = kiosk_here()
    if found is None:
        raise NotThere
    turn = turns.get_drawn(found.desk, number)
    return render(
        "assisted/number_drawn.html",
        turn=turn,
        before=turns.count_before(turn),
        is_sitting=bool(found.sitting),
    )
