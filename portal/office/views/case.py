"""One case in the office: opened only after the opening was noted, with what may be done on it now."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases import reference as references
from portal.cases.downloads import NotScanned, send_file_of, send_request_of
from portal.cases.events import NotNow
from portal.cases.following import wants_only_help
from portal.cases.legal_clock import term
from portal.cases.models import Case
from portal.cases.trails.purposes import WORK
from portal.cases.words import SCAN
from portal.office import dossier, duties, queries, reading, repeated, replies, together, words
from portal.office.duties import Act
from portal.office.forms import (
    FORMS,
    AccountForm,
    ActForm,
    AnswerForm,
    CheckForm,
    NoteForm,
    PurposeForm,
    TieForm,
    assign_form,
)
from portal.office.registers import IN_ADDRESS
from portal.office.views import bp
from portal.platform import audit, clock
from portal.platform.access import demand_fresh_proof, officer
from portal.platform.actor import current_actor
from portal.platform.forms import Form
from portal.platform.i18n import DEFAULT
from portal.platform.i18n import gettext as _
from portal.platform.pages import render
from portal.platform.plain import Reading


@bp.get("/ufficio/pratiche/<reference>")
@officer
def case(reference: str) -> ResponseReturnValue:
    """Everything about one case, and what may be done now; of a colleague's, why it is opened first."""
    return show(cases.get_office_case(current_actor(), reference))


def show(
    found: Case,
    opened: Act | None = None,
    form: ActForm | None = None,
    *,
    status: int = 200,
    reading: Reading | None = None,
    extra: Mapping[str, Form] = {},
) -> ResponseReturnValue:
    """The page of a case, one act open with its form where something was typed into it."""
    actor, today, keyring = current_actor(), clock.today(), current_app.config["KEYRING"]
    purpose = _purpose(found)
    if purpose is None:
        return _ask_why(found)
    audit.record_read(
        actor, "case.read", "case", found.id, subject_id=found.subject_id, purpose=purpose
    )
    moved = term.clock_of(found)
    wants_help = wants_only_help(found)
    acts = duties.offered(found.status, moved, today, wants_help=wants_help)
    forms = _forms(found, acts, opened, form)
    if opened is not None and opened not in forms and request.method == "POST":
        raise NotNow
    return render(
        "office/case.html",
        status=status,
        case=found,
        acts=acts,
        forms=forms,
        opened=opened,
        reading=reading,
        wants_help=wants_help,
        is_mine=found.officer_id == actor.person_id,
        words=words,
        work=_working_forms(found, extra),
        ready={one.act: replies.offered(found, one.act) for one in acts if one.is_open},
        reads_other=found.language != DEFAULT,
        before=repeated.lay_out(actor, found),
        **dossier.lay_out(keyring, found, moved, today),
        **together.lay_out(keyring, actor, found),
    )


def _purpose(found: Case) -> str | None:
    """Why it is opened; what was posted from its page was opened for a reason before."""
    if request.method == "POST":
        return reading.purpose_on_page(current_actor(), found)
    return purpose_said(found, request.args.get("perche", ""))


def purpose_said(found: Case, said: str = "") -> str | None:
    """Why it is opened. A colleague's case is opened by somebody who was here all the time."""
    purpose = reading.purpose_of(current_actor(), found, said)
    if purpose not in (None, WORK):
        demand_fresh_proof()
    return purpose


def _ask_why(found: Case) -> ResponseReturnValue:
    """Nothing of the case but its number, and the question why it is opened."""
    return render(
        "office/why.html",
        reference=found.reference,
        spoken=references.spoken(found.reference),
        form=PurposeForm(formdata=None),
    )


def _working_forms(found: Case, extra: Mapping[str, Form]) -> dict[str, Form]:
    """The forms of working together; the one in use as it was filled in."""
    hands = together.hands(current_app.config["KEYRING"], found)
    answer = AnswerForm(formdata=None, id_prefix="answer-")
    forms: dict[str, Form] = {
        "assign": assign_form(hands)(formdata=None, id_prefix="assign-"),
        "note": NoteForm(formdata=None, id_prefix="note-"),
        "tie": TieForm(formdata=None, id_prefix="tie-"),
        "answer": answer,
        "account": AccountForm(formdata=None, id_prefix="account-"),
        **{
            f"check_{word}": CheckForm(formdata=None, id_prefix=f"check-{word}-")
            for word in IN_ADDRESS.values()
        },
    }
    forms.update(extra)
    waiting = queries.proposal_waiting(found)
    if isinstance(forms["answer"], AnswerForm) and waiting is not None:
        forms["answer"].seen.data = queries.mark_of(found)
        forms["answer"].number.data = str(waiting)
    return forms


def _forms(
    found: Case, acts: tuple[duties.Offered, ...], opened: Act | None, form: ActForm | None
) -> dict[Act, ActForm]:
    """A form for each act that may be done now; the one in use as it was filled in."""
    mark = queries.mark_of(found)
    forms: dict[Act, ActForm] = {}
    for one in acts:
        if one.is_open and one.act in FORMS:
            in_use = form if one.act is opened else None
            forms[one.act] = in_use or FORMS[one.act](formdata=None, id_prefix=f"{one.act}-")
            forms[one.act].seen.data = mark
    return forms


@bp.get("/ufficio/pratiche/<reference>/allegati/<int:attachment_id>")
@officer
def attachment(reference: str, attachment_id: int) -> ResponseReturnValue:
    """A file of the case, only as a download; one that nobody scanned is asked about first."""
    found = cases.get_office_case(current_actor(), reference)
    purpose = purpose_said(found)
    if purpose is None:
        return redirect(url_for("office.case", reference=reference))
    try:
        return send_file_of(found, attachment_id, purpose=purpose, must_be_clean=True)
    except NotScanned:
        row = cases.get_attachment(found, attachment_id)
        page = url_for("office.case", reference=reference)
        return render(
            "office/unscanned.html",
            scan=row.scan,
            scan_words=SCAN,
            trail=[(_("Cases of the office"), url_for("office.inbox")), (_("Case"), page)],
            opens=url_for(
                "office.open_unscanned", reference=reference, attachment_id=attachment_id
            ),
            back=page,
        )


@bp.post("/ufficio/pratiche/<reference>/allegati/<int:attachment_id>")
@officer
def open_unscanned(reference: str, attachment_id: int) -> ResponseReturnValue:
    """The same file, at the officer's word that it may be opened unscanned."""
    found = cases.get_office_case(current_actor(), reference)
    purpose = purpose_said(found)
    if purpose is None:
        return redirect(url_for("office.case", reference=reference))
    return send_file_of(found, attachment_id, purpose=purpose)


@bp.get("/ufficio/pratiche/<reference>/domanda.pdf")
@officer
def request_document(reference: str) -> ResponseReturnValue:
    """The request as one document, as it was sealed and as the register knows it."""
    found = cases.get_office_case(current_actor(), reference)
    purpose = purpose_said(found)
    if purpose is None:
        return redirect(url_for("office.case", reference=reference))
    return send_request_of(found, purpose=purpose)
