"""Answers for the drill: whatever a questionnaire cannot do without, said by nobody. Pure."""

from __future__ import annotations

from portal.catalogue.questionnaire import Question, Questionnaire, Value
from portal.catalogue.questionnaire.walk import AnswerKey, missing

_BY_KIND: dict[str, Value] = {
    "text": "Prova",
    "long_text": "Prova di funzionamento.",
    "date": "2000-01-01",
    "money": 1_000,
    "number": 1,
    "phone": "+390000000001",
    "email": "prova@prova.invalid",
    "yes_no": "no",
    "yes_no_unknown": "unknown",
    "iban": "IT60X0542811101000000123456",
    "address": {
        "street": "Via di Prova", "number": "1", "postal_code": "00100", "municipality": "Prova",
    },
}  # fmt: skip


class CannotAnswer(Exception):
    """The drill knows no answer to a required question; its message names it."""


def required_answers(questionnaire: Questionnaire) -> dict[AnswerKey, Value]:
    """The fewest answers that let a case be sent."""
    answers: dict[AnswerKey, Value] = {}
    while lacking := missing(questionnaire, answers).required:
        for key in lacking:
            answers[key] = _answer(questionnaire.question(key[0]))
    return answers


def _answer(question: Question) -> Value:
    if question.values:
        first = question.values[0]
        return [first] if question.kind == "multi_choice" else _BY_KIND.get(question.kind, first)
    try:
        return _BY_KIND[question.kind]
    except KeyError:
        raise CannotAnswer(question.id) from None
