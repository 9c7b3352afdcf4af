"""Mandates at the desk: read aloud, record, print, attach the signed paper, take back."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import papers, queries
from portal.assisted.actions.mandating import (
    Given,
    attach_signed,
    record_mandate,
    record_refusal,
    revoke_mandate,
)
from portal.assisted.forms import MandateForm, SignedForm
from portal.assisted.models import Visit
from portal.assisted.views import bp
from portal.assisted.wording import Version
from portal.platform import audit, clock, uploads
from portal.platform.access import in_visit, operator
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


def _version() -> Version:
    found: Version = current_app.config["MANDATE_WORDINGS"].on(clock.today())
    return found


@bp.route("/sportello/visita/delega", methods=["GET", "POST"])
@in_visit
def mandate() -> ResponseReturnValue:
    """The text to read aloud, then what the person says: a mandate, or no mandate."""
    row, version = queries.get_visit(current_actor()), _version()
    form = MandateForm(data={"wording_version": version.version})
    if request.method == "POST" and form.validate():
        if form.agreed.data == "no":
            return _refuse()
        if form.wording_version.data == version.version:
            return _record(form, row, version)
        form.wording_version.data = version.version
        form.blame("agreed", _("The text has changed: read the new one aloud, then ask again."))
    return render(
        "assisted/mandate.html",
        status=422 if form.errors else 200,
        form=form,
        visit=row,
        passages=papers.passages(version, row.body, row.language),
    )


def _refuse() -> ResponseReturnValue:
    with writing():
        record_refusal(current_actor())
    notice(_("It is noted that the person gives no mandate. The visit goes on."), "info")
    return redirect(url_for("assisted.visit"))


def _record(form: MandateForm, row: Visit, version: Version) -> ResponseReturnValue:
    actor, for_all = current_actor(), form.is_for_all()
    chosen = () if for_all else tuple(form.services.data)
    given = Given(
        services=chosen,
        every_service=for_all,
        days=form.days(),
        wording_version=version.version,
        language=row.language,
        text=papers.text_to_pin(actor, row, version, chosen, for_all=for_all),
    )
    with writing():
        mandate_id = record_mandate(current_app.config["KEYRING"], actor, given).id
    notice(_("The mandate is recorded. Print it and have it signed."))
    return redirect(url_for("assisted.sign_mandate", mandate_id=mandate_id))


@bp.get("/sportello/deleghe/<int:mandate_id>.pdf")
@operator
def mandate_paper(mandate_id: int) -> ResponseReturnValue:
    """The paper to sign."""
    actor = current_actor()
    row = queries.get_mandate_to_read(actor, mandate_id)
    audit.record_read(actor, "mandate.read", "mandate", row.id, subject_id=row.subject_id)
    answer = Response(papers.mandate_pdf(row), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="delega-{row.code}.pdf"'
    return answer


@bp.route("/sportello/deleghe/<int:mandate_id>/firma", methods=["GET", "POST"])
@operator
def sign_mandate(mandate_id: int) -> ResponseReturnValue:
    """Print, sign, scan: until the signed paper is here, the mandate holds only in its visit."""
    actor = current_actor()
    row = queries.get_mandate_to_sign(actor, mandate_id)
    form = SignedForm()
    if request.method == "POST" and form.validate():
        file = form.files.data[0]
        try:
            checked = uploads.check(file.stream, file.filename or "")
        except uploads.FileRefused:
            form.blame("files", _("This is not a PDF, JPEG or PNG that can be read. Scan again."))
        else:
            return _attach(mandate_id, row.data_key, checked)
    return render(
        "assisted/sign_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=row,
        code=printed(row.code),
        can_print=queries.may_read(actor, row),
    )


def _attach(mandate_id: int, data_key: bytes, file: uploads.CheckedFile) -> ResponseReturnValue:
    key = current_app.config["MANDATE_FILES"].save(data_key, file.content)
    with writing():
        attach_signed(current_actor(), mandate_id, key, file.media_type)
    notice(_("The signed mandate is attached."))
    beside = current_actor().visit is not None
    return redirect(url_for("assisted.visit" if beside else "assisted.desk"))


@bp.post("/sportello/deleghe/<int:mandate_id>/revoca")
@in_visit
def end_mandate(mandate_id: int) -> ResponseReturnValue:
    """The person beside the operator takes a mandate back."""
    with writing():
        revoke_mandate(current_actor(), mandate_id)
    notice(_("The mandate is taken back. It holds no more, from now."))
    return redirect(url_for("assisted.visit"))
