"""What a newer questionnaire asks that a draft's own does not, and which answers still fit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.catalogue.questionnaire import InvalidAnswer, Questionnaire, Value, normalise
from portal.catalogue.questionnaire.walk import AnswerKey, Answers, Asked, visible


def is_newer(data: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether this is a later version of a draft's own questionnaire, both as plain data.

    A draft is never carried over to a questionnaire of another name: its questions mean other things.
    """
    return bool(data["id"] == own["id"] and data["version"] > own["version"])


def fitting(newer: Questionnaire, answers: Answers) -> dict[AnswerKey, Value]:
    """The answers that the newer questionnaire can hold, in its normal form."""
    found: dict[AnswerKey, Value] = {}
    groups = {group.id for step in newer.steps for group in step.groups}
    for (name, item), value in answers.items():
        if item is None and name in groups:
            found[(name, item)] = value
            continue
        fitted = _fitted(newer, name, item, value)
        if fitted is not None:
            found[(name, item)] = fitted
    return found


def _fitted(newer: Questionnaire, name: str, item: int | None, value: Value) -> Value | None:
    try:
        question, group = newer.question(name), newer.group_of(name)
        if not question.is_answerable or (group is None) != (item is None):
            return None
        return normalise(question, value)
    except (KeyError, InvalidAnswer):
        return None


def new_questions(
    own: Questionnaire, newer: Questionnaire, answers: Answers, files: Mapping[str, object]
) -> list[Asked]:
    """The questions a person would meet now and never met in their own questionnaire, or whose
    answer no longer fits; in the order they are asked. ``files``: questions with a file given.
    """
    known = {question.id for _step, _group, question in own.placed()}
    kept = fitting(newer, answers)
    return [
        one
        for step in visible(newer, kept)
        for one in step.asked
        if one.question.is_answerable
        and one.key not in kept
        and one.question.id not in files
        and (one.question.id not in known or one.key in answers)
    ]
