"""What the form of a step posted: answers with the versions they were looking at, and the button pressed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from flask import current_app, request

from portal.cases.actions.drafting import Typed
from portal.cases.drafts.prefill import CONTESTED
from portal.cases.drafts.steps import TYPED_HERE, Known, OpenDraft
from portal.cases.forms.refusals import answer_words
from portal.cases.forms.steps import KEEP_TYPED, choice_name, field_name, note_name
from portal.catalogue.questionnaire import Value
from portal.catalogue.questionnaire.answers import InvalidAnswer, normalise
from portal.catalogue.questionnaire.parts import Question
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep
from portal.identity.mailboxes import NOT_THEIRS, is_of_the_desk
from portal.platform.actor import Actor
from portal.platform.forms import Form
from portal.platform.i18n import LazyString, current_language


def button() -> str:
    """The word of the button that was pressed: next, back, save, autosave, add:group, turn:file …"""
    return request.form.get("go", "next")


def is_number(text: str) -> bool:
    """Whether a button names a number that a row or a place in a list can have."""
    return text.isascii() and text.isdigit() and len(text) < 10


def typed_answers(
    draft: OpenDraft, step: VisibleStep, form: Form, actor: Actor
) -> dict[AnswerKey, Typed]:
    """What was just typed, in its normal form, with the version the person was looking at."""
    seen = seen_versions()
    source = "operator" if actor.visit else TYPED_HERE
    known = draft.known(actor, step)
    posted = form.posted_answers()
    typed = {**_already_known(draft, step, known), **_members(step, seen, source)}
    for one in step.asked:
        name = field_name(*one.key)
        if name not in posted or one.key in typed:
            continue
        try:
            value = normalise(one.question, posted[name])
        except InvalidAnswer as problem:
            form.blame(name, LazyString(_why_not, problem, one.question))
            continue
        if one.question.kind == "email" and is_of_the_desk(
            current_app.config["KEYRING"], actor, cast("str | None", value)
        ):
            form.blame(name, NOT_THEIRS)
            continue
        before = known.get(one.key)
        if value is None and before is not None and before.is_unread:
            continue  # left empty by who does not read it: what is written stays
        origin = _origin(before, value) or source
        replaces = _written_over(before, value) if actor.visit else None
        over_unread = actor.visit is not None and before is not None and before.is_unread
        typed[one.key] = Typed(value, _looked_at(name, seen), origin, replaces, over_unread)
    return typed


def _why_not(problem: InvalidAnswer, question: Question) -> str:
    """The sentence in the language of whoever reads it: it may be said in two."""
    return answer_words(problem, question, current_language().code)


def typed_notes(step: VisibleStep, form: Form) -> dict[AnswerKey, str]:
    """What was just typed about registers that are wrong; what is too long stays on the page."""
    names = {one.key: note_name(field_name(*one.key)) for one in step.asked}
    return {
        key: form[name].data or ""
        for key, name in names.items()
        if name in form and not form[name].errors
    }


def _origin(before: Known | None, value: object) -> str:
    """Where an answer comes from that was left as it was, or that contradicts a register."""
    if before is None:
        return ""
    return before.source if before.value == value or before.source == CONTESTED else ""


def _written_over(before: Known | None, value: object) -> tuple[Value, str] | None:
    """What an operator changes that was not their own writing."""
    if before is None or before.is_unread or before.value == value:
        return None
    if before.source in {"operator", CONTESTED}:
        return None
    return cast(Value, before.value), before.source or TYPED_HERE


def _already_known(
    draft: OpenDraft, step: VisibleStep, known: Mapping[AnswerKey, Known]
) -> dict[AnswerKey, Typed]:
    """What registers say is an answer too, whatever the browser sends, and how many live there."""
    found = {one.key: known[one.key] for one in step.asked if one.key in known}
    fixed = {key: one for key, one in found.items() if one.is_fixed}
    here = {(shown.group.id, None) for shown in step.groups}
    fixed |= {key: one for key, one in draft.expected().items() if key in here}
    versions = {key: said.version for key, said in draft.said.items()}
    return {
        key: Typed(cast(Value, one.value), versions.get(key, 0), one.source)
        for key, one in fixed.items()
    }


def seen_versions() -> dict[str, int]:
    """The versions of the answers as they stood on the page, by field."""
    try:
        found = json.loads(request.form.get("seen", "{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: version for name, version in found.items() if isinstance(version, int)}


def _looked_at(name: str, seen: dict[str, int]) -> int:
    """The version the person had before them; after a choice, the one they chose to replace."""
    chosen, _colon, version = request.form.get(choice_name(name), "").partition(":")
    return int(version) if chosen == KEEP_TYPED and is_number(version) else seen.get(name, 0)


def _members(step: VisibleStep, seen: dict[str, int], source: str) -> dict[AnswerKey, Typed]:
    """One more member of a group, when its "add" button was pressed."""
    verb, _colon, wanted = button().partition(":")
    for shown in step.groups:
        if verb == "add" and shown.group.id == wanted and shown.can_add:
            version = seen.get(field_name(wanted, None), 0)
            return {(wanted, None): Typed(shown.members + 1, version, source)}
    return {}
