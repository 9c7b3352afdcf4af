"""Mandates at the desk: read aloud, record, print, attach the signed paper, take back."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import delicate, laying, papers, policy, printing, queries, standing
from portal.assisted.actions.mandating import (
    Given,
    check_doubt,
    record_mandate,
    record_refusal,
)
from portal.assisted.actions.revoking import revoke_mandate
from portal.assisted.actions.signing import attach_signed
from portal.assisted.fairness.apart import refuse_representative
from portal.assisted.mandate_forms import (
    EVERY_SERVICE,
    NO_INTERPRETER,
    AskedAgainForm,
    MandateForm,
    SignedForm,
)
from portal.assisted.models import Mandate, Visit
from portal.assisted.views import bp
from portal.assisted.views.own import as_pdf
from portal.assisted.wording import Version
from portal.integrations.scanner import is_infected
from portal.platform import audit, clock
from portal.platform.access import demand_recent_proof, in_visit, operator
from portal.platform.actor import current_actor
from portal.platform.addresses import row_number
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.stored import uploads


def _version() -> Version:
    found: Version = current_app.config["MANDATE_WORDINGS"].on(clock.today())
    return found


@bp.route("/sportello/visita/delega", methods=["GET", "POST"])
@in_visit
def mandate() -> ResponseReturnValue:
    """The text to read aloud, then what the person says: a mandate, or no mandate.

    What is recorded here is sealed in the operator's name: they showed just now that it is them. The page
    lives as long again, so that nothing ticked is lost.
    """
    refuse_representative(current_actor())
    demand_recent_proof(policy.PROOF * (2 if request.method == "POST" else 1))
    row, version = queries.get_visit(current_actor()), _version()
    check_doubt(row)
    again = _given_again(row)
    form = (MandateForm if row.mandate_refused_at is None else AskedAgainForm)(
        data=_at_first(version, again)
    )
    if request.method == "POST" and form.validate():
        if form.agreed.data != "yes":
            return _refuse() if form.agreed.data == "no" else _represented()
        if form.wording_version.data == version.version:
            return _record(form, row, version, again)
        form.wording_version.data = version.version
        form.blame("agreed", _("The text has changed: read the new one aloud, then ask again."))
    return render(
        "assisted/mandate.html",
        status=422 if form.errors else 200,
        form=form,
        visit=row,
        again=again,
        passages=papers.passages(version, row.body, row.language),
    )


def _given_again(visit: Visit) -> Mandate | None:
    """The mandate that the person gives once more, where the address or the form names one."""
    asked = request.values.get("renews", "")
    return standing.get_mandate_to_renew(visit, row_number(asked)) if asked else None


def _at_first(version: Version, again: Mandate | None) -> dict[str, object]:
    """What the form says before anybody answers: what is given again, or the service one comes from."""
    found: dict[str, object] = {
        "wording_version": version.version, "interpreter_how": NO_INTERPRETER, "services": [],
    }  # fmt: skip
    if again is not None:
        found["services"] = (
            [EVERY_SERVICE] if again.every_service else sorted(policy.left_of(again))
        )
        return {**found, "renews": str(again.id)}
    asked = request.args.get("servizio", "")
    return {**found, "services": [asked]} if asked else found


def _represented() -> ResponseReturnValue:
    """Who cannot give a mandate gives none: who represents them acts, by law or by the judge's act."""
    notice(
        _(
            "No mandate was recorded. A parent, or who the judge named, asks for this person: "
            "from their own area, or here with their own visit."
        ),
        "info",
    )
    return redirect(url_for("assisted.visit"))


def _refuse() -> ResponseReturnValue:
    with writing():
        record_refusal(current_actor())
    notice(_("It is noted that the person gives no mandate. The visit goes on."), "info")
    return redirect(url_for("assisted.visit"))


def _record(
    form: MandateForm, row: Visit, version: Version, again: Mandate | None
) -> ResponseReturnValue:
    actor, for_all = current_actor(), form.is_for_all()
    chosen = () if for_all else tuple(form.services.data)
    given = Given(
        services=chosen,
        every_service=for_all,
        days=form.days(),
        wording_version=version.version,
        language=row.language,
        asked_again=form.is_asked_again(),
        renews=again.id if again is not None else None,
        text=papers.text_to_pin(
            actor, row, version, chosen, for_all=for_all, interpreter=form.interpreter()
        ),
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
    return as_pdf(printing.mandate_pdf(row), f"delega-{row.code}")


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
            if not is_infected(current_app.config["SCANNER"], checked.content):
                return _attach(mandate_id, row.data_key, checked)
            form.blame("files", _("This file holds a virus. It was not kept."))
    return render(
        "assisted/sign_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=row,
        code=printed(row.code),
        can_print=queries.may_read(actor, row),
        delicate=delicate.delicate_among(standing.left_services(row), current_language().code),
        **_other_ways(row),
    )


def _other_ways(row: Mandate) -> dict[str, bool]:
    """The ways of signing beside the paper, while the person is here."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    if actor.visit is None or actor.visit.subject_id != row.subject_id:
        return {"can_send_code": False, "can_attest": False}
    beside = queries.get_visit(actor)
    official = standing.is_official(beside.desk)
    return {
        "can_send_code": bool(standing.signing_phone(keyring, actor, row.subject_id)),
        "can_attest": policy.may_attest(beside, is_official=official),
    }


def _attach(mandate_id: int, data_key: bytes, file: uploads.CheckedFile) -> ResponseReturnValue:
    key = current_app.config["MANDATE_FILES"].save(data_key, file.content)
    with writing():
        attach_signed(
            current_app.config["KEYRING"], current_actor(), mandate_id, key, file.media_type
        )
    notice(_("The signed mandate is attached."))
    beside = current_actor().visit is not None
    return redirect(url_for("assisted.visit" if beside else "assisted.desk"))


@bp.get("/sportello/deleghe/<int:mandate_id>/revoca.pdf")
@in_visit
def revocation_paper(mandate_id: int) -> ResponseReturnValue:
    """What the person took back, on paper."""
    actor = current_actor()
    row = queries.get_mandate_to_read(actor, mandate_id)
    if not standing.endings_of(row):
        raise NotThere
    audit.record_read(actor, "mandate.read", "mandate", row.id, subject_id=row.subject_id)
    return as_pdf(printing.revocation_pdf(row), f"revoca-{row.code}")


@bp.get("/sportello/deleghe/<int:mandate_id>/revoca")
@in_visit
def ask_what_ends(mandate_id: int) -> ResponseReturnValue:
    """What the person beside the operator takes back: everything, or one service."""
    row = queries.get_mandate_to_revoke(current_actor(), mandate_id)
    left = laying.names_of(standing.left_services(row))
    return render("assisted/end_mandate.html", mandate=row, left=left, code=printed(row.code))


@bp.post("/sportello/deleghe/<int:mandate_id>/revoca")
@in_visit
def end_mandate(mandate_id: int) -> ResponseReturnValue:
    """The person beside the operator takes a mandate back, or one service of it."""
    with writing():
        mandate = revoke_mandate(
            current_app.config["KEYRING"],
            current_actor(),
            mandate_id,
            request.form.get("service") or None,
        )
        is_over = mandate.revoked_at is not None
    notice(
        _("The mandate is taken back. It holds no more, from now.")
        if is_over
        else _("This service is out of the mandate. The rest of it still holds.")
    )
    return redirect(url_for("assisted.visit"))
