"""What operators note about a person: beside them, by its author, and read by the person themselves."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.assisted import queries
from portal.assisted.notes import actions
from portal.assisted.notes import queries as notes
from portal.assisted.notes.forms import DeskNoteForm
from portal.assisted.notes.models import DeskNote
from portal.assisted.views import bp
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import audit
from portal.platform.access import citizen, in_visit
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


@bp.get("/sportello/visita/annotazioni")
@in_visit
def desk_notes() -> ResponseReturnValue:
    """What colleagues of the body noted; each look is written down."""
    actor = current_actor()
    visit = notes.visit_with_notes(actor)
    if notes.count_notes_in(visit):
        audit.record_read(actor, "note.read", "person", visit.subject_id)
    return _page(DeskNoteForm(formdata=None))


def _page(form: DeskNoteForm) -> ResponseReturnValue:
    found = notes.notes_in(notes.visit_with_notes(current_actor()))
    return render(
        "assisted/desk_notes.html",
        status=422 if form.errors else 200,
        notes=[] if form.errors else _read(found),
        is_full=len(found) >= actions.MOST_NOTES,
        form=form,
    )


def _read(found: list[DeskNote]) -> list[tuple[DeskNote, str, str]]:
    """Each note with its words and who wrote it."""
    keyring = current_app.config["KEYRING"]
    names = names_of(keyring, {one.author_id for one in found})
    return [(one, notes.text_of(keyring, one), names.get(one.author_id, "")) for one in found]


@bp.post("/sportello/visita/annotazioni")
@in_visit
@limiter.limit("30 per hour", key_func=by_person)
def write_desk_note() -> ResponseReturnValue:
    """Keep a note."""
    form = DeskNoteForm()
    if not form.validate():
        return _page(form)
    with writing():
        actions.write_note(current_app.config["KEYRING"], current_actor(), form.text.data or "")
    notice(_("Kept. The person reads it in their area."))
    return redirect(url_for("assisted.desk_notes"))


@bp.route("/sportello/visita/annotazioni/<int:number>", methods=["GET", "POST"])
@in_visit
def own_desk_note(number: int) -> ResponseReturnValue:
    """Write one's own note anew."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    note = notes.get_written_note(actor, number)
    form = DeskNoteForm() if request.method == "POST" else DeskNoteForm(formdata=None)
    if request.method == "GET":
        form.text.data = notes.text_of(keyring, note)
    elif form.validate():
        with writing():
            actions.change_note(keyring, actor, number, form.text.data or "")
        notice(_("The note is changed."))
        return redirect(url_for("assisted.desk_notes"))
    status = 422 if form.errors else 200
    return render("assisted/own_desk_note.html", status=status, form=form, number=number)


@bp.post("/sportello/visita/annotazioni/<int:number>/togli")
@in_visit
def erase_desk_note(number: int) -> ResponseReturnValue:
    """Take one's own note away."""
    with writing():
        actions.erase_written_note(current_actor(), number)
    notice(_("The note is erased."))
    return redirect(url_for("assisted.desk_notes"))


def _myself() -> Actor:
    """The person alone: neither an operator beside them nor who acts for them."""
    actor = current_actor()
    if actor.acting_for is not None:
        raise Forbidden
    return actor


@bp.get("/area-personale/annotazioni")
@citizen
def notes_about_me() -> ResponseReturnValue:
    """What desks noted about me, word by word."""
    snapshot = serving.snapshot()
    found = [
        (one, words, who, queries.desk_name(one.desk), body.name if body else "")
        for one, words, who in _read(notes.notes_about(_myself().person_id))
        for body in [snapshot.find_body(one.body)]
    ]
    return render("assisted/notes_about_me.html", notes=found)


@bp.post("/area-personale/annotazioni/<int:number>/togli")
@citizen
def erase_note_about_me(number: int) -> ResponseReturnValue:
    """Take away what was noted about me."""
    actor = _myself()
    with writing():
        actions.erase_note_about(actor, number)
    notice(_("The note is erased. Nobody reads it any more."))
    return redirect(url_for("assisted.notes_about_me"))
