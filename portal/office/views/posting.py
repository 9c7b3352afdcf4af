"""The letters to post: what waits, one PDF for the printer each, and what became of it."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import reference as references
from portal.cases.trails.purposes import WORK
from portal.notifications.actions import posting
from portal.notifications.models import NotificationStatus
from portal.office import letters, words
from portal.office.views import bp
from portal.office.views.acts import BOTH
from portal.office.views.case import purpose_said
from portal.platform import audit
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.get("/ufficio/lettere")
@officer
def letters_to_post() -> ResponseReturnValue:
    """The letters of the officer's offices that nobody posted yet."""
    return render(
        "office/letters.html",
        rows=letters.list_waiting(current_actor()),
        words=words,
        spoken=references.spoken,
    )


@bp.get("/ufficio/lettere/<int:number>")
@officer
def letter(number: int) -> ResponseReturnValue:
    """One letter as a PDF for the printer; who opened it is noted first. To post what waits is anybody's
    work; what was posted is read as the case is, for a reason."""
    row, case = letters.get_letter(current_actor(), number)
    is_waiting = row.status is NotificationStatus.ON_PAPER
    purpose = WORK if is_waiting else purpose_said(case)
    if purpose is None:
        return redirect(url_for("office.case", reference=case.reference))
    audit.record_read(
        current_actor(), "letter.read", "notification", row.id,
        subject_id=row.person_id, purpose=purpose,
    )  # fmt: skip
    made = letters.letter_pdf(current_app.config["KEYRING"], row, case)
    answer = Response(made, mimetype="application/pdf")
    name = f"lettera-{case.reference}-{row.id}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.route("/ufficio/lettere/<int:number>/esito", methods=BOTH)
@officer
def letter_done(number: int) -> ResponseReturnValue:
    """Say that a letter was posted, or that it cannot be."""
    letters.get_letter(current_actor(), number)
    back = redirect(url_for("office.letters_to_post"))
    if request.method == "GET":
        return back
    is_posted = request.form.get("done") == "posted"
    try:
        with writing():
            _note(number, is_posted=is_posted)
    except posting.NotOnPaper:
        notice(_("A colleague dealt with this letter already."), "info")
        return back
    if is_posted:
        notice(_("The letter is posted: the person counts as told."))
    else:
        notice(
            _("Then somebody has to call: the person stands among those we could not reach."),
            "info",
        )
    return back


def _note(number: int, *, is_posted: bool) -> None:
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    letters.get_letter(actor, number)
    row = posting.post(number) if is_posted else posting.keep_back(keyring, number)
    event = "letter.posted" if is_posted else "letter.kept_back"
    audit.record(actor, event, "notification", row.id, subject_id=row.person_id)
