"""The steps of a draft: show one, save what was typed, go on or back; htmx saves each answer at once."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, attach_to_draft, detach
from portal.cases.actions.drafting import Typed, remember_step, remove_item, save_answers
from portal.cases.forms.files import store_files
from portal.cases.forms.refusals import answer_words
from portal.cases.forms.steps import field_name, form_for
from portal.cases.steps import TYPED_HERE, OpenDraft, open_draft
from portal.cases.views import bp
from portal.catalogue import serving
from portal.catalogue.questionnaire.answers import InvalidAnswer, normalise
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    VisibleStep,
    next_step,
    position,
    previous_step,
    visible,
)
from portal.catalogue.snapshot import label
from portal.platform.access import participant
from portal.platform.actor import Actor, current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.forms import Form
from portal.platform.i18n import current_language, format_hour
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter

#: Buttons that save what can be read; what is missing may wait.
_WITHOUT_CHECKING = frozenset({"back", "save", "add", "remove", "detach"})


def _open(reference: str, step_id: str) -> tuple[OpenDraft, VisibleStep | None]:
    draft = open_draft(current_app.config["KEYRING"], current_actor(), reference)
    return draft, draft.step(step_id)


def _form(draft: OpenDraft, step: VisibleStep) -> Form:
    known = draft.known(current_app.config["KEYRING"], current_actor(), step)
    return form_for(step.asked, known, current_language().code)


def _go_on(draft: OpenDraft) -> ResponseReturnValue:
    """To the step to take up again, or to the summary when nothing is missing."""
    place = draft.place_to_go_on()
    if place is None:
        return redirect(url_for("cases.summary_page", reference=draft.case.reference))
    return redirect(url_for("cases.step", reference=draft.case.reference, step=place))


@bp.get("/pratiche/<reference>/passi/<step>")
@participant
def step(reference: str, step: str) -> ResponseReturnValue:
    """One step, with what is known in its fields."""
    draft, shown = _open(reference, step)
    if shown is None:
        return _go_on(draft)
    form = _form(draft, shown)
    kept = kept_form(current_actor().person_id)
    if kept is not None:
        form.process(formdata=kept)
        notice(_("This is what you had typed before the session ended. Check it and save."), "info")
    return _page(draft, shown, form)


@bp.get("/pratiche/<reference>/continua")
@participant
def resume(reference: str) -> ResponseReturnValue:
    """Take a draft up again where it was left, on any device."""
    case = queries.get_draft(current_actor(), reference)
    if case.step:
        return redirect(url_for("cases.step", reference=reference, step=case.step))
    return _go_on(open_draft(current_app.config["KEYRING"], current_actor(), reference))


@bp.post("/pratiche/<reference>/passi/<step>")
@participant
@limiter.limit("300 per minute", key_func=by_person)
def save_step(reference: str, step: str) -> ResponseReturnValue:
    """Save what can be read of the step, then go where the pressed button says."""
    draft, shown = _open(reference, step)
    if shown is None:
        return _go_on(draft)
    form = _form(draft, shown)
    form.validate()
    typed = _typed(draft, shown, form, current_actor())
    stored = store_files(current_app.config["FILES"], draft.case, form)
    for key in _write(draft, shown, typed, stored):
        current_app.config["FILES"].delete(key)
    db.session.rollback()
    go = request.form.get("go", "next")
    if go == "autosave":
        return _saved_part(reference, step)
    return _onward(shown, form, reference, go)


def _write(
    draft: OpenDraft,
    step: VisibleStep,
    typed: dict[AnswerKey, Typed],
    stored: dict[str, list[StoredFile]],
) -> list[str]:
    """The one short transaction of the step; the store keys of files that were taken away."""
    keyring, actor, reference = current_app.config["KEYRING"], current_actor(), draft.case.reference
    here = step.step.id
    verb, *what = request.form.get("go", "").split(":")
    erased: list[str] = []
    with writing() as session:
        save_answers(keyring, actor, reference, typed, here)
        for question, files in stored.items():
            attach_to_draft(keyring, actor, reference, question, files)
        if verb == "remove" and len(what) == 2 and _is_number(what[1]):
            remove_item(keyring, actor, reference, what[0], int(what[1]))
        if verb == "detach" and len(what) == 1 and _is_number(what[0]):
            erased.append(detach(actor, reference, int(what[0])))
        remember_step(actor, reference, here)
        if actor.person_id is not None:
            forget_kept_forms(session, actor.person_id, request.path)
    return erased


def _is_number(text: str) -> bool:
    """Whether a button names a number that a row or a place in a list can have."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _typed(draft: OpenDraft, step: VisibleStep, form: Form, actor: Actor) -> dict[AnswerKey, Typed]:
    """What was just typed, in its normal form, with the version the person was looking at."""
    seen = _seen_versions()
    source = "operator" if actor.visit else TYPED_HERE
    known = draft.known(current_app.config["KEYRING"], actor, step)
    posted = form.posted_answers()
    typed = _members(step, seen, source)
    for one in step.asked:
        name = field_name(*one.key)
        if name not in posted:
            continue
        try:
            value = normalise(one.question, posted[name])
        except InvalidAnswer as problem:
            form.blame(name, answer_words(problem, one.question, current_language().code))
            continue
        before = known.get(one.key)
        is_same = before is not None and before.value == value and before.source
        origin = before.source if before is not None and is_same else source
        typed[one.key] = Typed(value, seen.get(name, 0), origin)
    return typed


def _members(step: VisibleStep, seen: dict[str, int], source: str) -> dict[AnswerKey, Typed]:
    """One more member of a group, when its "add" button was pressed."""
    verb, _colon, wanted = request.form.get("go", "").partition(":")
    for shown in step.groups:
        if verb == "add" and shown.group.id == wanted and shown.can_add:
            version = seen.get(field_name(wanted, None), 0)
            return {(wanted, None): Typed(shown.members + 1, version, source)}
    return {}


def _seen_versions() -> dict[str, int]:
    try:
        found = json.loads(request.form.get("seen", "{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: version for name, version in found.items() if isinstance(version, int)}


def _onward(asked: VisibleStep, form: Form, reference: str, go: str) -> ResponseReturnValue:
    """Where to go after saving: errors and new questions first, then as the button says."""
    here = asked.step.id
    draft, fresh = _open(reference, here)
    verb = go.partition(":")[0]
    if verb in _WITHOUT_CHECKING:
        # What could not be read lives only in this page: leaving would lose it.
        if fresh is None or verb == "remove" or not form.unreadable:
            return _without_checking(draft, here, go)
        return _again(draft, fresh, form, form.unreadable)
    if fresh is None:
        return _go_on(draft)
    if form.error_summary:
        return _again(draft, fresh, form, form.data.keys())
    before = {one.key for one in asked.asked}
    if any(one.key not in before for one in fresh.asked):
        notice(_("Your answers are saved. There are a few more questions here."), "info")
        return redirect(url_for("cases.step", reference=reference, step=here))
    after = next_step(draft.questionnaire, draft.answers, here)
    if after is None:
        return redirect(url_for("cases.summary_page", reference=reference))
    return redirect(url_for("cases.step", reference=reference, step=after.id))


def _again(
    draft: OpenDraft, shown: VisibleStep, checked: Form, names: Collection[str]
) -> ResponseReturnValue:
    """The step once more, as it was typed, with what is wrong in these fields; new questions too."""
    form = _form(draft, shown)
    form.carry_over(checked, names)
    return _page(draft, shown, form, status=422)


def _without_checking(draft: OpenDraft, here: str, go: str) -> ResponseReturnValue:
    """Back, save, add, take away: what could be read is saved, what is missing may wait."""
    target = here
    if go == "back":
        before = previous_step(draft.questionnaire, draft.answers, here)
        target = before.id if before else here
    elif go == "save":
        if current_actor().is_signed_in:
            notice(_("Request saved. You can go on later, on any device."))
        else:
            notice(
                _("Request saved in this browser. Go on from here: other devices do not know it.")
            )
    anchor = f"group-{go.split(':')[1]}" if go.startswith(("add:", "remove:")) else None
    reference = draft.case.reference
    return redirect(url_for("cases.step", reference=reference, step=target, _anchor=anchor))


def _saved_part(reference: str, step_id: str) -> ResponseReturnValue:
    """What htmx swaps in after an answer: when it was saved, its version, the questions shown now."""
    draft, shown = _open(reference, step_id)
    if shown is None:
        raise NotThere
    return render("cases/_questions.html", **_values(draft, shown, _form(draft, shown)))


def _values(draft: OpenDraft, shown: VisibleStep, form: Form) -> dict[str, Any]:
    language = current_language().code
    versions = {field_name(*key): said.version for key, said in draft.said.items()}
    return {
        "case": draft.case,
        "shown": shown,
        "form": form,
        "files": draft.files,
        "seen": json.dumps(versions, separators=(",", ":")),
        "saved_at": format_hour(draft.case.saved_at) if draft.said else "",
        "words": label(shown.step.words, language),
        "words_language": language if language in shown.step.words else "it",
        "field_name": field_name,
    }


def _page(
    draft: OpenDraft, shown: VisibleStep, form: Form, status: int = 200
) -> ResponseReturnValue:
    language, here, reference = current_language().code, shown.step.id, draft.case.reference
    steps = [one.step for one in visible(draft.questionnaire, draft.answers)]
    phone_comes_first = draft.questionnaire.channel_hint == "phone"
    return render(
        "cases/step.html",
        status=status,
        here=url_for("cases.save_step", reference=reference, step=here),
        step_names=[label(step.words, language).title for step in steps] + [_("Summary")],
        step_addresses=[url_for("cases.step", reference=reference, step=s.id) for s in steps],
        place=position(draft.questionnaire, draft.answers, here),
        previous=previous_step(draft.questionnaire, draft.answers, here),
        phone_comes_first=phone_comes_first,
        office=serving.snapshot().office(draft.case.office) if phone_comes_first else None,
        service_name=serving.snapshot().words(draft.case.service, language)[0].name,
        **_values(draft, shown, form),
    )
