"""Whom an operator may not serve: declared, refused, and passed on to a colleague."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.actions.ending import end_visit
from portal.assisted.fairness import passing
from portal.assisted.fairness.apart import (
    DocumentNeeded,
    KeptApart,
    OwnAffair,
    refuse_representative,
)
from portal.assisted.models import IdentifiedBy
from portal.assisted.views import bp
from portal.assisted.views.visit import WIPE
from portal.cases import ties
from portal.cases.actions import relatives
from portal.cases.forms.ties import END_SAID, RelativeForm, TieForm
from portal.cases.models import Tie
from portal.cases.trails.trail_paper import trail_pdf
from portal.cases.words import TIE
from portal.platform import audit
from portal.platform.access import in_visit, operator
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere, error_page
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.platform.sessions import keep_fact, mark_apart


@bp.errorhandler(KeptApart)
def refuse(problem: KeptApart) -> ResponseReturnValue:
    """Whichever page tried to open the visit: nothing of it is kept but that it was refused."""
    db.session.rollback()
    is_own = isinstance(problem, OwnAffair)
    if request.method == "POST":
        passing.refuse(current_actor(), problem.reason, must_wait=problem.waits)
    if is_own:
        return error_page(problem.status, problem.title, problem.words)
    return render(
        "assisted/passed_on.html",
        status=problem.status,
        title=problem.title,
        words=problem.words,
        waits=problem.waits,
    )


@bp.route("/sportello/legami", methods=["GET", "POST"])
@operator
def desk_ties() -> ResponseReturnValue:
    """For whom this operator opens no visit; one more is declared here."""
    actor = current_actor()
    if actor.visit is not None:
        raise NotThere
    form = RelativeForm() if request.method == "POST" else RelativeForm(formdata=None)
    if request.method == "POST" and form.validate():
        with writing():
            relatives.declare_relative(
                current_app.config["KEYRING"], actor, form.fiscal_code.data, Tie(form.tie.data)
            )
        notice(_("Kept. A colleague serves this person from now on."))
        return redirect(url_for("assisted.desk_ties"))
    return render(
        "assisted/ties.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        ties=ties.relatives_of(actor),
        tie_words=TIE,
        page="assisted.desk_ties",
        end_page="assisted.end_desk_tie",
    )


@bp.post("/sportello/legami/<int:number>/togli")
@operator
def end_desk_tie(number: int) -> ResponseReturnValue:
    """Ask to take a declared tie away, or let it stand after all."""
    if current_actor().visit is not None:
        raise NotThere
    keeps = request.form.get("act") == "keep"
    with writing():
        relatives.change_end(current_app.config["KEYRING"], current_actor(), number, keeps=keeps)
    notice(END_SAID[keeps])
    return redirect(url_for("assisted.desk_ties"))


@bp.route("/sportello/visita/legame", methods=["GET", "POST"])
@in_visit
def tie_in_visit() -> ResponseReturnValue:
    """The operator sees only now who it is: the visit ends, and a colleague goes on."""
    form = TieForm() if request.method == "POST" else TieForm(formdata=None)
    if request.method == "POST" and form.validate():
        with writing() as session:
            passing.declare_in_visit(
                current_app.config["KEYRING"], current_actor(), Tie(form.tie.data)
            )
            end_visit(current_actor())
            keep_fact(session, visit=None)
        return _left()
    status = 422 if request.method == "POST" else 200
    return render("assisted/tie.html", status=status, form=form)


def _left() -> ResponseReturnValue:
    """The desk again, and nothing of the person in this browser."""
    mark_apart(False)
    notice(_("The visit is ended. A colleague goes on."))
    answer = current_app.make_response(redirect(url_for("assisted.desk")))
    answer.headers["Clear-Site-Data"] = WIPE
    return answer


@bp.get("/sportello/visita/accessi.pdf")
@in_visit
@limiter.limit("20 per hour", key_func=by_person)
def trail_paper() -> ResponseReturnValue:
    """Who did what about the person, printed for them at their word; that it was is in it from then on."""
    actor = current_actor()
    refuse_representative(actor)
    row = queries.get_visit(actor)
    if row.identified_by is IdentifiedBy.KNOWN:
        raise DocumentNeeded
    audit.record_read(actor, "trail.printed", "person", row.subject_id, purpose="person_asks")
    answer = Response(trail_pdf(actor), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename="accessi.pdf")
    return answer


@bp.post("/sportello/passati/<int:number>/prendi")
@operator
def take_over(number: int) -> ResponseReturnValue:
    """A colleague goes to the person who waits; who it is they learn from the person."""
    if current_actor().visit is not None:
        raise NotThere
    with writing():
        passing.take(current_actor(), number)
    return redirect(url_for("assisted.identify"))
