"""The visit: who is the person, the page for them, the end that leaves nothing behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import laying, queries, standing, words
from portal.assisted.actions.ending import end_visit
from portal.assisted.models import IdentifiedBy, Mandate, Visit
from portal.assisted.notes import queries as notes
from portal.assisted.policy import can_attach
from portal.assisted.rechecks.queries import is_old
from portal.assisted.represented import queries as represented
from portal.assisted.views import bp
from portal.cases import autonomy
from portal.cases import queries as case_queries
from portal.cases import reference as references
from portal.cases import words as case_words
from portal.cases.pinned import who_of
from portal.identity.queries import profile_of
from portal.platform.access import in_visit, operator
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import printed
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.sessions import keep_fact, mark_apart
from portal.powers.models import Kind
from portal.powers.words import KIND

#: What the browser must forget at the end of a visit; cookies stay, they are the operator's.
WIPE = '"cache", "storage"'


@bp.get("/sportello/visita/pagina")
@in_visit
def visit() -> ResponseReturnValue:
    """Everything for the person in front, on one screen."""
    actor = current_actor()
    row = queries.get_visit(actor)
    profile = profile_of(current_app.config["KEYRING"], row.subject_id)
    cases = case_queries.list_cases(actor)[:8]
    return render(
        "assisted/visit.html",
        visit=row,
        profile=profile,
        born=date.fromisoformat(profile.birth_date) if profile.birth_date else None,
        spoken_code=printed,
        document=_document(row),
        identified=words.how_known(row),
        cases=cases,
        contacts_are_old=is_old(row.subject_id, profile),
        is_ready_alone=autonomy.is_ready(row.subject_id),
        names={c.id: who_of(c).service_name(current_language().code) for c in cases},
        status_words={c.id: case_words.state_of(c) for c in cases},
        spoken=references.spoken,
        **(_of_person(actor, row) if actor.speaker_id is None else _in_their_place(actor)),
    )


def _of_person(actor: Actor, row: Visit) -> dict[str, Any]:
    """What only the person reads of themselves: mandates, visits elsewhere, whom they represent."""
    found = represented.whom(current_app.config["KEYRING"], row)
    mandates = queries.mandates_in_force(row)
    return {
        "elsewhere": [
            (queries.desk_name(v.desk), v.opened_at) for v in queries.open_elsewhere(row)
        ],
        "represents": [(one.id, name, KIND[one.kind]) for one, name in found],
        "mandates": [(one, _services(one), can_attach(actor, one)) for one in mandates],
        "renewable": standing.renewable_in(row),
        "taken_back": standing.taken_back_in(row),
        "can_show_code": row.identified_by is not IdentifiedBy.KNOWN,
        "notes": notes.count_notes_in(row) if notes.can_read(actor, row) else None,
    }


def _in_their_place(actor: Actor) -> dict[str, Any]:
    """By which power somebody is here for them. At which other desk the person is now, they are not told."""
    return {"by_law": KIND[Kind(actor.visit.kind)] if actor.visit else "", "elsewhere": []}


def _document(row: Visit) -> str:
    seen = queries.document_seen(current_app.config["KEYRING"], row)
    if not seen:
        return ""
    return _(
        "%(kind)s, issued by %(issuer)s, number ending in %(digits)s",
        kind=words.DOCUMENTS[seen["kind"]],
        issuer=seen["issuer"],
        digits=seen["last_digits"],
    )


def _services(mandate: Mandate) -> list[str]:
    """The services a mandate still covers, in words, as long as the catalogue has them."""
    if mandate.every_service and not mandate.without:
        return [_("All the online services")]
    return [name for _slug, name in laying.names_of(standing.left_services(mandate))]


@bp.post("/sportello/visita/fine")
@operator
@way_out
def finish() -> ResponseReturnValue:
    """End the visit: the session forgets the person, the browser what it kept."""
    with writing() as session:
        ended = end_visit(current_actor())
        keep_fact(session, visit=None)
    return left_clean(ended is not None)


def left_clean(was_open: bool = True) -> ResponseReturnValue:
    """Back to the desk; the browser forgets what it kept of the person, and stays the operator's."""
    mark_apart(False)
    if was_open:
        notice(_("The visit is ended. Nothing of the person is left on this screen."))
    answer = current_app.make_response(redirect(url_for("assisted.desk")))
    answer.headers["Clear-Site-Data"] = WIPE
    return answer
