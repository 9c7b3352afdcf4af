"""The people an officer is bound to: declared by fiscal code, kept as a trace that cannot be read back."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import ties
from portal.cases.actions import relatives
from portal.cases.forms.ties import END_SAID
from portal.cases.models import Tie
from portal.office import words
from portal.office.forms import RelativeForm
from portal.office.views import bp
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.route("/ufficio/legami", methods=["GET", "POST"])
@officer
def my_ties() -> ResponseReturnValue:
    """Whose cases this officer must not work; one more is declared here."""
    actor = current_actor()
    form = RelativeForm() if request.method == "POST" else RelativeForm(formdata=None)
    if request.method == "POST" and form.validate():
        with writing():
            relatives.declare_relative(
                current_app.config["KEYRING"], actor, form.fiscal_code.data, Tie(form.tie.data)
            )
        notice(_("Kept. You do not see the cases of this person any more."))
        return redirect(url_for("office.my_ties"))
    return render(
        "office/ties.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        ties=ties.relatives_of(actor),
        tie_words=words.TIE,
        page="office.my_ties",
        end_page="office.end_tie",
    )


@bp.route("/ufficio/legami/<int:number>/togli", methods=["GET", "POST"])
@officer
def end_tie(number: int) -> ResponseReturnValue:
    """Ask to take a declared tie away, or let it stand after all."""
    if request.method == "POST":
        keeps = request.form.get("act") == "keep"
        with writing():
            relatives.change_end(
                current_app.config["KEYRING"], current_actor(), number, keeps=keeps
            )
        notice(END_SAID[keeps])
    return redirect(url_for("office.my_ties"))
