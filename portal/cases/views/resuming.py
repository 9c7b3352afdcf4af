"""Taking a draft up again: where it was left, with today's questions, or begun before signing in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.claiming import claim_draft, list_unclaimed
from portal.cases.actions.drafting import adopt_questions, remember_step
from portal.cases.actions.erasing import discard_draft
from portal.cases.drafts.questions_changed import is_newer
from portal.cases.drafts.steps import open_draft
from portal.cases.models import Case
from portal.cases.plan import plan_for
from portal.cases.views import bp
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.platform import clock
from portal.platform.access import citizen, participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.sessions import current_session


@bp.get("/pratiche/<reference>/continua")
@participant
def resume(reference: str) -> ResponseReturnValue:
    """Take a draft up again where it was left, on any device."""
    case = queries.get_draft(current_actor(), reference)
    if case.step:
        return redirect(url_for("cases.step", reference=reference, step=case.step))
    place = open_draft(current_app.config["KEYRING"], current_actor(), reference).place_to_go_on()
    if place is None:
        return redirect(url_for("cases.summary_page", reference=reference))
    return redirect(url_for("cases.step", reference=reference, step=place))


@bp.post("/pratiche/<reference>/aggiorna")
@participant
def adopt(reference: str) -> ResponseReturnValue:
    """Go on with the questions of today, from the first one that is new."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    draft = open_draft(keyring, actor, reference)
    case = draft.case
    plan = plan_for(serving.snapshot(), case.service, case.municipality, clock.today())
    if not is_newer(plan.questionnaire, case.questionnaire):
        return redirect(url_for("cases.summary_page", reference=reference))
    newer = Questionnaire.model_validate(plan.questionnaire)
    fresh = draft.new_questions(newer)
    with writing():
        adopt_questions(keyring, actor, reference, newer)
        if fresh:
            remember_step(actor, reference, newer.step_of(fresh[0].question.id).id)
    notice(_("Your answers are kept. Answer only what is new."), "info")
    return redirect(url_for("cases.resume", reference=reference))


@bp.post("/area-personale/bozze")
@citizen
def own_up() -> ResponseReturnValue:
    """Say of a draft begun in this browser before signing in that it is mine, or that it is not."""
    session_row = current_session()
    guest = session_row.facts.get("was_guest") if session_row else None
    keyring, actor = current_app.config["KEYRING"], current_actor()
    reference, is_mine = request.form.get("draft", ""), request.form.get("mine") == "yes"
    erased = None
    with writing():
        case = claim_draft(actor, guest, reference)
        if not is_mine:
            erased = discard_draft(actor, case.reference)
    if erased is not None:
        erased.forget(keyring, current_app.config["FILES"])
        notice(_("The draft was erased."))
        return redirect(url_for("cases.my_cases"))
    return redirect(url_for("cases.resume", reference=reference))


def unclaimed_drafts() -> Sequence[Case]:
    """What this browser began before its person signed in; whose it is, is not known."""
    session_row = current_session()
    if (
        session_row is None
        or session_row.person_id is None
        or current_actor().acting_for is not None
    ):
        return []
    return list_unclaimed(session_row.facts.get("was_guest"))
