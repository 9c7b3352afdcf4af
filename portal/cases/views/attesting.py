"""Who cannot sign declares aloud: a public official reads everything, and receives it."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.attesting import NotReceivedHere, can_receive, receive_declarations
from portal.cases.actions.declarations import SummaryChanged
from portal.cases.forms.attesting import ReceiveForm
from portal.cases.models import Case, Impediment
from portal.cases.views import bp
from portal.cases.views.sending import set_beside_visit, summary_values, wording_of
from portal.platform.access import demand_recent_proof, in_visit
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render

#: It is attested in the name of the operator: no colleague does it at a machine that was left open. The page
#: lives as long again, because reading aloud takes a while.
_PROOF = timedelta(minutes=15)


@bp.route("/pratiche/<reference>/dichiarazioni/attesta", methods=["GET", "POST"])
@in_visit
def declare_aloud(reference: str) -> ResponseReturnValue:
    """Everything to read aloud, what keeps the person from signing, and the word of the official."""
    demand_recent_proof(_PROOF * (2 if request.method == "POST" else 1))
    case = queries.get_draft(current_actor(), reference)
    if not can_receive(current_actor(), case):
        raise NotReceivedHere
    form = ReceiveForm()
    if request.method == "POST" and form.validate():
        try:
            _receive(case, form)
        except SummaryChanged as obstacle:
            notice(obstacle.words, "warning")
            return redirect(url_for("cases.declare_aloud", reference=reference))
        notice(_("The declarations are received. Now the request can be sent."))
        return redirect(url_for("cases.summary_page", reference=reference))
    return _page(case, form)


def _receive(case: Case, form: ReceiveForm) -> None:
    wording, reference = wording_of(case, "it"), case.reference
    with writing():
        receive_declarations(
            current_app.config["KEYRING"],
            current_actor(),
            reference,
            seen_digest=form.digest.data or "",
            wording=wording,
            impediment=Impediment(form.impediment.data),
        )


def _page(case: Case, form: ReceiveForm) -> ResponseReturnValue:
    values = summary_values(case)
    beside = set_beside_visit(current_actor())
    form.digest.data = values["digest"]
    return render(
        "cases/declare_aloud.html",
        status=422 if form.errors else 200,
        form=form,
        wording_beside=wording_of(case, beside) if beside else [],
        **values,
    )
