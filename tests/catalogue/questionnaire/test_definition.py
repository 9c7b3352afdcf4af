"""Questionnaires as data: those we ship are sound, short and plain, and survive being stored."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from portal.catalogue.questionnaire import Questionnaire, is_complete, typed_fields, visible
from tests.support.questionnaires import CONTENT, NAMES, questionnaire

LANGUAGES = ("it", "en")


def ids(name: str, key: str) -> set[str]:
    return {entry[key] for entry in yaml.safe_load((CONTENT / name).read_text())[name[:-5]]}


@pytest.fixture(params=NAMES)
def shipped(request) -> Questionnaire:
    return questionnaire(request.param)


def test_there_are_questionnaires_to_look_at():
    assert {"assistenza-domiciliare", "nido", "colloquio-assistente-sociale"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_questionnaire_is_found_under_its_id(name):
    assert questionnaire(name).id == name


def test_a_questionnaire_is_the_same_after_being_stored(shipped):
    assert Questionnaire.model_validate(json.loads(json.dumps(shipped.as_data()))) == shipped


def test_nobody_types_into_fifteen_fields(shipped):
    assert 0 < typed_fields(shipped) < 15


def test_an_empty_questionnaire_starts_somewhere_and_cannot_be_sent(shipped):
    assert visible(shipped, {})[0].step == shipped.steps[0]
    assert not is_complete(shipped, {})


def test_every_word_is_there_in_italian_and_english(shipped):
    spoken = [shipped.words, *(one.words for one in shipped.declarations)]
    for step in shipped.steps:
        spoken += [step.words, *(group.words for group in step.groups)]
    for _step, _group, question in shipped.placed():
        spoken += [question.words, *(option.words for option in question.options)]
        given = {
            language: {name for name, said in words if said}
            for language, words in question.words.items()
        }
        assert given["it"] == given["en"], question.id
    assert all(set(LANGUAGES) <= set(words) for words in spoken)


def gulpease(text: str) -> float:
    words = re.findall(r"[^\W_]+", text)
    sentences = [part for part in re.split(r"[.!?…\n]+", text) if re.search(r"\w", part)]
    return 89 + (300 * len(sentences) - 10 * sum(map(len, words))) / len(words)


def test_every_italian_question_can_be_read_with_middle_school(shipped):
    texts = {declaration.id: declaration.words["it"] for declaration in shipped.declarations}
    for step in shipped.steps:
        texts[step.id] = "\n".join((step.words["it"].title, *step.words["it"].intro))
    for _step, _group, question in shipped.placed():
        words = question.words["it"]
        texts[question.id] = "\n".join(
            (words.label, words.hint, words.why, *words.help, *words.text)
        )
        for option in question.options:
            texts[f"{question.id}: {option.value}"] = f"{words.label}\n{option.words['it']}"
    hard = {name: round(gulpease(text)) for name, text in texts.items() if gulpease(text) < 60}
    assert not hard, f"say it in shorter words: {hard}"


def test_the_measure_of_plain_words_tells_hard_from_easy():
    hard = "Il servizio di assistenza domiciliare aiuta le persone anziane a casa loro."
    assert round(gulpease(hard), 1) == 61.5
    assert gulpease("Ti serve l’ISEE. Se non ce l’hai, chiedi aiuto al CAF: è gratis.") > 98


def test_documents_and_numbers_it_names_exist(shipped):
    documents, numbers = ids("documents.yaml", "id"), ids("emergency.yaml", "number")
    for _step, _group, question in shipped.placed():
        assert question.document is None or question.document in documents
        assert (question.kind == "file") == (question.document is not None), question.id
        assert set(question.numbers) <= numbers


def test_things_are_found_by_their_id():
    nursery = questionnaire("nido")
    assert nursery.step_of("iban").id == "contributo"
    assert nursery.group_of("child_name") == nursery.group("children")
    assert nursery.group_of("iban") is None
    assert nursery.step("posto").questions[0] == nursery.question("start")
    for find in (nursery.question, nursery.step, nursery.group, nursery.step_of):
        with pytest.raises(KeyError):
            find("nowhere")


def test_known_data_are_not_counted_as_typed():
    care = questionnaire("assistenza-domiciliare")
    assert care.question("home_address").fields_typed == 0
    assert care.question("other_address").fields_typed == 4
    assert care.question("isee").fields_typed == 1
    assert care.question("lives_with").fields_typed == 0


@pytest.mark.parametrize(
    ("steps", "minutes"), [(1, 5), (2, 5), (3, 5), (4, 10), (6, 10), (7, 15), (10, 20)]
)
def test_the_time_it_takes_follows_the_number_of_steps(steps, minutes):
    one = questionnaire("sportello-sociale").steps[0]
    asked = questionnaire("sportello-sociale").model_copy(update={"steps": (one,) * steps})
    assert asked.minutes == minutes
