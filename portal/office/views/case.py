"""One case in the office: opened only after the opening was noted, with what may be done on it now."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases import term
from portal.cases.downloads import send_file_of
from portal.cases.events import NotNow
from portal.cases.models import Case
from portal.office import dossier, duties, queries, repeated, words
from portal.office.duties import Act
from portal.office.forms import FORMS, ActForm
from portal.office.views import bp
from portal.platform import audit, clock
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.pages import render

PURPOSE = "work"


@bp.get("/ufficio/pratiche/<reference>")
@officer
def case(reference: str) -> ResponseReturnValue:
    """Everything about one case, and what may be done now."""
    return show(cases.get_office_case(current_actor(), reference))


def show(
    found: Case, opened: Act | None = None, form: ActForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page of a case, one act open with its form where something was typed into it."""
    actor, today = current_actor(), clock.today()
    audit.record_read(
        actor, "case.read", "case", found.id, subject_id=found.subject_id, purpose=PURPOSE
    )
    moved = term.clock_of(found)
    acts = duties.offered(found.status, moved, today)
    forms = _forms(found, acts, opened, form)
    if opened not in forms and status != 200:
        raise NotNow
    return render(
        "office/case.html",
        status=status,
        case=found,
        acts=acts,
        forms=forms,
        opened=opened,
        is_mine=found.officer_id == actor.person_id,
        words=words,
        before=repeated.lay_out(actor, found),
        **dossier.lay_out(current_app.config["KEYRING"], found, moved, today),
    )


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
    """A file of the case, only as a download."""
    found = cases.get_office_case(current_actor(), reference)
    return send_file_of(found, attachment_id, purpose=PURPOSE)
