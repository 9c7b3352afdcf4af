"""The visit: who is the person, the page for them, the end that leaves nothing behind."""

from __future__ import annotations

from datetime import date
from hmac import compare_digest

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries, standing, words
from portal.assisted.actions.visiting import (
    AnotherVisitOpen,
    Identified,
    end_visit,
    is_own,
    open_visit,
)
from portal.assisted.fairness.apart import OwnAffair
from portal.assisted.forms import ConfirmForm, IdentifyForm
from portal.assisted.models import IdentifiedBy, Mandate, Visit
from portal.assisted.policy import can_attach
from portal.assisted.views import bp
from portal.cases import queries as case_queries
from portal.cases import reference as references
from portal.cases import words as case_words
from portal.cases.pinned import who_of
from portal.catalogue import snapshot
from portal.identity.models import Person
from portal.identity.queries import open_profile, profile_of
from portal.platform import audit
from portal.platform.access import in_visit, operator
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import keep_fact, mark_apart

#: What the browser must forget at the end of a visit; cookies stay, they are the operator's.
WIPE = '"cache", "storage"'


@bp.get("/sportello/visita")
@operator
def identify() -> ResponseReturnValue:
    """An empty form for the next person; it never knows anything of the one before."""
    actor = current_actor()
    if actor.visit is not None:
        return redirect(url_for("assisted.visit"))
    if actor.desk is None:
        return redirect(url_for("assisted.desk"))
    return _identify(IdentifyForm(data={"language": current_language().code}))


def _identify(form: IdentifyForm, found: Person | None = None) -> ResponseReturnValue:
    return render(
        "assisted/identify.html",
        status=422 if form.errors else 200,
        form=form,
        found=_redacted(found) if found else "",
        asked=_asked(found) if found else "",
    )


def _redacted(person: Person) -> str:
    """Somebody we know, in as few words as tell them apart."""
    known = open_profile(current_app.config["KEYRING"], person)
    initials = " ".join(f"{name[:1]}…" for name in (known.given_name, known.family_name))
    return _("%(initials)s, born in %(year)s", initials=initials, year=known.birth_date[:4])


def _asked(person: Person) -> str:
    """What binds the operator's "it is them" to the person they were asked about."""
    signature: str = current_app.config["KEYRING"].sign("visit.match", str(person.id))
    return signature


@bp.post("/sportello/visita")
@operator
@limiter.limit("200 per hour")
def begin_visit() -> ResponseReturnValue:
    """Open the visit; whoever we already know is confirmed first, by the little that is shown."""
    if current_actor().visit is not None:
        raise AnotherVisitOpen
    form = IdentifyForm()
    found = _find(form) if form.validate() else None
    if form.errors:
        return _identify(form)
    if found is not None:
        confirm = ConfirmForm()
        if not compare_digest(request.form.get("asked", "").encode(), _asked(found).encode()):
            audit.record_read(
                current_actor(), "visit.found", "person", found.id, subject_id=found.id
            )
            confirm.same_person.data = False
            return _identify(confirm, found)
        if not confirm.validate():
            return _identify(confirm, found)
    return _open(form)


def _find(form: IdentifyForm) -> Person | None:
    """The person we know with these data; the form is blamed where they do not fit."""
    keyring, facts = current_app.config["KEYRING"], form.facts()
    if is_own(keyring, current_actor(), facts):
        raise OwnAffair
    person = queries.find_same(keyring, facts)
    if person is None:
        if form.identified_by() is IdentifiedBy.KNOWN:
            form.blame("document_kind", _("We do not know this person yet: look at a document."))
        return None
    born = open_profile(keyring, person).birth_date
    if born and born != facts["birth_date"]:
        form.blame("birth_date", _("We know this person with another date of birth. Compare."))
    return person


def _open(form: IdentifyForm) -> ResponseReturnValue:
    who = Identified(
        facts=form.facts(),
        by=form.identified_by(),
        document=form.document(),
        language=form.language.data,
    )
    with writing() as session:
        visit = open_visit(current_app.config["KEYRING"], current_actor(), who)
        keep_fact(session, visit=visit.id)
    mark_apart(True)
    return redirect(url_for("assisted.mandate"))


@bp.get("/sportello/visita/pagina")
@in_visit
def visit() -> ResponseReturnValue:
    """Everything for the person in front, on one screen."""
    actor = current_actor()
    row = queries.get_visit(actor)
    profile = profile_of(current_app.config["KEYRING"], row.subject_id)
    mandates = queries.mandates_in_force(row)
    cases = case_queries.list_cases(actor)[:8]
    language = current_language().code
    return render(
        "assisted/visit.html",
        visit=row,
        profile=profile,
        born=date.fromisoformat(profile.birth_date) if profile.birth_date else None,
        spoken_code=printed,
        document=_document(row),
        identified=words.IDENTIFIED[row.identified_by],
        elsewhere=[(queries.desk_name(v.desk), v.opened_at) for v in queries.open_elsewhere(row)],
        mandates=[(one, _services(one), can_attach(actor, one)) for one in mandates],
        renewable=standing.renewable_in(row),
        cases=cases,
        names={c.id: who_of(c).service_name(language) for c in cases},
        status_words={c.id: case_words.state_of(c) for c in cases},
        spoken=references.spoken,
    )


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
    """The services of a mandate in words, as long as the catalogue has them."""
    if mandate.every_service:
        return [_("All the online services")]
    known = [slug for slug in mandate.services if snapshot().service(slug)]
    return [snapshot().words(slug, current_language().code)[0].name for slug in known]


@bp.post("/sportello/visita/fine")
@operator
@way_out
def finish() -> ResponseReturnValue:
    """End the visit: the session forgets the person, the browser what it kept."""
    with writing() as session:
        ended = end_visit(current_actor())
        keep_fact(session, visit=None)
    mark_apart(False)
    if ended is not None:
        notice(_("The visit is ended. Nothing of the person is left on this screen."))
    answer = current_app.make_response(redirect(url_for("assisted.desk")))
    answer.headers["Clear-Site-Data"] = WIPE
    return answer
