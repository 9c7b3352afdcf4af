"""Answering what the office asked for, one document at a time; and asking it to look at a no again."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cases import following, queries, reviewing
from portal.cases.actions.asking import answer_request
from portal.cases.actions.reviewing import ask_for_review
from portal.cases.events import NotNow
from portal.cases.forms.following import DocumentForm, ReviewForm
from portal.cases.legal_clock import term
from portal.cases.models import Case
from portal.cases.pieces.places import REVIEW, document_place
from portal.cases.receipts import receipt
from portal.cases.timeline import CaseStatus
from portal.cases.views import arriving, bp
from portal.platform import clock
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.security import by_person, from_strangers, limiter


def _wanted(reference: str, number: int) -> tuple[Case, following.Wanted]:
    """A document asked for in a case of the subject, while the question is open."""
    found = queries.get_case(current_actor(), reference)
    wanted = {one.id: one for one in following.wanted_of(current_app.config["KEYRING"], found)}
    question = queries.open_question(found)
    if number not in wanted or question is None or found.status is not CaseStatus.NEEDS_SOMETHING:
        raise NotThere
    if wanted[number].message_id != question.id:
        raise NotThere
    return found, wanted[number]


@bp.get("/pratiche/<reference>/richieste/<int:number>")
@participant
def document(reference: str, number: int) -> ResponseReturnValue:
    """One document the office asked for, with the four honest answers."""
    found, wanted = _wanted(reference, number)
    if is_fragment_wanted():
        return arriving.part(found, document_place(number))
    form = DocumentForm(data={"reply": wanted.reply, "reason": wanted.reason})
    return _document(found, wanted, form)


def _document(
    found: Case, wanted: following.Wanted, form: DocumentForm, status: int = 200
) -> ResponseReturnValue:
    last_day = term.clock_of(found).citizen_last_day(clock.today())
    return render(
        "cases/document.html",
        status=status,
        case=found,
        wanted=wanted,
        form=form,
        answer_by=format_day(last_day, weekday=True),
        **arriving.values(found, document_place(wanted.id)),
        **receipt.receipt_values(found),
    )


@bp.post("/pratiche/<reference>/richieste/<int:number>")
@participant
@limiter.limit("60 per hour", key_func=by_person)
@from_strangers
def answer_document(reference: str, number: int) -> ResponseReturnValue:
    """Give the document, ask for help with it, or say why not."""
    (found, wanted), form = _wanted(reference, number), DocumentForm()
    actor, keyring, place = current_actor(), current_app.config["KEYRING"], document_place(number)
    if arriving.take_away(found, place):
        return _document(found, wanted, form)
    files = arriving.gather(found, form, place) if form.validate() else arriving.NONE
    form.check_whole(not files.is_empty)
    if form.error_summary:
        return _document(found, wanted, form, status=422)
    with writing():
        changed = answer_request(
            keyring, actor, reference, number, form.chosen, form.reason.data or "",
            files.taken(keyring, actor, reference),
        )  # fmt: skip
        is_over = changed.status is not CaseStatus.NEEDS_SOMETHING
    notice(
        _("You have answered everything. The office goes on.")
        if is_over
        else _("Your answer is with the office.")
    )
    return redirect(url_for("cases.case", reference=reference))


def _refused(reference: str) -> Case:
    """A refused case of the subject whose review can still be asked for."""
    found = queries.get_case(current_actor(), reference)
    until = reviewing.review_until(found)
    if until is None or clock.today() > until:
        raise NotThere
    return found


@bp.get("/pratiche/<reference>/riesame")
@participant
def review(reference: str) -> ResponseReturnValue:
    """What a review is, by when it is asked for, and the form."""
    found = _refused(reference)
    return arriving.part(found, REVIEW) if is_fragment_wanted() else _review(found, ReviewForm())


def _review(found: Case, form: ReviewForm, status: int = 200) -> ResponseReturnValue:
    values: dict[str, Any] = {**arriving.values(found, REVIEW), **receipt.receipt_values(found)}
    until = format_day(reviewing.review_until(found), weekday=True)
    return render(
        "cases/review.html", status=status, case=found, form=form, review_until=until, **values
    )


@bp.post("/pratiche/<reference>/riesame")
@participant
@limiter.limit("20 per hour", key_func=by_person)
@from_strangers
def send_review(reference: str) -> ResponseReturnValue:
    """Ask for the review; a new term runs from today."""
    found = queries.get_case(current_actor(), reference)
    if found.sent_at is None:
        raise NotThere
    if found.status is not CaseStatus.REFUSED:
        raise NotNow
    form, actor, keyring = ReviewForm(), current_actor(), current_app.config["KEYRING"]
    if arriving.take_away(found, REVIEW):
        return _review(found, form)
    files = arriving.gather(found, form, REVIEW) if form.validate() else arriving.NONE
    if form.error_summary:
        return _review(found, form, status=422)
    with writing():
        ask_for_review(
            keyring, actor, reference, form.text.data, files.taken(keyring, actor, reference)
        )
    notice(_("The office looks at its decision again. Somebody else decides this time."))
    return redirect(url_for("cases.case", reference=reference))
