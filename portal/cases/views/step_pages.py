"""How a step of a draft is shown: as a whole page, or as the part that answers a saved answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.actions.erasing import ends_on
from portal.cases.drafts import brief, conflicts
from portal.cases.drafts.steps import OpenDraft, known_of, open_draft
from portal.cases.forms.steps import KEEP_SAVED, choice_name, field_name, form_for, note_name
from portal.cases.models import Case
from portal.cases.plan import is_offered
from portal.cases.views.posted import seen_versions
from portal.cases.views.step_data import shown_data
from portal.cases.words import SCAN
from portal.catalogue import serving
from portal.catalogue.questionnaire.walk import AnswerKey, Place, VisibleStep
from portal.catalogue.snapshot import label
from portal.platform import clock
from portal.platform.actor import current_actor
from portal.platform.beside import set_beside
from portal.platform.errors import NotThere
from portal.platform.forms import FilesField, Form
from portal.platform.i18n import current_language, format_day, format_hour
from portal.platform.i18n import gettext as _
from portal.platform.pages import render
from portal.platform.stored import pictures

#: The answers of a step that were changed elsewhere, with what was typed here.
Elsewhere = Mapping[AnswerKey, Any]
NOWHERE: Elsewhere = MappingProxyType({})


def open_step(reference: str, step_id: str) -> tuple[OpenDraft, VisibleStep | None]:
    """A draft of this actor, and one of its steps if it is shown now."""
    actor = current_actor()
    draft = open_draft(current_app.config["KEYRING"], actor, reference)
    set_beside(actor.visit.language if actor.visit else None)
    return draft, draft.step(step_id)


def step_form(draft: OpenDraft, step: VisibleStep) -> Form:
    """The form of a step: what was posted, over what is known."""
    known = draft.known(current_actor(), step)
    form = form_for(step.asked, known)
    for key, said in draft.said.items():
        name = field_name(*key)
        # The person chose what was saved elsewhere: what they had typed here no longer counts.
        if name in form and request.form.get(choice_name(name)) == KEEP_SAVED:
            form[name].process(None, data=known_of(said).value)
    return form


def show_as_typed(
    reference: str, step_id: str, checked: Form, elsewhere: Elsewhere, *, is_part: bool
) -> ResponseReturnValue:
    """The questions shown now, as they were typed: what htmx swaps in after an answer, or the page
    that asks which of two values is kept. A file that was refused is told: it is gone from the page.
    """
    draft, shown = open_step(reference, step_id)
    if shown is None:
        raise NotThere
    form = step_form(draft, shown)
    refused = [one.short_name for one in checked.components() if isinstance(one, FilesField)]
    form.carry_over(checked, refused)
    if is_part:
        return render("cases/_questions.html", **_values(draft, shown, form, elsewhere))
    return show_step(draft, shown, form, status=409, elsewhere=elsewhere)


def show_step(
    draft: OpenDraft,
    shown: VisibleStep,
    form: Form,
    status: int = 200,
    elsewhere: Elsewhere = NOWHERE,
) -> ResponseReturnValue:
    """The whole page of a step."""
    language, here, reference = current_language().code, shown.step.id, draft.case.reference
    steps = [one.step for one in draft.shown]
    number = steps.index(shown.step) + 1
    phone_comes_first = draft.questionnaire.channel_hint == "phone"
    return render(
        "cases/step.html",
        status=status,
        here=url_for("cases.save_step", reference=reference, step=here),
        step_names=[label(step.words, language).title for step in steps] + [_("Summary")],
        step_addresses=[url_for("cases.step", reference=reference, step=s.id) for s in steps],
        place=Place(number, len(steps)),
        previous=steps[number - 2] if number > 1 else None,
        phone_comes_first=phone_comes_first,
        office=serving.snapshot().office(draft.case.office) if phone_comes_first else None,
        service_name=serving.snapshot().words(draft.case.service, language)[0].name,
        is_ended=_is_ended(draft.case),
        asks_for_files=any(one.kind == "file" for one in shown.step.questions),
        largest_file_mb=current_app.config["SETTINGS"].largest_file_mb,
        longest_edge=pictures.LONGEST_EDGE,
        kept_until=format_day(ends_on(draft.case, current_actor())),
        brief=brief.of_step(shown, language),
        **_values(draft, shown, form, elsewhere),
    )


def _values(
    draft: OpenDraft, shown: VisibleStep, form: Form, elsewhere: Elsewhere
) -> dict[str, Any]:
    language, seen = current_language().code, seen_versions()
    versions = {field_name(*key): said.version for key, said in draft.said.items()}
    # Until the person has chosen, they have not seen the newer value.
    versions |= {field_name(*key): seen.get(field_name(*key), 0) for key in elsewhere}
    return {
        "case": draft.case,
        "shown": shown,
        "form": form,
        "files": draft.files,
        "seen": json.dumps(versions, separators=(",", ":")),
        "saved_at": format_hour(draft.case.saved_at) if draft.said else "",
        "conflicts": conflicts.lay_out(shown, draft.said, elsewhere, language),
        "words": label(shown.step.words, language),
        "words_language": language if language in shown.step.words else "it",
        "field_name": field_name,
        "choice_name": choice_name,
        "note_name": note_name,
        **shown_data(draft, shown),
        "scan_words": SCAN,
    }


def _is_ended(case: Case) -> bool:
    return not is_offered(serving.snapshot(), case.service, case.municipality, clock.today())
