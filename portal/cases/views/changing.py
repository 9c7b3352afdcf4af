"""Changing a sent request: correcting answers step by step, and beginning the same again."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import policy, queries, shelter, timeline
from portal.cases.actions.amending import amend_case
from portal.cases.actions.drafting import Typed, questionnaire_of
from portal.cases.actions.renewing import renew_case
from portal.cases.drafts.steps import TYPED_HERE, Known, OpenDraft, known_of
from portal.cases.forms import members
from portal.cases.forms.following import AmendForm
from portal.cases.forms.refusals import answer_words
from portal.cases.forms.steps import field_name, form_for
from portal.cases.models import Case
from portal.cases.plan import plan_for
from portal.cases.receipts import receipt
from portal.cases.unread import UNREAD
from portal.cases.views import bp
from portal.cases.views.posted import is_number
from portal.catalogue import serving
from portal.catalogue.questionnaire.answers import InvalidAnswer, normalise
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep, find_step, visible
from portal.catalogue.snapshot import label
from portal.platform import clock
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.forms import Form
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


def _correctable(reference: str) -> OpenDraft:
    """A sent case whose answers this person may still correct, read whole."""
    found = queries.get_case(current_actor(), reference)
    is_open = found.sent_at is not None and timeline.is_correctable(found.status)
    if not is_open or not policy.can_amend(current_actor(), found):
        raise NotThere
    keyring = current_app.config["KEYRING"]
    return OpenDraft(
        case=found,
        questionnaire=questionnaire_of(found),
        said=shelter.as_read_by(
            current_actor(), questionnaire_of(found), queries.answers_of(keyring, found)
        ),
        files=queries.attachments_of(keyring, found),
    )


@bp.get("/pratiche/<reference>/correggi")
@participant
def amend(reference: str) -> ResponseReturnValue:
    """Which part of the request to correct."""
    sent = _correctable(reference)
    language = current_language().code
    steps = [
        (
            label(one.step.words, language).title,
            url_for("cases.amend_step", reference=reference, step=one.step.id),
        )
        for one in visible(sent.questionnaire, sent.answers)
    ]
    return render(
        "cases/amend.html", case=sent.case, steps=steps, **receipt.receipt_values(sent.case)
    )


@bp.get("/pratiche/<reference>/correggi/<step>")
@participant
def amend_step(reference: str, step: str) -> ResponseReturnValue:
    """One part with its answers, to be corrected."""
    sent = _correctable(reference)
    shown = _step(sent, step)
    return _page(sent, shown, _form(sent, shown), AmendForm())


def _step(sent: OpenDraft, step: str, posted: members.Posted | None = None) -> VisibleStep:
    """One part as it was saved; after a press with as many members as the page has."""
    shown = sent.step(step)
    if shown is None:
        raise NotThere
    if posted is None or not shown.groups:
        return shown
    answers = members.with_members(shown, sent.answers, members.counted(shown, posted))
    return find_step(sent.questionnaire, answers, step) or shown


def _form(sent: OpenDraft, shown: VisibleStep, posted: members.Posted | None = None) -> Form:
    """The questions of a step with their answers; files are given with a message instead."""
    asked = [one for one in shown.asked if one.question.kind != "file"]
    known = {
        key: known_of(said) if said.value is UNREAD else Known(said.value, "")
        for key, said in sent.said.items()
    }
    form = form_for(asked, known)
    if posted is not None:
        form.process(formdata=posted)
    return form


def _page(
    sent: OpenDraft, shown: VisibleStep, form: Form, declared: AmendForm, status: int = 200
) -> ResponseReturnValue:
    values: dict[str, Any] = receipt.receipt_values(sent.case)
    return render(
        "cases/amend_step.html",
        status=status,
        case=sent.case,
        form=form,
        declared=declared,
        shown=shown,
        field_name=field_name,
        count_name=members.count_name,
        versions=[(field_name(*key), said.version) for key, said in sent.said.items()],
        words=label(shown.step.words, current_language().code),
        here=url_for("cases.save_amendment", reference=sent.case.reference, step=shown.step.id),
        **values,
    )


@bp.post("/pratiche/<reference>/correggi/<step>")
@participant
@limiter.limit("120 per hour", key_func=by_person)
def save_amendment(reference: str, step: str) -> ResponseReturnValue:
    """Keep the correction beside what was written; new questions that it opens are asked at once."""
    sent = _correctable(reference)
    before, changed = _step(sent, step), members.pressed(_step(sent, step), request.form)
    shown = _step(sent, step, request.form if changed is None else changed)
    form, declared = _form(sent, shown, changed), AmendForm()
    if changed is not None:
        return _page(sent, shown, form, declared)
    form.validate()
    declared.validate()
    typed = {**_taken_out(sent, before, shown), **_typed(sent, shown, form)}
    for problem in declared.error_summary:
        form.blame("", problem.message)
    if form.error_summary:
        return _page(sent, shown, form, declared, status=422)
    with writing():
        amend_case(current_app.config["KEYRING"], current_actor(), reference, typed)
    fresh = _correctable(reference).step(step)
    asked = {one.key for one in shown.asked}
    if fresh is not None and any(one.key not in asked for one in fresh.asked):
        notice(_("Your correction is saved. There are a few more questions here."), "info")
        return redirect(url_for("cases.amend_step", reference=reference, step=step))
    notice(_("Your correction is with the office. What you had written is kept beside it."))
    return redirect(url_for("cases.case", reference=reference))


def _taken_out(sent: OpenDraft, before: VisibleStep, shown: VisibleStep) -> dict[AnswerKey, Typed]:
    """How many members there are now, and the answers of those who are no longer there."""
    asked, found = {one.key for one in shown.asked}, {}
    for one in before.asked:
        if one.group is not None and one.key in sent.said and one.key not in asked:
            found[one.key] = Typed(None, _seen(one.key), TYPED_HERE)
    for was, now in zip(before.groups, shown.groups, strict=True):
        if now.members != was.members:
            key = (now.group.id, None)
            found[key] = Typed(now.members, _seen(key), TYPED_HERE)
    return found


def _seen(key: AnswerKey) -> int:
    """The version of an answer that the person was looking at."""
    seen = request.form.get(f"version__{field_name(*key)}", "0")
    return int(seen) if is_number(seen) else 0


def _typed(sent: OpenDraft, shown: VisibleStep, form: Form) -> dict[AnswerKey, Typed]:
    """What was typed, in its normal form, with the version the person was looking at."""
    posted = form.posted_answers()
    typed: dict[AnswerKey, Typed] = {}
    for one in shown.asked:
        name = field_name(*one.key)
        if name not in posted:
            continue
        try:
            value = normalise(one.question, posted[name])
        except InvalidAnswer as problem:
            form.blame(name, answer_words(problem, one.question, current_language().code))
            continue
        if value is None and one.key in sent.said and sent.said[one.key].value is UNREAD:
            continue  # left empty by who does not read it: what is written stays
        typed[one.key] = Typed(value, _seen(one.key), TYPED_HERE)
    return typed


@bp.post("/pratiche/<reference>/rinnova")
@participant
@limiter.limit("20 per hour", key_func=by_person)
def renew(reference: str) -> ResponseReturnValue:
    """A new draft of the same service, with the answers of this case; to its first step."""
    found: Case = queries.get_case(current_actor(), reference)
    if found.sent_at is None:
        raise NotThere
    plan = plan_for(serving.snapshot(), found.service, found.municipality, clock.today())
    with writing():
        draft = renew_case(
            current_app.config["KEYRING"],
            current_actor(),
            reference,
            plan,
            current_language().code,
        ).reference
    notice(_("Your answers from the earlier request are here. Check them before you send."))
    return redirect(url_for("cases.resume", reference=draft))
