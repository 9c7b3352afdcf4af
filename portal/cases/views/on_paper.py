"""At the desk: the form of a draft on paper, a signed form that is typed in, a request by telephone."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, attach_to_draft
from portal.cases.actions.declarations import SIGNED_SUMMARY
from portal.cases.forms.files import store_files
from portal.cases.forms.paper import SignedFormForm
from portal.cases.paper.printing import draft_pdf
from portal.cases.paper.recording import record_call, record_form
from portal.cases.views import bp
from portal.cases.views.sending import wording_of
from portal.platform.access import in_visit
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.get("/pratiche/<reference>/modulo.pdf")
@in_visit
def draft_form(reference: str) -> ResponseReturnValue:
    """This draft as a form to go on with by hand; its barcode opens it again at a desk."""
    case = queries.get_draft(current_actor(), reference)
    answer = Response(draft_pdf(case), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="modulo-{reference}.pdf"'
    return answer


@bp.route("/pratiche/<reference>/dichiarazioni/modulo", methods=["GET", "POST"])
@in_visit
def declare_on_form(reference: str) -> ResponseReturnValue:
    """The signed form is the declaration: its scan, its days, and whose hand filled it in."""
    case = queries.get_draft(current_actor(), reference)
    form = SignedFormForm()
    if request.method == "POST" and form.validate():
        stored = store_files(current_app.config["FILES"], case, form)
        if not form.error_summary:
            return _keep_form(reference, stored["files"], form)
    return render(
        "cases/declare_form.html", status=422 if form.errors else 200, case=case, form=form
    )


def _keep_form(
    reference: str, stored: list[StoredFile], form: SignedFormForm
) -> ResponseReturnValue:
    keyring, actor = current_app.config["KEYRING"], current_actor()
    wording = wording_of(queries.get_draft(actor, reference), "it")
    with writing():
        attach_to_draft(keyring, actor, reference, SIGNED_SUMMARY, stored)
        record_form(keyring, actor, reference, wording, form.told())
    notice(_("The signed form is attached. Now the request can be sent."))
    return redirect(url_for("cases.summary_page", reference=reference))


@bp.post("/pratiche/<reference>/telefonata")
@in_visit
def note_call(reference: str) -> ResponseReturnValue:
    """The person dictates it by telephone; called back or not."""
    keyring, called_back = current_app.config["KEYRING"], request.form.get("called_back") == "yes"
    with writing():
        record_call(keyring, current_actor(), reference, called_back=called_back)
    notice(
        _("Noted: the person was called back. They declare from their own phone, or on paper.")
        if called_back
        else _("Noted: by telephone. Call the person back before you send it.")
    )
    return redirect(url_for("cases.summary_page", reference=reference))
