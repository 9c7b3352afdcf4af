"""What one takes away from a case: its files, the slip, the sheet as it was, the decision."""

from __future__ import annotations

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue

from portal.cases import outcome, papers, queries, reviewing, sheets
from portal.cases.downloads import send_file_of
from portal.cases.models import Case
from portal.cases.receipts import receipt
from portal.cases.views import bp
from portal.cases.views.tracking import DECIDED, what_can_be_done
from portal.platform import clock
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language, format_day
from portal.platform.pages import render


@bp.get("/pratiche/<reference>/allegati/<int:attachment_id>")
@participant
def attachment(reference: str, attachment_id: int) -> ResponseReturnValue:
    """A file of the case, only as a download, never shown inside our pages."""
    found = queries.get_case(current_actor(), reference)
    return send_file_of(found, attachment_id)


@bp.get("/pratiche/<reference>/promemoria.pdf")
@participant
def slip(reference: str) -> ResponseReturnValue:
    """The slip to take home, with the reference and a QR."""
    found = _sent(reference)
    visit = current_actor().visit
    theirs = [visit.language] if visit else []
    content = papers.slip_pdf(found, [*theirs, found.language, current_language().code])
    return _pdf(content, f"promemoria-{reference}.pdf")


@bp.get("/pratiche/<reference>/scheda")
@participant
def sheet(reference: str) -> ResponseReturnValue:
    """The sheet of the service as it stood on the day the request was sent."""
    found = _sent(reference)
    said = sheets.words_of(found.sheet, current_language().code)
    if said is None:
        raise NotThere
    return render(
        "cases/sheet.html",
        case=found,
        sheet=said[0],
        sheet_language=said[1],
        parts=sheets.PARTS,
        sent_on=format_day(found.received_on),
        address=url_for("catalogue.service", slug=found.service),
        **receipt.receipt_values(found),
    )


@bp.get("/pratiche/<reference>/esito")
@participant
def decision(reference: str) -> ResponseReturnValue:
    """The decision with its reasons, and what the person can do."""
    found = _decided(reference)
    until = reviewing.review_until(found)
    return render(
        "cases/decision.html",
        case=found,
        decision=outcome.lay_out(current_app.config["KEYRING"], found),
        review_until=until if until and clock.today() <= until else None,
        **what_can_be_done(found),
        **receipt.receipt_values(found),
    )


@bp.get("/pratiche/<reference>/esito.pdf")
@participant
def decision_pdf(reference: str) -> ResponseReturnValue:
    """The same as a tagged PDF."""
    found = _decided(reference)
    decided = outcome.lay_out(current_app.config["KEYRING"], found)
    return _pdf(outcome.decision_pdf(found, decided), f"esito-{reference}.pdf")


def _sent(reference: str) -> Case:
    found = queries.get_case(current_actor(), reference)
    if found.sent_at is None:
        raise NotThere
    return found


def _decided(reference: str) -> Case:
    found = _sent(reference)
    if found.status not in DECIDED:
        raise NotThere
    return found


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
