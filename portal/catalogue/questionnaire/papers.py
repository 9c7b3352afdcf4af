"""The papers a request wants, as its answers stand: which, and which of them are there. Pure."""

from __future__ import annotations

from typing import NamedTuple

from portal.catalogue.questionnaire.definition import Questionnaire
from portal.catalogue.questionnaire.parts import Question
from portal.catalogue.questionnaire.walk import Answers, visible


class Paper(NamedTuple):
    """A question that asks for a file the request needs, and whether one was given."""

    question: Question
    is_here: bool


def papers_of(questionnaire: Questionnaire, answers: Answers) -> tuple[Paper, ...]:
    """The papers in the order they are asked; what may stay away is not counted."""
    return tuple(
        Paper(one.question, bool(answers.get(one.key)))
        for step in visible(questionnaire, answers)
        for one in step.asked
        if one.question.kind == "file" and one.question.required in {"yes", "soft"}
    )
