"""The form of a service on paper: every question with its options and room to write. Pure, but for words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.cases.paper.only_if import Numbered, only_if, value_in_words
from portal.catalogue.questionnaire import Question, Questionnaire
from portal.catalogue.questionnaire.parts import Group, Step
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform.i18n import gettext as _
from portal.platform.paper.document_parts import Field, FormBlock

#: Lines to write on, by kind of question.
_LINES = {"long_text": 5, "address": 2, "isee": 2}
#: One square for each sign where a hand that writes freely is misread; groups of squares.
_SQUARES = {"fiscal_code": (16,), "iban": (4, 4, 4, 4, 4, 4, 3), "date": (2, 2, 4)}
#: So many members of a list have room on a form; more go on another sheet.
_MEMBERS = 3

#: What is known already and stands printed, in words.
Given = Mapping[AnswerKey, str]


def lay_out(questionnaire: Questionnaire, language: str, given: Given) -> list[FormBlock]:
    """The blocks of the form in the order of the questionnaire; each question once, with its number."""
    numbers = numbered(questionnaire)
    blocks: list[FormBlock] = []
    for step in questionnaire.steps:
        blocks.append(_step(step, numbers, language, given))
        for group in step.groups:
            blocks += _members(group, numbers, language, given)
    return blocks


def numbered(questionnaire: Questionnaire) -> Numbered:
    """The number of each question on the form."""
    asked = [question for _step, _group, question in questionnaire.placed()]
    answerable = [question for question in asked if question.is_answerable]
    return {question.id: (at, question) for at, question in enumerate(answerable, 1)}


def _step(step: Step, numbered: Numbered, language: str, given: Given) -> FormBlock:
    words = step.words.get(language) or step.words["it"]
    return {
        "title": words.title,
        "intro": [*_if_so(step.show_if, numbered, language), *words.intro],
        "level": 2,
        "fields": [
            _field(question, numbered, language, given.get((question.id, None), ""))
            for question in step.questions
        ],
    }


def _members(group: Group, numbered: Numbered, language: str, given: Given) -> Iterator[FormBlock]:
    words = group.words.get(language) or group.words["it"]
    for item in range(max(group.min, min(group.max, _MEMBERS))):
        is_first = item == 0
        yield {
            "title": f"{words.title}: {words.item} {item + 1}",
            "intro": _if_so(group.show_if, numbered, language) if is_first else [],
            "level": 3,
            "fields": [
                _field(question, numbered, language, given.get((question.id, item), ""))
                for question in group.questions
            ],
        }


def _if_so(condition: Any, numbered: Numbered, language: str) -> list[str]:
    clause = only_if(condition, numbered, language)
    return [_("Only if %(clause)s.", clause=clause)] if clause else []


def _field(question: Question, numbered: Numbered, language: str, given: str) -> Field:
    words = question.words.get(language) or question.words["it"]
    if not question.is_answerable:
        return {"label": words.label, "notes": list(words.text)}
    clause = only_if(question.show_if, numbered, language)
    field: Field = {
        "number": numbered[question.id][0],
        "label": words.label,
        "notes": [*([_("Only if %(clause)s.", clause=clause)] if clause else [])],
        "hint": words.hint,
    }
    if given:
        return {**field, "given": given}
    if question.kind == "file":
        return {**field, "options": [_("I attach it to this form")]}
    if question.values:
        said = [value_in_words(question, value, language) for value in question.values]
        many = question.kind == "multi_choice"
        hint = _("You may mark more than one.") if many else _("Mark one.")
        return {**field, "options": said, "hint": f"{words.hint} {hint}".strip()}
    if question.kind in _SQUARES:
        return {**field, "squares": list(_SQUARES[question.kind])}
    return {**field, "lines": _LINES.get(question.kind, 1)}
