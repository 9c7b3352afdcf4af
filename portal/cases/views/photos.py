"""The phone as the camera of the desk: the square on the operator's screen, the page on the phone."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile
from portal.cases.forms.files import store_files
from portal.cases.forms.handing import PhotoForm
from portal.cases.handover import photo as photos
from portal.cases.handover.queries import latest
from portal.cases.handover.standing import Standing, standing
from portal.cases.models import Case, Passing
from portal.cases.views import bp
from portal.cases.views.handing import to_scan
from portal.cases.words import SCAN
from portal.catalogue.questionnaire.parts import Question
from portal.catalogue.snapshot import label
from portal.platform.access import in_visit, public
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import current_language
from portal.platform.pages import is_fragment_wanted, render
from portal.platform.security import from_strangers, limiter
from portal.platform.sessions import unattended


def to_photo(case: Case, question: str) -> ResponseReturnValue:
    """After the button of a question: to the square for one document."""
    row = latest(case, Passing.PHOTO)
    if row is None or row.question != question:
        raise NotThere
    return redirect(url_for("cases.photo_asked", reference=case.reference, number=row.id))


def _label(question: Question) -> str:
    return label(question.words, current_language().code).label


@bp.get("/pratiche/<reference>/foto/<int:number>")
@in_visit
@unattended
def photo_asked(reference: str, number: int) -> ResponseReturnValue:
    """The square to scan, until the document is here; then its name, and the way back."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    case = queries.get_draft(actor, reference)
    row = photos.get_photo(actor, case, number)
    question, stands = photos.asked(case, row.question), standing(row)
    files = [c for c in queries.attachments_of(keyring, case) if c.question == question.id]
    return render(
        "cases/_photo_asked.html" if is_fragment_wanted() else "cases/photo_asked.html",
        case=case,
        number=number,
        question=_label(question),
        is_open=stands is Standing.OPEN,
        has_come=stands is Standing.TAKEN,
        files=files,
        scan_words=SCAN,
        step=_step_of(case, question.id),
        **(to_scan(case, row, "cases.photo") if stands is Standing.OPEN else {}),
    )


def _step_of(case: Case, question: str) -> str:
    steps = [step.id for step, _group, one in photos.placed(case) if one.id == question]
    return steps[0]


@bp.post("/pratiche/<reference>/foto/<int:number>/fine")
@in_visit
def end_photo(reference: str, number: int) -> ResponseReturnValue:
    """Take the link back, and go on with the step."""
    with writing():
        photos.end_photo(current_actor(), reference, number)
    return redirect(url_for("cases.resume", reference=reference))


@bp.get("/foto/<token>")
@public
@limiter.limit("30 per minute")
def photo(token: str) -> ResponseReturnValue:
    """On the phone: which document, and the field for it."""
    case, row = photos.open_photo(current_actor(), token)
    return _page(token, photos.asked(case, row.question), PhotoForm())


def _page(token: str, question: Question, form: PhotoForm) -> ResponseReturnValue:
    return render(
        "cases/photo.html",
        status=422 if form.errors else 200,
        token=token,
        question=_label(question),
        form=form,
    )


@bp.post("/foto/<token>")
@public
@limiter.limit("30 per minute")
@from_strangers
def give_photo(token: str) -> ResponseReturnValue:
    """Take exactly one document; then this link opens nothing any more."""
    case, row = photos.open_photo(current_actor(), token)
    form = PhotoForm()
    question = photos.asked(case, row.question)
    stored: list[StoredFile] = []
    if form.validate():
        stored = store_files(current_app.config["FILES"], case, form).get("files", [])
    if form.error_summary or not stored:
        return _page(token, question, form)
    try:
        with writing():
            photos.give_photo(current_app.config["KEYRING"], current_actor(), token, stored[0])
    except Situation:
        current_app.config["FILES"].delete(stored[0].store_key)
        raise
    return render("cases/photo_given.html")
