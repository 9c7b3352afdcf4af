"""The first page inside a service: what is done with one's data, where one lives, begin or go on."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import policy, queries, sureness
from portal.cases.actions.drafting import MandateNeeded, begin_case
from portal.cases.actions.erasing import discard_draft, ends_on
from portal.cases.drafts import earlier
from portal.cases.forms import BeginForm
from portal.cases.known.actions import keep_heard
from portal.cases.known.asking import Heard, Whom, needed
from portal.cases.known.moderation import ask_in_measure
from portal.cases.known.queries import vouched_fiscal_code
from portal.cases.models import Case
from portal.cases.plan import NotOffered, Plan, plan_for
from portal.cases.reference import new_reference
from portal.cases.views import bp
from portal.cases.views.repeating import first_page
from portal.catalogue import serving
from portal.catalogue.definitions import Office, Service
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.access import participant, public, to_login
from portal.platform.actor import Actor, current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.forms import SubmitButton
from portal.platform.i18n import current_language, format_day
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
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
    sureness.check(current_app.config["KEYRING"], actor, slug)
    return _page(slug, sheet, BeginForm(data={"municipality": _home(actor)}))


def _home(actor: Actor) -> str:
    """Where the person lives, as far as we know: their own data first, then what they chose here. Whoever
    acts in their place does not learn it."""
    if actor.subject_id is not None and actor.speaker_id is None:
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
    return _begin(slug, is_again=False)


@bp.get("/servizi/<slug>/ricomincia")
@participant
def ask_to_start_again(slug: str) -> ResponseReturnValue:
    """What starting again erases, before it is done."""
    sheet, draft = _sheet(slug), _own_draft(slug)
    return _page(slug, sheet, BeginForm(data={"municipality": draft.municipality}), is_again=True)


@bp.post("/servizi/<slug>/ricomincia")
@participant
@limiter.limit("30 per minute", key_func=by_person)
def start_again(slug: str) -> ResponseReturnValue:
    """Erase the draft and begin a new one, in one transaction."""
    _own_draft(slug)
    return _begin(slug, is_again=True)


def _own_draft(slug: str) -> Case:
    found = queries.find_draft(current_actor(), slug)
    if found is None or not policy.can_change_draft(current_actor(), found):
        raise NotThere
    return found


def _begin(slug: str, *, is_again: bool) -> ResponseReturnValue:
    sheet, actor = _sheet(slug), current_actor()
    if _must_sign_in(actor, sheet):
        return to_login()
    if not policy.can_begin(actor, slug):
        raise MandateNeeded
    sureness.check(current_app.config["KEYRING"], actor, slug)
    form = BeginForm()
    if not form.validate():
        return _page(slug, sheet, form, is_again=is_again)
    try:
        plan = plan_for(serving.snapshot(), slug, form.municipality.data, clock.today())
    except NotOffered:
        form.blame("municipality", _("The service is not active online in this municipality."))
        return _page(slug, sheet, form, is_again=is_again)
    asked = _Asked() if _has_draft(plan) and not is_again else _ask_registers(plan)
    reference = _write(plan, asked, is_again=is_again)
    return redirect(first_page(queries.get_draft(current_actor(), reference)))


class _Asked(NamedTuple):
    """What the registers said, and the reference they were told."""

    heard: tuple[Heard, ...] = ()
    reference: str = ""


def _has_draft(plan: Plan) -> bool:
    return queries.find_draft(current_actor(), plan.service) is not None


def _ask_registers(plan: Plan) -> _Asked:
    """Ask what the questionnaire needs to know, before any transaction: the pages then never wait."""
    keyring, about = current_app.config["KEYRING"], new_reference()
    fiscal_code = vouched_fiscal_code(keyring, current_actor().subject_id)
    sheet = _sheet(plan.service)
    wanted = needed(serving.snapshot().questionnaire(sheet.questionnaire or ""))
    db.session.rollback()
    if fiscal_code is None:
        return _Asked()
    whom = Whom(fiscal_code, sheet.siuss, about, clock.today())
    registers = current_app.config["PUBLIC_REGISTERS"]
    return _Asked(ask_in_measure(keyring, registers, wanted, whom), about)


def _write(plan: Plan, asked: _Asked, *, is_again: bool) -> str:
    """The one transaction of beginning; the reference of the draft."""
    keyring, erased = current_app.config["KEYRING"], None
    with writing() as session:
        if not current_actor().is_signed_in and current_session() is None:
            open_session(session, None, {"guest": secrets.token_hex(32)})
        old = queries.find_draft(current_actor(), plan.service) if is_again else None
        if old is not None:
            erased = discard_draft(current_actor(), old.reference)
        language = current_language().code
        case = begin_case(keyring, current_actor(), plan, language, asked.reference)
        keep_heard(keyring, current_actor(), case, asked.heard)
        reference = case.reference
    if erased is not None:
        erased.forget(keyring, current_app.config["FILES"])
    return reference


def _page(
    slug: str, sheet: Service, form: BeginForm, *, is_again: bool = False
) -> ResponseReturnValue:
    words, language = serving.snapshot().words(slug, current_language().code)
    draft = queries.find_draft(current_actor(), slug)
    questionnaire = serving.snapshot().questionnaire(sheet.questionnaire or "")
    return render(
        "cases/start_again.html" if is_again else "cases/begin.html",
        status=422 if form.errors else 200,
        sheet=sheet,
        words=words,
        words_language=language,
        delicate=sheet.delicate_in(current_language().code),
        form=form,
        draft=draft,
        kept_until=format_day(ends_on(draft, current_actor())) if draft else "",
        before=earlier.before_beginning(current_actor(), slug),
        button=SubmitButton(
            _("Erase and start again") if is_again else _("Start"),
            kind="danger" if is_again else "primary",
        ),
        minutes=questionnaire.minutes,
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
    with writing():
        erased = discard_draft(current_actor(), reference)
    erased.forget(current_app.config["KEYRING"], current_app.config["FILES"])
    notice(_("The draft was erased."))
    return redirect(url_for("catalogue.service", slug=erased.service))
