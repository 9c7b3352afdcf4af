"""We ask only what the office needs: rules over every questionnaire and its service, a way through each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue import questionnaire as q
from portal.catalogue.definitions import Service
from portal.catalogue.questionnaire.walk import Asked
from portal.catalogue.snapshot import Snapshot
from tests.support.questionnaires import NAMES, questionnaire

#: What nobody needs in order to decide on a social service (P6), as it would be asked.
NEEDLESS = re.compile(
    r"\b(sesso|genere|religion\w+|relig\w+ credo|origin\w+ etnic\w+|etni\w+|razza|nazionalità"
    r"|orientamento sessuale|sindacato|partito)\b",
    re.IGNORECASE,
)
#: What may be asked only where the sheet of the service asks for the paper that proves it.
NEEDS_PAPER = {"permit_kind": "soggiorno", "pay_way": "iban"}
#: An answer of each kind, as somebody would type it.
TYPED: dict[str, Any] = {
    "text": "Prova", "long_text": "Prova", "date": "2020-02-29", "money": "100", "number": "1",
    "iban": "IT60X0542811101000000123456", "fiscal_code": "RSSMRA70A01H501S",
    "address": {"street": "Via di Prova", "municipality": "Prova"}, "phone": "000 1234567",
    "email": "anna@prova.invalid", "file": ["f1"], "isee": "",
}  # fmt: skip
Choose = Callable[[Asked], str]


@pytest.fixture(params=NAMES)
def shipped(request) -> q.Questionnaire:
    return questionnaire(request.param)


def service_of(snapshot: Snapshot, questionnaire_id: str) -> Service:
    (found,) = [one for one in snapshot.catalogue.services if one.questionnaire == questionnaire_id]
    return found


def first(one: Asked) -> str:
    return one.question.values[0]


def last(one: Asked) -> str:
    return one.question.values[-1]


def typed(one: Asked, choose: Choose) -> Any:
    if one.question.values:
        return choose(one)
    return "AB123CD" if one.question.pattern else TYPED[one.question.kind]


def walked(asked: q.Questionnaire, choose: Choose) -> dict[q.AnswerKey, q.Value]:
    """Only what is required, step by step to the summary, as the pages do it."""
    answers: dict[q.AnswerKey, q.Value] = {}
    for _turn in range(60):
        open_ = q.missing(asked, answers).required
        if not open_:
            return answers
        by_key = {one.key: one for step in q.visible(asked, answers) for one in step.asked}
        one = by_key[open_[0]]
        value = q.normalise(one.question, typed(one, choose))
        assert value is not None, one.key
        answers = q.clear_hidden(asked, {**answers, one.key: value})
    raise AssertionError(f"the summary never comes: {q.missing(asked, answers).required}")


@pytest.mark.parametrize("choose", [first, last])
def test_whoever_says_only_what_is_required_reaches_the_summary(shipped, choose):
    answers = walked(shipped, choose)
    assert q.is_complete(shipped, answers)
    assert q.resume_step(shipped, answers) is None
    assert q.declarations(shipped, answers)
    assert q.clear_hidden(shipped, answers) == answers


@settings(max_examples=80)
@given(st.sampled_from(NAMES), st.data())
def test_every_way_through_leads_to_the_summary(name, data):
    asked = questionnaire(name)
    answers = walked(asked, lambda one: data.draw(st.sampled_from(one.question.values)))
    assert q.is_complete(asked, answers)
    assert q.clear_hidden(asked, answers) == answers


def test_no_isee_stops_anybody(shipped):
    for _step, _group, question in shipped.placed():
        if question.kind in {"isee", "isee_number", "iban", "file"}:
            assert question.required != "yes", question.id


def test_an_isee_is_asked_only_where_it_counts(shipped, snapshot):
    kinds = {question.kind for _step, _group, question in shipped.placed()}
    if "isee" in kinds:
        assert service_of(snapshot, shipped.id).isee.required != "no"


def test_papers_are_asked_only_where_the_sheet_says_so(shipped, snapshot):
    service = service_of(snapshot, shipped.id)
    asked = {question.id for _step, _group, question in shipped.placed()}
    for question_id, paper in NEEDS_PAPER.items():
        assert question_id not in asked or paper in service.documents, question_id


def needless(asked: q.Questionnaire) -> Iterator[str]:
    for _step, _group, question in asked.placed():
        spoken = [question.words["it"].label, *(one.words["it"] for one in question.options)]
        if NEEDLESS.search(" ".join(spoken)):
            yield question.id


def test_p6_nobody_is_asked_for_sex_religion_or_origin(shipped):
    assert not list(needless(shipped))


def test_a_needless_question_would_be_seen():
    words = {"it": {"label": "Di che religione sei?", "why": "Per sapere."}}
    asked = {"id": "faith", "kind": "text", "words": words}
    step = {"id": "uno", "words": {"it": {"title": "Passo"}}, "questions": [asked]}
    whole = q.Questionnaire.model_validate({"id": "prova", "version": 1, "steps": [step]})
    assert list(needless(whole)) == ["faith"]


def test_nobody_was_born_tomorrow(shipped):
    for _step, _group, question in shipped.placed():
        if question.kind == "date" and "birth" in question.id:
            assert question.past_only, question.id


def test_nobody_signs_in_for_what_is_urgent_or_anonymous_and_there_the_phone_comes_first(
    shipped, snapshot
):
    service = service_of(snapshot, shipped.id)
    assert shipped.without_login or not (service.anonymous or service.urgent)
    assert shipped.channel_hint == "phone" or not service.urgent


def test_every_service_that_is_asked_online_has_its_questions(snapshot):
    online = {
        one.slug: one.questionnaire
        for one in snapshot.catalogue.services
        if "online" in one.channels
    }
    assert len(online) > 40
    assert [slug for slug, asked in online.items() if asked is None] == []
    assert set(NAMES) == {
        one.questionnaire for one in snapshot.catalogue.services if one.questionnaire
    }


def test_who_comes_without_a_login_is_reached_by_phone(shipped):
    asked = {question.kind for _step, _group, question in shipped.placed()}
    assert not shipped.without_login or "phone" in asked


def test_p3_a_relative_or_the_ward_reports_a_discharge_in_a_few_fields(snapshot):
    discharge = questionnaire("dimissioni-protette")
    assert q.typed_fields(discharge) <= 8
    assert len(discharge.steps) == 2
    assert discharge.without_login
    answers = walked(discharge, first)
    assert len(answers) <= 8
