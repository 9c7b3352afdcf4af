"""The first page inside a service: what is done with one's data, where one lives, begin or go on."""

from __future__ import annotations

import secrets

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import earlier, policy, queries
from portal.cases.actions.drafting import MandateNeeded, begin_case, discard_draft
from portal.cases.forms import BeginForm
from portal.cases.plan import NotOffered, plan_for
from portal.cases.views import bp
from portal.cases.views.repeating import first_page
from portal.catalogue import serving
from portal.catalogue.definitions import Office, Service
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.access import participant, public, to_login
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.forms import SubmitButton
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import current_session, open_session
from portal.platform.shared import MUNICIPALITY


def _sheet(slug: str) -> Service:
    found = serving.snapshot().service(slug)
    if found is None or found.questionnaire is None:
        abort(404)
    return found


def _must_sign_in(actor: Actor, sheet: Service) -> bool:
    questionnaire = serving.snapshot().questionnaire(sheet.questionnaire or "")
    return not actor.is_signed_in and not questionnaire.without_login


@bp.get("/servizi/<slug>/richiedi")
@public
def begin(slug: str) -> ResponseReturnValue:
    """Privacy notice, municipality, and "go on" where there is a draft already."""
    sheet, actor = _sheet(slug), current_actor()
    if _must_sign_in(actor, sheet):
        return to_login()
    if not policy.can_begin(actor, slug):
        raise MandateNeeded
    return _page(slug, sheet, BeginForm(data={"municipality": _home(actor)}))


def _home(actor: Actor) -> str:
    """Where the person lives, as far as we know: their own data first, then what they chose here."""
    if actor.subject_id is not None:
        profile = profile_of(current_app.config["KEYRING"], actor.subject_id)
        place = serving.snapshot().find_municipality(profile.locality)
        if place is not None:
            return place.istat
    return "" if actor.visit else request.cookies.get(MUNICIPALITY, "")


@bp.post("/servizi/<slug>/richiedi")
@public
@limiter.limit("30 per minute")
def start(slug: str) -> ResponseReturnValue:
    """Begin the draft (or take up the one there is) and go to its first step."""
    sheet, actor = _sheet(slug), current_actor()
    if _must_sign_in(actor, sheet):
        return to_login()
    if not policy.can_begin(actor, slug):
        raise MandateNeeded
    form = BeginForm()
    if not form.validate():
        return _page(slug, sheet, form)
    try:
        plan = plan_for(serving.snapshot(), slug, form.municipality.data, clock.today())
    except NotOffered:
        form.blame("municipality", _("The service is not active online in this municipality."))
        return _page(slug, sheet, form)
    keyring = current_app.config["KEYRING"]
    with writing() as session:
        if not actor.is_signed_in and current_session() is None:
            open_session(session, None, {"guest": secrets.token_hex(32)})
        case = begin_case(keyring, current_actor(), plan, current_language().code)
        reference = case.reference
    return redirect(first_page(queries.get_draft(current_actor(), reference)))


def _page(slug: str, sheet: Service, form: BeginForm) -> ResponseReturnValue:
    words, language = serving.snapshot().words(slug, current_language().code)
    draft = queries.find_draft(current_actor(), slug)
    questionnaire = serving.snapshot().questionnaire(sheet.questionnaire or "")
    return render(
        "cases/begin.html",
        status=422 if form.errors else 200,
        sheet=sheet,
        words=words,
        words_language=language,
        form=form,
        draft=draft,
        before=earlier.before_beginning(current_actor(), slug),
        button=SubmitButton(_("Start")),
        phone_comes_first=questionnaire.channel_hint == "phone",
        office=_office(slug, str(form.municipality.data or "")),
    )


def _office(slug: str, istat: str) -> Office | None:
    """Who answers there, once we know where."""
    offer = serving.snapshot().offer(slug, istat, clock.today())
    return serving.snapshot().office(offer.office) if offer else None


@bp.post("/pratiche/<reference>/scarta")
@participant
def discard(reference: str) -> ResponseReturnValue:
    """Throw a draft away, at the person's word."""
    data_key = queries.get_draft(current_actor(), reference).data_key
    with writing():
        slug = discard_draft(current_actor(), reference).service
    current_app.config["KEYRING"].forget(data_key)
    notice(_("The draft was erased."))
    return redirect(url_for("catalogue.service", slug=slug))
