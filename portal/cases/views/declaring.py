"""The declarations of truth beside an operator: on the person's own phone, or on paper they sign."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, attach_to_draft
from portal.cases.actions.declarations import (
    SIGNED_SUMMARY,
    case_of_link,
    declare_by_link,
    offer_declaration_link,
    power_behind,
    record_paper_declaration,
)
from portal.cases.actions.declaring import (
    TRIES,
    CodeWrong,
    NoProvenPhone,
    declare_by_code,
    phone_of,
    send_declaration_code,
)
from portal.cases.awaited import actions as awaited
from portal.cases.forms import DeclarationCodeForm, ScanForm
from portal.cases.forms.files import store_files
from portal.cases.models import Case
from portal.cases.views import bp
from portal.cases.views.sending import set_beside_visit, summary_values, wording_of
from portal.platform import attempts
from portal.platform.access import in_visit, public
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.i18n import LANGUAGES, current_language, url_in
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter


@bp.post("/pratiche/<reference>/dichiarazioni/telefono")
@in_visit
def offer_phone(reference: str) -> ResponseReturnValue:
    """A QR code for the person's own phone, good for 15 minutes and for one use."""
    keyring = current_app.config["KEYRING"]
    with writing():
        token = offer_declaration_link(keyring, current_actor(), reference)
    case = queries.get_draft(current_actor(), reference)
    address = _in_their_language(url_for("cases.declare_on_phone", token=token))
    return render(
        "cases/declare_qr.html",
        case=case,
        address=address,
        qr=qr_svg(address, _("QR code for the person’s phone")),
    )


def _in_their_language(path: str) -> str:
    """The whole address for the person's own phone: what they declare they read in their language."""
    visit = current_actor().visit
    if visit is not None and visit.language in LANGUAGES:
        path = url_in(visit.language, path.removeprefix(request.script_root))
    public: str = current_app.config["SETTINGS"].public_url
    return public.rstrip("/") + path


@bp.post("/pratiche/<reference>/dichiarazioni/firma")
@in_visit
def await_paper(reference: str) -> ResponseReturnValue:
    """The paper will be signed: from now on the request is seen to wait for it."""
    with writing():
        awaited.await_paper(current_actor(), reference)
    return redirect(url_for("cases.declare_on_paper", reference=reference))


@bp.route("/pratiche/<reference>/dichiarazioni/carta", methods=["GET", "POST"])
@in_visit
def declare_on_paper(reference: str) -> ResponseReturnValue:
    """Print, have it signed, scan it back: the paper is the declaration, the operator its witness."""
    actor = current_actor()
    case = queries.get_draft(actor, reference)
    form = ScanForm()
    if request.method == "POST" and form.validate():
        stored = store_files(current_app.config["FILES"], case, form)
        if not form.error_summary:
            return _keep_paper(reference, stored["files"])
    return render(
        "cases/declare_paper.html", status=422 if form.errors else 200, case=case, form=form
    )


def _keep_paper(reference: str, stored: list[StoredFile]) -> ResponseReturnValue:
    keyring, actor = current_app.config["KEYRING"], current_actor()
    wording = wording_of(queries.get_draft(actor, reference), "it")
    with writing():
        attach_to_draft(keyring, actor, reference, SIGNED_SUMMARY, stored)
        record_paper_declaration(keyring, actor, reference, wording)
    notice(_("The signed summary is attached. Now the request can be sent."))
    return redirect(url_for("cases.summary_page", reference=reference))


@bp.post("/pratiche/<reference>/dichiarazioni/invia-codice")
@in_visit
@limiter.limit("10 per hour", key_func=by_person)
def send_code(reference: str) -> ResponseReturnValue:
    """A code by text message to the phone the person proved before."""
    with writing():
        send_declaration_code(current_app.config["KEYRING"], current_actor(), reference)
    return redirect(url_for("cases.declare_with_code", reference=reference))


@bp.route("/pratiche/<reference>/dichiarazioni/codice", methods=["GET", "POST"])
@in_visit
def declare_with_code(reference: str) -> ResponseReturnValue:
    """The person says the code; the operator types it and is the witness."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    case, form = queries.get_draft(actor, reference), DeclarationCodeForm()
    if not phone_of(keyring, actor, case):
        raise NoProvenPhone
    if request.method == "POST" and form.validate():
        source = keyring.lookup("attempts", f"declaration:{case.id}")
        attempts.spend(TRIES, source)
        try:
            with writing():
                declare_by_code(keyring, actor, reference, form.code.data, wording_of(case, "it"))
        except CodeWrong as problem:
            form.blame("code", problem.words)
        else:
            attempts.give_back(TRIES, source)
            return redirect(url_for("cases.summary_page", reference=reference))
    return _code_page(case, form)


def _code_page(case: Case, form: DeclarationCodeForm) -> ResponseReturnValue:
    beside = set_beside_visit(current_actor())
    return render(
        "cases/declare_code.html",
        status=422 if form.errors else 200,
        case=case,
        form=form,
        wording=wording_of(case, current_language().code),
        wording_beside=wording_of(case, beside) if beside else [],
    )


@bp.get("/dichiarazioni/<token>")
@public
@limiter.limit("30 per minute")
def declare_on_phone(token: str) -> ResponseReturnValue:
    """The person's own phone shows what was written and what they declare; opening uses nothing up."""
    case, held = case_of_link(token), power_behind(current_app.config["KEYRING"], token)
    # Who represents the person reads here no more than they read anywhere.
    reader = Actor(person_id=held.holder_id, acting_for=held) if held else current_actor()
    values = summary_values(case, reader=reader)
    return render("cases/declare_phone.html", token=token, held=held, reader=reader, **values)


@bp.post("/dichiarazioni/<token>")
@public
@limiter.limit("30 per minute")
def declare(token: str) -> ResponseReturnValue:
    """Who declares does it; who is signed in as somebody else cannot do it for them."""
    actor, case, keyring = current_actor(), case_of_link(token), current_app.config["KEYRING"]
    held = power_behind(keyring, token)
    declarer_id = held.holder_id if held else case.subject_id
    is_somebody_else = actor.is_signed_in and actor.person_id != declarer_id
    if actor.acting_for is not None or actor.is_staff or is_somebody_else:
        raise Forbidden
    wording = wording_of(case, "it")
    with writing():
        declare_by_link(keyring, token, wording)
    return render("cases/declared.html")
