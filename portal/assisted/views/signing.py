"""Signing without paper while the person is here: a code to their phone, the word of a public official."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import policy, queries, standing
from portal.assisted.actions.signing import (
    CodeWrong,
    NotAnOfficial,
    attest,
    send_code,
    sign_by_code,
)
from portal.assisted.mandate_forms import AttestForm, CodeForm
from portal.assisted.views import bp
from portal.cases.models import Impediment
from portal.platform.access import demand_recent_proof, in_visit
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


@bp.post("/sportello/deleghe/<int:mandate_id>/codice")
@in_visit
@limiter.limit("20 per hour", key_func=by_person)
def send_signing_code(mandate_id: int) -> ResponseReturnValue:
    """Send the code to the phone that the person proved to be theirs."""
    demand_recent_proof(policy.PROOF * 2)
    with writing():
        send_code(current_app.config["KEYRING"], current_actor(), mandate_id)
    return redirect(url_for("assisted.confirm_code", mandate_id=mandate_id))


@bp.route("/sportello/deleghe/<int:mandate_id>/conferma", methods=["GET", "POST"])
@in_visit
def confirm_code(mandate_id: int) -> ResponseReturnValue:
    """The person says the code; wrong ones are counted."""
    actor, form = current_actor(), CodeForm()
    row = queries.get_mandate_beside(actor, mandate_id)
    if request.method == "POST" and form.validate():
        trouble = _try(mandate_id, form.code.data)
        if trouble is None:
            notice(_("The mandate is signed."))
            return redirect(url_for("assisted.visit"))
        form.blame("code", _wrong(trouble.left))
    ending = standing.signing_phone(current_app.config["KEYRING"], actor, row.subject_id)[-3:]
    return render(
        "assisted/confirm_code.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=row,
        ending=ending,
    )


def _try(mandate_id: int, typed: str) -> CodeWrong | None:
    """One try; a wrong one is kept, so that it counts."""
    code = "".join(sign for sign in typed if sign.isdigit())
    with writing():
        try:
            sign_by_code(current_app.config["KEYRING"], current_actor(), mandate_id, code)
        except CodeWrong as trouble:
            return trouble
    return None


def _wrong(left: int) -> str:
    if not left:
        return _("This code no longer works. Send a new one.")
    said: str = ngettext(
        "This is not the code. You can try %(num)d more time.",
        "This is not the code. You can try %(num)d more times.",
        left,
    )
    return said


@bp.route("/sportello/deleghe/<int:mandate_id>/attesta", methods=["GET", "POST"])
@in_visit
def attest_mandate(mandate_id: int) -> ResponseReturnValue:
    """Who cannot sign gives the mandate before a public official (DPR 445/2000 art. 4)."""
    demand_recent_proof(policy.PROOF * (2 if request.method == "POST" else 1))
    actor = current_actor()
    row, visit = queries.get_mandate_beside(actor, mandate_id), queries.get_visit(actor)
    if not policy.may_attest(visit, is_official=standing.is_official(visit.desk)):
        raise NotAnOfficial
    form = AttestForm()
    if request.method == "POST" and form.validate():
        with writing():
            attest(current_app.config["KEYRING"], actor, row.id, Impediment(form.impediment.data))
        notice(_("The mandate is attested, and holds. Print it for the person."))
        return redirect(url_for("assisted.visit"))
    return render(
        "assisted/attest.html", status=422 if form.errors else 200, form=form, mandate=row
    )
