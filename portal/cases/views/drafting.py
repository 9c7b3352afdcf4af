"""The steps of a draft: show one, save what was typed, go on or back; htmx saves each answer as it is given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from portal import catalogue
from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, attach_to_draft, detach, store
from portal.cases.actions.drafting import (
    Typed,
    questionnaire_of,
    remember_step,
    remove_item,
    save_answers,
)
from portal.cases.forms.refusals import refusal_words
from portal.cases.forms.steps import Known, field_name, form_for
from portal.cases.models import Case
from portal.cases.prefill import known_value
from portal.cases.views import bp
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    VisibleStep,
    find_step,
    first_step,
    next_step,
    position,
    previous_step,
    resume_step,
    visible,
)
from portal.catalogue.snapshot import label
from portal.identity.queries import profile_of
from portal.platform import uploads
from portal.platform.access import participant
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.forms import FilesField, Form
from portal.platform.i18n import current_language, format_hour
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render


@dataclass
class Desk:
    """Everything a step's page needs, read once: the draft, its answers, the step as shown now."""

    case: Case
    questionnaire: Questionnaire
    said: dict[AnswerKey, queries.Said]
    files: list[queries.FileCard]
    step: VisibleStep

    @property
    def answers(self) -> dict[AnswerKey, Any]:
        """The plain values, files counted as answers."""
        values: dict[AnswerKey, Any] = {key: said.value for key, said in self.said.items()}
        for card in self.files:
            if card.question:
                values.setdefault((card.question, None), []).append(card.name)
        return values

    def versions(self) -> dict[str, int]:
        """The version of each answer the page shows, to tell a change made elsewhere."""
        return {field_name(*key): said.version for key, said in self.said.items()}


def _open(actor: Actor, reference: str, step_id: str) -> Desk | None:
    keyring = current_app.config["KEYRING"]
    case = queries.get_draft(actor, reference)
    said = queries.answers_of(keyring, case)
    desk = Desk(
        case,
        questionnaire_of(case),
        said,
        queries.attachments_of(keyring, case),
        None,  # type: ignore[arg-type]
    )
    found = find_step(desk.questionnaire, desk.answers, step_id)
    if found is None:
        return None
    desk.step = found
    return desk


def _known(desk: Desk, actor: Actor) -> dict[AnswerKey, Known]:
    """Answers already given, and for the others what we know of the person."""
    keyring = current_app.config["KEYRING"]
    known = {
        key: Known(said.value, "" if said.source == "citizen" else said.source)
        for key, said in desk.said.items()
    }
    subject = profile_of(keyring, desk.case.subject_id) if desk.case.subject_id else None
    for one in desk.step.asked:
        if one.key in known or not one.question.prefill or subject is None:
            continue
        who, _dot, datum = one.question.prefill.partition(".")
        found = known_value(subject, datum) if who == "subject" or actor.visit is None else None
        if found is not None:
            known[one.key] = Known(*found)
    return known


@bp.get("/pratiche/<reference>/passi/<step>")
@participant
def step(reference: str, step: str) -> ResponseReturnValue:
    """One step, with what is known in its fields."""
    actor = current_actor()
    desk = _open(actor, reference, step)
    if desk is None:
        return redirect(_where_to_go_on(actor, reference))
    form = form_for(desk.step.asked, _known(desk, actor), current_language().code)
    kept = kept_form(actor.person_id)
    if kept is not None:
        form.process(formdata=kept)
        notice(_("This is what you had typed before the session ended. Check it and save."), "info")
    return _page(desk, form)


def _where_to_go_on(actor: Actor, reference: str) -> str:
    """The step to take up again, or the summary when nothing is missing."""
    keyring = current_app.config["KEYRING"]
    case = queries.get_draft(actor, reference)
    questionnaire = questionnaire_of(case)
    answers: dict[AnswerKey, Any] = {
        key: said.value for key, said in queries.answers_of(keyring, case).items()
    }
    place = resume_step(questionnaire, answers) if answers else first_step(questionnaire, answers)
    if place is None:
        return url_for("cases.summary_page", reference=reference)
    return url_for("cases.step", reference=reference, step=place.id)


@bp.get("/pratiche/<reference>/continua")
@participant
def resume(reference: str) -> ResponseReturnValue:
    """Take a draft up again where it was left, on any device."""
    case = queries.get_draft(current_actor(), reference)
    if case.step:
        return redirect(url_for("cases.step", reference=reference, step=case.step))
    return redirect(_where_to_go_on(current_actor(), reference))


@bp.post("/pratiche/<reference>/passi/<step>")
@participant
def save_step(reference: str, step: str) -> ResponseReturnValue:
    """Save what can be read of the step, then go where the pressed button says."""
    actor = current_actor()
    desk = _open(actor, reference, step)
    if desk is None:
        return redirect(_where_to_go_on(actor, reference))
    form = form_for(desk.step.asked, _known(desk, actor), current_language().code)
    is_fine = form.validate()
    stored = _store_files(desk, form)
    erased = _write(actor, desk, form, stored)
    for key in erased:
        current_app.config["FILES"].delete(key)
    go = request.form.get("go", "next")
    if go == "autosave":
        return _saved_part(actor, reference, step)
    return _onward(actor, desk, form, go, is_fine=is_fine and not form.errors)


def _store_files(desk: Desk, form: Form) -> dict[str, list[StoredFile]]:
    """Check each file by its content and seal it, before the transaction; refusals go to the field."""
    stored: dict[str, list[StoredFile]] = {}
    for field in form.components():
        if not isinstance(field, FilesField) or field.problems:
            continue
        chosen: list[FileStorage] = [file for file in field.data or [] if file.filename]
        for file in chosen:
            try:
                checked = uploads.check(file.stream, file.filename or "")
            except uploads.FileRefused as refusal:
                form.blame(field.short_name, refusal_words(refusal, file.filename or ""))
                continue
            stored.setdefault(field.short_name, []).append(
                store(current_app.config["FILES"], desk.case, checked)
            )
    return stored


def _write(actor: Actor, desk: Desk, form: Form, stored: dict[str, list[StoredFile]]) -> list[str]:
    """The one short transaction of the step; the store keys of files that were taken away."""
    keyring = current_app.config["KEYRING"]
    reference = desk.case.reference
    typed = _typed(desk, form, actor)
    go = request.form.get("go", "").split(":")
    erased: list[str] = []
    with writing() as session:
        save_answers(keyring, actor, reference, typed)
        for question, files in stored.items():
            attach_to_draft(keyring, actor, reference, question, files)
        if go[0] == "remove" and len(go) == 3 and go[2].isdigit():
            remove_item(keyring, actor, reference, go[1], int(go[2]))
        if go[0] == "detach" and len(go) == 2 and go[1].isdigit():
            erased.append(detach(actor, reference, int(go[1])))
        remember_step(actor, reference, desk.step.step.id)
        if actor.person_id is not None:
            forget_kept_forms(session, actor.person_id, request.path)
    return erased


def _typed(desk: Desk, form: Form, actor: Actor) -> dict[AnswerKey, Typed]:
    seen = _seen_versions()
    source = "operator" if actor.visit else "citizen"
    known = _known(desk, actor)
    posted = form.posted_answers()
    typed: dict[AnswerKey, Typed] = {}
    for one in desk.step.asked:
        name = field_name(*one.key)
        if name not in posted:
            continue
        value = posted[name] if posted[name] not in ("", [], {}) else None
        same = one.key in known and known[one.key].value == value and known[one.key].source
        typed[one.key] = Typed(value, seen.get(name, 0), known[one.key].source if same else source)
    typed.update(_members(desk, seen, source))
    return typed


def _members(desk: Desk, seen: dict[str, int], source: str) -> dict[AnswerKey, Typed]:
    """One more member of a group, when its "add" button was pressed."""
    verb, _colon, wanted = request.form.get("go", "").partition(":")
    for shown in desk.step.groups:
        if verb == "add" and shown.group.id == wanted and shown.can_add:
            version = seen.get(field_name(wanted, None), 0)
            return {(wanted, None): Typed(shown.members + 1, version, source)}
    return {}


def _seen_versions() -> dict[str, int]:
    try:
        found = json.loads(request.form.get("seen", "{}"))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: version for name, version in found.items() if isinstance(version, int)}


def _onward(actor: Actor, desk: Desk, form: Form, go: str, *, is_fine: bool) -> ResponseReturnValue:
    """Where to go after saving: errors and new questions first, then as the button says."""
    reference, here = desk.case.reference, desk.step.step.id
    fresh = _open(actor, reference, here)
    if go in {"back", "save"} or ":" in go:
        return _without_checking(reference, here, go, fresh)
    if fresh is None:
        return redirect(_where_to_go_on(actor, reference))
    if not is_fine:
        return _page(fresh, form, status=422)
    before = {one.key for one in desk.step.asked}
    if any(one.key not in before for one in fresh.step.asked):
        notice(_("Your answers are saved. There are a few more questions here."), "info")
        return redirect(url_for("cases.step", reference=reference, step=here))
    after = next_step(fresh.questionnaire, fresh.answers, here)
    if after is None:
        return redirect(url_for("cases.summary_page", reference=reference))
    return redirect(url_for("cases.step", reference=reference, step=after.id))


def _without_checking(
    reference: str, here: str, go: str, fresh: Desk | None
) -> ResponseReturnValue:
    """Back, save, add, take away: what could be read is saved, what is missing may wait."""
    target = here
    if go == "back" and fresh is not None:
        before = previous_step(fresh.questionnaire, fresh.answers, here)
        target = before.id if before else here
    elif go == "save":
        notice(_("Request saved. You can go on later, on any device."))
    anchor = f"group-{go.split(':')[1]}" if go.startswith(("add:", "remove:")) else None
    return redirect(url_for("cases.step", reference=reference, step=target, _anchor=anchor))


def _saved_part(actor: Actor, reference: str, step_id: str) -> ResponseReturnValue:
    """What htmx swaps in after an answer: when it was saved, its version, and the questions shown now."""
    desk = _open(actor, reference, step_id)
    if desk is None:
        raise NotThere
    form = form_for(desk.step.asked, _known(desk, actor), current_language().code)
    return render("cases/_questions.html", **_values(desk, form))


def _values(desk: Desk, form: Form) -> dict[str, Any]:
    language = current_language().code
    here = desk.step.step
    return {
        "case": desk.case,
        "shown": desk.step,
        "form": form,
        "files": desk.files,
        "seen": json.dumps(desk.versions(), separators=(",", ":")),
        "saved_at": format_hour(desk.case.saved_at) if desk.said else "",
        "words": here.words.get(language) or here.words["it"],
        "words_language": language if language in here.words else "it",
        "field_name": field_name,
    }


def _page(desk: Desk, form: Form, status: int = 200) -> ResponseReturnValue:
    language, here = current_language().code, desk.step.step.id
    steps = [one.step for one in visible(desk.questionnaire, desk.answers)]
    reference = desk.case.reference
    return render(
        "cases/step.html",
        status=status,
        here=url_for("cases.save_step", reference=reference, step=here),
        step_names=[label(step.words, language).title for step in steps] + [_("Summary")],
        step_addresses=[url_for("cases.step", reference=reference, step=s.id) for s in steps],
        place=position(desk.questionnaire, desk.answers, here),
        previous=previous_step(desk.questionnaire, desk.answers, here),
        service_name=catalogue.snapshot().words(desk.case.service, language)[0].name,
        **_values(desk, form),
    )
