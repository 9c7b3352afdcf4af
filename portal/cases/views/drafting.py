"""The steps of a draft: show one, save what was typed, go on or back; htmx saves each answer at once."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.actions.attaching import StoredFile, attach_to_draft
from portal.cases.actions.drafting import Typed, remember_step, remove_item, save_answers
from portal.cases.drafts.steps import OpenDraft
from portal.cases.forms.files import store_files
from portal.cases.views import bp, step_data
from portal.cases.views.arranging import Change, change_of
from portal.cases.views.photos import to_photo
from portal.cases.views.posted import button, is_number, typed_answers
from portal.cases.views.step_pages import open_step, show_as_typed, show_step, step_form
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    VisibleStep,
    next_step,
    previous_step,
)
from portal.platform import reading
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.forms import Form
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice
from portal.platform.security import by_person, from_strangers, limiter

#: Buttons that save what can be read; what is missing may wait.
_WITHOUT_CHECKING = step_data.VERBS | {
    "back", "save", "add", "remove", "detach", "turn", "up", "bind", "photo", "read",
}  # fmt: skip


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
    draft, shown = open_step(reference, step)
    if shown is None:
        return _go_on(draft)
    form = step_form(draft, shown)
    kept = kept_form(current_actor().person_id)
    if kept is not None:
        form.process(formdata=kept)
        notice(_("This is what you had typed before the session ended. Check it and save."), "info")
    return show_step(draft, shown, form)


@bp.post("/pratiche/<reference>/passi/<step>")
@participant
@limiter.limit("300 per minute", key_func=by_person)
@from_strangers
def save_step(reference: str, step: str) -> ResponseReturnValue:
    """Save what can be read of the step, then go where the pressed button says."""
    draft, shown = open_step(reference, step)
    if shown is None:
        return _go_on(draft)
    form = step_form(draft, shown)
    form.validate()
    typed = typed_answers(draft, shown, form, current_actor())
    prepared = step_data.prepare(draft, shown, form)
    given = (card.question for card in draft.files)
    stored = store_files(current_app.config["FILES"], draft.case, form, given)
    change = change_of(draft, *button().partition(":")[::2])
    elsewhere, erased = _write(draft, shown, typed, stored, prepared, change)
    for key in erased:
        current_app.config["FILES"].delete(key)
    db.session.rollback()
    go = button()
    if go == "autosave" or elsewhere:
        values = {key: typed[key].value for key in elsewhere}
        return show_as_typed(reference, step, form, values, is_part=go == "autosave")
    return _onward(shown, form, reference, go)


def _write(
    draft: OpenDraft,
    step: VisibleStep,
    typed: dict[AnswerKey, Typed],
    stored: dict[str, list[StoredFile]],
    prepared: step_data.Prepared,
    change: Change | None,
) -> tuple[frozenset[AnswerKey], list[str]]:
    """The one short transaction of the step: the answers that were changed elsewhere, and the store
    keys of files that were taken away.
    """
    keyring, actor, reference = current_app.config["KEYRING"], current_actor(), draft.case.reference
    here = step.step.id
    verb, *what = button().split(":")
    erased: list[str] = []
    with writing() as session:
        saved = save_answers(keyring, actor, reference, typed, here)
        for question, files in stored.items():
            attach_to_draft(keyring, actor, reference, question, files)
        if verb == "remove" and len(what) == 2 and is_number(what[1]):
            remove_item(keyring, actor, reference, what[0], int(what[1]))
        step_data.write_known(draft, step, prepared)
        if change is not None:
            erased += change()
        remember_step(actor, reference, here)
        if actor.person_id is not None:
            forget_kept_forms(session, actor.person_id, request.path)
    return saved.elsewhere, erased


def _onward(asked: VisibleStep, form: Form, reference: str, go: str) -> ResponseReturnValue:
    """Where to go after saving: errors and new questions first, then as the button says."""
    here = asked.step.id
    draft, fresh = open_step(reference, here)
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
    form = step_form(draft, shown)
    form.carry_over(checked, names)
    return show_step(draft, shown, form, status=422)


def _without_checking(draft: OpenDraft, here: str, go: str) -> ResponseReturnValue:
    """Back, save, add, take away: what could be read is saved, what is missing may wait."""
    target = here
    if go.startswith("photo:"):
        return to_photo(draft.case, go.partition(":")[2])
    if go == "back":
        before = previous_step(draft.questionnaire, draft.answers, here)
        target = before.id if before else here
    elif go.startswith("read:"):
        reading.turn(go.removeprefix("read:"))
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
