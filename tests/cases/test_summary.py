"""The summary says everything the person said, as they would say it, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.cases.models import Author
from portal.cases.queries import FileCard, Said
from portal.cases.summary import Line, Section, in_words, lay_out
from portal.catalogue.questionnaire import Question, Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from tests.support.filing import IBAN, QUESTIONS

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLENTY = {
    ("story", None): "Ho bisogno.",
    ("phone", None): "+390000000101",
    ("money", None): "yes",
    ("iban", None): IBAN,
    ("household", None): 2,
    ("member", 0): "Mario",
    ("works", 0): "no",
    ("member", 1): "Maria",
    ("works", 1): "yes",
    ("trade", 1): "sarta",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application for its words alone: nothing here asks a database."""
    return create_app({"ACCANTO_DATA": str(tmp_path_factory.mktemp("data"))}, TESTING=True)


def card(name: str, question: str | None) -> FileCard:
    return FileCard(1, name, "application/pdf", 9, MOMENT, Author.CITIZEN, question, None)


def laid_out(
    app: Flask, answers: Mapping[AnswerKey, Any], files: list[FileCard] | None = None
) -> list[Section]:
    said = {key: Said(value, 1, "citizen", 1, MOMENT) for key, value in answers.items()}
    with app.test_request_context("/"):
        return lay_out(Questionnaire.model_validate(QUESTIONS), said, files or [], "it")


def line(sections: list[Section], key: AnswerKey) -> Line:
    (found,) = [one for section in sections for one in section.lines if one.key == key]
    return found


def test_everything_that_was_said_is_there_once(app: Flask) -> None:
    sections = laid_out(app, PLENTY, [card("busta.pdf", "proof")])
    keys = [one.key for section in sections for one in section.lines]
    assert len(keys) == len(set(keys))
    assert set(keys) == {*PLENTY, ("proof", None)} - {("household", None)}
    assert line(sections, ("proof", None)).value == "busta.pdf"


def test_each_person_of_a_group_is_a_section_of_their_own(app: Flask) -> None:
    sections = laid_out(app, PLENTY)
    assert [section.title for section in sections] == ["bisogno", "Persona 1", "Persona 2"]
    assert [one.value for one in sections[2].lines] == ["Maria", "Sì", "sarta"]


def test_what_is_missing_is_marked_and_what_may_stay_empty_is_not(app: Flask) -> None:
    sections = laid_out(app, {})
    story, phone = line(sections, ("story", None)), line(sections, ("phone", None))
    assert (story.is_missing, story.is_required, story.value) == (True, True, "")
    assert (phone.is_missing, phone.is_required, phone.value) == (False, False, "")


def test_codes_are_marked_as_read_from_left_to_right(app: Flask) -> None:
    sections = laid_out(app, PLENTY)
    assert line(sections, ("iban", None)).is_code
    assert line(sections, ("phone", None)).is_code
    assert not line(sections, ("story", None)).is_code


def test_files_of_messages_are_no_answers(app: Flask) -> None:
    assert laid_out(app, PLENTY, [card("altro.pdf", None)]) == laid_out(app, PLENTY)


WORDS = {"it": {"label": "Domanda", "why": "Perché."}, "en": {"label": "Question", "why": "Why."}}
OPTIONS = [
    {"value": "a", "words": {"it": "La prima", "en": "The first"}},
    {"value": "b", "words": {"it": "La seconda"}},
]


def question(kind: str) -> Question:
    options = {"options": OPTIONS} if kind in {"choice", "multi_choice"} else {}
    return Question.model_validate({"id": "asked", "kind": kind, "words": WORDS, **options})


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", "Ciao", "Ciao"),
        ("yes_no", "yes", "Sì"),
        ("yes_no", "no", "No"),
        ("yes_no_unknown", "unknown", "Non lo so"),
        ("choice", "a", "La prima"),
        ("multi_choice", ["a", "b"], "La prima, La seconda"),
        ("number", 3, "3"),
        ("iban", IBAN, "IT60 X054 2811 1010 0000 0123 456"),
        (
            "address",
            {
                "street": "Via di Prova",
                "number": "1",
                "postal_code": "18039",
                "municipality": "Ventimiglia",
            },
            "Via di Prova 1, 18039 Ventimiglia",
        ),
        ("address", {"street": "Via di Prova"}, "Via di Prova"),
        ("file", ["uno.pdf", "due.pdf"], "uno.pdf, due.pdf"),
    ],
)
def test_an_answer_is_said_as_a_person_would(
    app: Flask, kind: str, value: object, words: str
) -> None:
    with app.test_request_context("/"):
        assert in_words(question(kind), value, "it") == words


@pytest.mark.parametrize(
    ("kind", "value", "parts"),
    [("date", "2026-03-01", ["1", "marzo", "2026"]), ("money", 123456, ["1.234,56", "€"])],
)
def test_days_and_amounts_are_written_as_italians_do(
    app: Flask, kind: str, value: object, parts: list[str]
) -> None:
    with app.test_request_context("/"):
        words = in_words(question(kind), value, "it")
    assert all(part in words for part in parts), words


def test_a_language_without_words_falls_back_to_italian(app: Flask) -> None:
    with app.test_request_context("/"):
        assert in_words(question("multi_choice"), ["a", "b"], "en") == "The first, La seconda"
