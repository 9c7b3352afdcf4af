"""What stands on the person's screen: one step or the summary, in their language, and nothing of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.assisted.models import VisitScreen
from portal.assisted.screen.actions import SUMMARY
from portal.cases import queries, summary
from portal.cases import reference as references
from portal.cases.drafts.steps import OpenDraft, open_draft
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.catalogue.questionnaire.parts import Question
from portal.catalogue.questionnaire.walk import Asked, VisibleStep, declarations
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation


@dataclass(frozen=True)
class Shown:
    """One question as the person reads it; ``answers`` are those to choose from, each with whether it is
    the one that was given. ``is_other`` marks words that are Italian because the language has none.
    """

    label: str
    hint: str
    why: str
    text: tuple[str, ...]
    answers: tuple[tuple[str, bool], ...]
    value: str
    is_code: bool
    is_now: bool
    is_other: bool


@dataclass(frozen=True)
class Screen:
    """All of one screen. ``place`` is (this step, of how many); empty lists where there is none of it.
    ``is_delicate``: its name must not stand in a title.
    """

    service: str = ""
    title: str = ""
    is_other: bool = False
    place: tuple[int, int] | None = None
    questions: tuple[Shown, ...] = ()
    sections: tuple[summary.Section, ...] = ()
    declares: tuple[str, ...] = ()
    sent: str = ""
    is_delicate: bool = False


NOTHING = Screen()


def screen_for(keyring: Keyring, actor: Actor, row: VisitScreen | None, language: str) -> Screen:
    """What the person may see now: their case is read as the visit may read it at this moment, so that a
    mandate taken back, or a draft gone to a phone, empties the screen.
    """
    if row is None or row.case_id is None or actor.visit is None:
        return NOTHING
    case = db.session.get(Case, row.case_id)
    try:
        return _of(keyring, actor, case, row, language) if case else NOTHING
    except (NotThere, Situation):
        return NOTHING


def _of(keyring: Keyring, actor: Actor, case: Case, row: VisitScreen, language: str) -> Screen:
    case = queries.get_case(actor, case.reference)
    service = serving.snapshot().words(case.service, language)[0].name
    known = serving.snapshot().service(case.service)
    is_delicate = known is not None and known.may_endanger
    found = _content(keyring, actor, case, row, service, language)
    return replace(found, is_delicate=is_delicate)


def _content(
    keyring: Keyring, actor: Actor, case: Case, row: VisitScreen, service: str, language: str
) -> Screen:
    if case.status is not CaseStatus.DRAFT:
        return Screen(service=service, sent=references.spoken(case.reference))
    draft = open_draft(keyring, actor, case.reference)
    if row.step == SUMMARY:
        return _summary(draft, service, language)
    shown = draft.step(row.step or "")
    return _step(actor, draft, shown, row, service, language) if shown else NOTHING


def _summary(draft: OpenDraft, service: str, language: str) -> Screen:
    made = declarations(draft.questionnaire, draft.answers)
    return Screen(
        service=service,
        sections=tuple(summary.lay_out(draft.questionnaire, draft.said, draft.files, language)),
        declares=tuple(one.words.get(language) or one.words["it"] for one in made),
    )


def _step(
    actor: Actor,
    draft: OpenDraft,
    shown: VisibleStep,
    row: VisitScreen,
    service: str,
    language: str,
) -> Screen:
    place = draft.shown.index(shown) + 1, len(draft.shown)
    known = {key: one.value for key, one in draft.known(actor, shown).items()} | draft.stored
    words = shown.step.words
    return Screen(
        service=service,
        title=(words.get(language) or words["it"]).title,
        is_other=language not in words,
        place=place,
        questions=tuple(_asked(one, known, row.question or "", language) for one in shown.asked),
    )


def _asked(one: Asked, known: Mapping[Any, Any], now: str, language: str) -> Shown:
    question, value = one.question, known.get(one.key)
    words = question.words.get(language) or question.words["it"]
    name = one.key[0] if one.key[1] is None else f"{one.key[0]}__{one.key[1]}"
    answers = _answers(question, value, language)
    said = "" if value is None or answers else summary.in_words(question, value, language)
    return Shown(
        label=words.label,
        hint=words.hint,
        why=words.why,
        text=words.text,
        answers=answers,
        value=said,
        is_code=question.kind in summary.CODES,
        is_now=now == name or now.startswith(f"{name}-"),
        is_other=language not in question.words,
    )


def _answers(question: Question, value: object, language: str) -> tuple[tuple[str, bool], ...]:
    chosen = value if isinstance(value, list) else [value]
    return tuple(
        (summary.in_words(question, one, language), one in chosen)
        for one in (question.values if question.kind != "file" else ())
    )
