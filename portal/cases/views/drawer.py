"""The page of one's documents: data and papers kept here, until when they are good, and who uses them."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.drawer import queries
from portal.cases.drawer.actions import Paper, keep_paper, remove_item, takes
from portal.cases.drawer.usage import laid_out
from portal.cases.forms.drawer import RECEIPT, PaperForm
from portal.cases.forms.refusals import refusal_words
from portal.cases.forms.sources import source_words
from portal.cases.views import bp
from portal.platform import audit
from portal.platform.access import citizen
from portal.platform.acting import Errand
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.platform.stored import uploads


@bp.route("/area-personale/documenti", methods=["GET", "POST"])
@citizen
@limiter.limit("60 per minute", methods=["POST"], key_func=by_person)
def drawer() -> ResponseReturnValue:
    """What lies here, and a form to put in a paper; beside an operator what the mandate needs."""
    actor = current_actor()
    may_keep = actor.may_do(Errand.KEEP_PAPER)
    if request.method == "POST" and not may_keep:
        raise NotThere
    form = PaperForm()
    form.leave_out(queries.needed(actor))
    if request.method == "POST" and form.validate() and _keep(form):
        notice(_("It is in your documents. You can use it in every request."))
        return redirect(url_for("cases.drawer"))
    items, told = laid_out(current_app.config["KEYRING"], actor, current_language().code)
    return render(
        "cases/drawer.html",
        status=422 if form.errors else 200,
        items=items,
        told=told,
        source_words=source_words,
        form=form,
        may_keep=may_keep,
        may_remove=actor.may_do(Errand.REMOVE_PAPER),
    )


def _keep(form: PaperForm) -> bool:
    """Seal the paper into the store before any transaction, then keep it; whether it was not refused."""
    file = form.files.data[0]
    try:
        checked = uploads.check(file.stream, file.filename or "")
    except uploads.FileRefused as refusal:
        form.blame("files", refusal_words(refusal, file.filename or ""))
        return False
    keyring, actor = current_app.config["KEYRING"], current_actor()
    is_receipt = form.document.data == RECEIPT
    document = "soggiorno" if is_receipt else str(form.document.data)
    if not takes(keyring, actor, document, checked.digest):
        return True
    person = queries.subject_of(actor)
    paper = Paper(
        document=document,
        store_key=current_app.config["FILES"].save(person.data_key, checked.content),
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        digest=checked.digest,
        expires_on=form.expires_on.data,
        is_receipt=is_receipt,
    )
    with writing():
        keep_paper(keyring, actor, paper)
    return True


@bp.get("/area-personale/documenti/<int:item_id>")
@citizen
def drawer_file(item_id: int) -> ResponseReturnValue:
    """A paper of the drawer, to be kept on the person's own device."""
    row, found = queries.get_item(current_app.config["KEYRING"], current_actor(), item_id)
    if row.store_key is None:
        raise NotThere
    data_key, store_key = queries.subject_of(current_actor()).data_key, row.store_key
    audit.record_read(current_actor(), "drawer.read", "drawer_item", item_id)
    answer = Response(
        current_app.config["FILES"].open(data_key, store_key), mimetype=found.media_type
    )
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/area-personale/documenti/<int:item_id>/togli")
@citizen
def drawer_remove(item_id: int) -> ResponseReturnValue:
    """Take something out; requests that hold a copy keep it."""
    with writing():
        store_key = remove_item(current_app.config["KEYRING"], current_actor(), item_id)
    if store_key is not None:
        current_app.config["FILES"].delete(store_key)
    notice(_("It is no longer in your documents."))
    return redirect(url_for("cases.drawer"))
