"""What questionnaires share stands in one bank; what comes out of it is whole."""

from __future__ import annotations

from typing import Any

import pytest

from portal.catalogue.questionnaire.bank import Astray, Bank

PHONE: dict[str, Any] = {
    "id": "phone",
    "kind": "phone",
    "required": "yes",
    "show_if": {"question": "reach", "is": "phone"},
    "words": {
        "it": {"label": "Il tuo numero", "why": "Per chiamarti."},
        "en": {"label": "Your number", "why": "To call you."},
    },
}
CALL = {"id": "call", "words": {"it": {"title": "Chiamata"}}, "questions": [{"use": "phone"}]}
OATH = {"id": "truth", "words": {"it": "È vero.", "en": "It is true."}}


@pytest.fixture
def bank() -> Bank:
    return Bank({"questions": [PHONE], "declarations": [OATH], "steps": [CALL]})


def asked(bank: Bank, *questions: Any) -> list[Any]:
    whole, astray = bank.fill_in({"steps": [{"questions": list(questions)}]})
    assert not astray
    return list(whole["steps"][0]["questions"])


def test_a_question_is_taken_as_it_is(bank):
    assert asked(bank, {"use": "phone"}) == [PHONE]


def test_what_stands_beside_use_replaces_that_part(bank):
    changed = {"use": "phone", "id": "mobile", "required": "soft", "show_if": None}
    assert asked(bank, changed) == [PHONE | {"id": "mobile", "required": "soft", "show_if": None}]


def test_words_are_replaced_one_by_one_in_each_language(bank):
    (phone,) = asked(bank, {"use": "phone", "words": {"it": {"why": "Per la visita."}}})
    assert phone["words"] == PHONE["words"] | {
        "it": {"label": "Il tuo numero", "why": "Per la visita."}
    }


def test_a_declaration_may_change_in_one_language(bank):
    whole, _ = bank.fill_in(
        {"steps": [], "declarations": [{"use": "truth", "words": {"it": "Sì."}}]}
    )
    assert whole["declarations"] == [{"id": "truth", "words": {"it": "Sì.", "en": "It is true."}}]


def test_a_page_of_the_bank_brings_its_questions(bank):
    whole, astray = bank.fill_in({"steps": [{"use": "call", "id": "chiamata"}]})
    assert not astray
    assert whole["steps"] == [CALL | {"id": "chiamata", "questions": [PHONE]}]


def test_taking_leaves_the_bank_and_the_questionnaire_as_they_were(bank):
    told = {"steps": [{"use": "call", "words": {"it": {"title": "Altro"}}}]}
    before = repr(told)
    bank.fill_in(told)
    assert repr(told) == before
    assert asked(bank, {"use": "phone"}) == [PHONE]


def test_an_unknown_name_is_told_with_its_place(bank):
    _whole, astray = bank.fill_in({"steps": [{"questions": [{"id": "own"}, {"use": "fax"}]}]})
    assert astray == [Astray(("steps", 0, "questions", 1), "questions", "fax")]
    assert Bank({"steps": [CALL]}).astray == [
        Astray(("steps", 0, "questions", 0), "questions", "phone")
    ]


@pytest.mark.parametrize("shapeless", [{"steps": "none"}, {"steps": ["one", 2]}, {"steps": None}])
def test_data_of_the_wrong_shape_is_left_to_its_model(bank, shapeless):
    assert bank.fill_in(shapeless) == (shapeless, [])
    assert not list(Bank(shapeless))
