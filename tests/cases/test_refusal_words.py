"""Every reason an answer is refused for has its own sentence, in the language of the page."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.cases.forms.refusals import answer_words
from portal.catalogue.questionnaire import InvalidAnswer, Question
from portal.catalogue.questionnaire.answers import CODES

OPTIONS = [
    {"value": "a", "words": {"it": "La prima"}},
    {"value": "none", "words": {"it": "Nessuna"}, "exclusive": True},
]
PARAMS: dict[str, str | int] = {
    "longest": 200, "given": 201, "wanted": 16, "smallest": 1, "largest": 14, "most": 5,
    "country": "TR", "day": "2026-06-30", "year": 2027,
}  # fmt: skip


def asked(kind: str = "multi_choice") -> Question:
    words = {"it": {"label": "Domanda", "why": "Perché serve."}}
    options = OPTIONS if kind == "multi_choice" else []
    return Question.model_validate(
        {"id": "q_one", "kind": kind, "words": words, "options": options}
    )


def words_for(app: Flask, code: str, question: Question) -> str:
    with app.test_request_context("/"):
        return answer_words(InvalidAnswer(code, **PARAMS), question, "it")


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_reason_has_a_sentence_with_its_values(app: Flask, code: str) -> None:
    said = words_for(app, code, asked())
    assert len(said.split()) > 2
    assert not re.search(r"%\(|None", said)


def test_no_two_reasons_sound_the_same_in_one_field(app: Flask) -> None:
    said = [words_for(app, code, asked()) for code in sorted(CODES) if "_number" not in code]
    assert len(said) > 20
    twice = {one for one in said if said.count(one) > 1}
    assert not twice


def test_limits_are_said_as_people_write_them(app: Flask) -> None:
    amount = InvalidAnswer("too_large", largest=100_000)
    with app.test_request_context("/"):
        assert "1.000,00 €" in answer_words(amount, asked("money"), "it")
        assert "30 giugno 2026" in answer_words(
            InvalidAnswer("isee_ended", day="2026-06-30"), asked("isee"), "it"
        )
        alone = answer_words(InvalidAnswer("not_alone"), asked(), "it")
    assert "Nessuna" in alone
