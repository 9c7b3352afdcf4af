"""The way through a questionnaire: shown, hidden, missing, before and after, in any order of answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue import questionnaire as q
from tests.support.questionnaires import NAMES, questionnaire

CARE, NURSERY, TALK = (
    questionnaire(name)
    for name in ("assistenza-domiciliare", "nido", "colloquio-assistente-sociale")
)
ME = {("for_whom", None): "me"}
OTHER = {("for_whom", None): "other"}


def shown(questionnaire: q.Questionnaire, answers: q.Answers) -> set[q.AnswerKey]:
    return {one.key for step in q.visible(questionnaire, answers) for one in step.asked}


def test_another_person_brings_other_questions():
    assert ("home_address", None) in shown(CARE, ME)
    assert ("other_name", None) not in shown(CARE, ME)
    assert {("other_name", None), ("other_address", None)} <= shown(CARE, OTHER)
    assert ("home_address", None) not in shown(CARE, OTHER)


def test_a_chain_of_hidden_questions_is_cleared_to_its_end():
    asking = {
        ("wants_contribution", None): "yes",
        ("has_account", None): "yes",
        ("iban", None): "IT60X0542811101000000123456",
        ("isee", None): {
            "number": "INPS-ISEE-2026-00597381W-00",
            "kind": "ordinario",
            "expires_on": "2026-12-31",
        },  # fmt: skip
    }
    assert q.clear_hidden(NURSERY, asking) == asking
    changed = {**asking, ("wants_contribution", None): "no"}
    assert q.clear_hidden(NURSERY, changed) == {("wants_contribution", None): "no"}
    assert ("without_account", None) not in shown(NURSERY, {**changed, ("has_account", None): "no"})


def test_without_an_account_the_money_still_has_a_way():
    answers = {("wants_contribution", None): "yes", ("has_account", None): "no"}
    assert ("without_account", None) in shown(NURSERY, answers)
    assert ("iban", None) not in shown(NURSERY, answers)


def test_answers_to_nothing_we_ask_are_dropped():
    strange = {
        ("salary", None): 9,
        ("iban", None): "x",
        ("child_name", 7): "y",
        ("for_whom", 3): "me",
    }
    assert q.clear_hidden(CARE, strange) == {}
    assert q.clear_hidden(NURSERY, {("child_name", 6): "beyond the last"}) == {}
    assert q.clear_hidden(CARE, {("other_agrees", None): "a note has no answer"}) == {}


@pytest.mark.parametrize(
    ("answers", "members"),
    [
        ({}, 1),
        ({("children", None): 3}, 3),
        ({("child_name", 1): "Prova Due"}, 2),
        ({("children", None): 1, ("child_name", 2): "Prova Tre"}, 3),
        ({("children", None): 99}, 6),
        ({("children", None): -1}, 1),
        ({("children", None): "many"}, 1),
    ],
)
def test_a_group_has_as_many_members_as_were_said_or_answered_for(answers, members):
    children = NURSERY.group("children")
    assert q.members_of(children, answers) == members
    step = q.find_step(NURSERY, answers, "bambini")
    assert step is not None
    assert (step.groups[0].members, step.groups[0].can_add) == (members, members < 6)
    assert step.groups[0].can_remove == (members > 1)
    assert len(step.asked) == members * len(children.questions)
    assert len(step.of_group("children", members - 1)) == len(children.questions)
    assert step.alone == ()


def test_the_questions_of_each_member_are_missing_on_their_own():
    answers = {("children", None): 2, ("child_name", 0): "Prova Uno"}
    required, soft = q.missing(NURSERY, answers)
    assert ("child_name", 1) in required
    assert ("child_name", 0) not in required
    assert {("child_fiscal_code", 0), ("child_fiscal_code", 1)} <= set(soft)


def test_a_soft_answer_is_listed_and_does_not_stop_sending():
    answers = {
        ("about", None): "money",
        ("call_name", None): "Prova",
        ("reach", None): "desk",
    }
    assert q.is_complete(TALK, answers)
    assert q.missing(TALK, answers) == q.Missing((), (("where", None),))
    assert not q.is_complete(TALK, {**answers, ("reach", None): "phone"})


def test_who_is_afraid_sees_numbers_to_call_and_a_safe_way_to_be_reached():
    afraid = {("about", None): "violence", ("reach", None): "phone"}
    assert {("violence_help", None), ("safe_contact", None)} <= shown(TALK, afraid)
    assert TALK.question("violence_help").numbers == ("1522", "112")
    assert ("violence_help", None) not in shown(TALK, {("about", None): "money"})


STEPS = q.Questionnaire.model_validate(
    {
        "id": "passi",
        "version": 1,
        "steps": [
            {
                "id": step,
                "words": {"it": {"title": "Passo"}},
                "show_if": condition,
                "questions": [
                    {
                        "id": question,
                        "kind": "yes_no",
                        "required": "yes",
                        "words": {"it": {"label": "Domanda", "why": "Serve."}},
                    }
                ],
            }
            for step, question, condition in [
                ("first", "q_first", None),
                ("middle", "q_middle", {"question": "q_first", "is": "yes"}),
                ("last", "q_last", None),
            ]
        ],
        "declarations": [
            {"id": "always", "words": {"it": "È vero."}},
            {
                "id": "sometimes",
                "words": {"it": "È mio."},
                "show_if": {"question": "q_middle", "is": "yes"},
            },
        ],
    }
)
YES, NO = {("q_first", None): "yes"}, {("q_first", None): "no"}


def test_hidden_steps_are_neither_counted_nor_passed_through():
    assert q.position(STEPS, YES, "last") == (3, 3)
    assert q.position(STEPS, NO, "last") == (2, 2)
    assert q.next_step(STEPS, YES, "first") == STEPS.step("middle")
    assert q.next_step(STEPS, NO, "first") == STEPS.step("last")
    assert q.previous_step(STEPS, NO, "last") == STEPS.step("first")
    assert q.next_step(STEPS, NO, "last") is None
    assert q.previous_step(STEPS, NO, "first") is None


def test_from_a_step_just_hidden_there_is_a_way_on_and_back():
    assert q.next_step(STEPS, NO, "middle") == STEPS.step("last")
    assert q.previous_step(STEPS, NO, "middle") == STEPS.step("first")
    assert q.find_step(STEPS, NO, "middle") is None
    for unknown in ("middle", "nowhere"):
        with pytest.raises(KeyError):
            q.position(STEPS, NO, unknown)
    with pytest.raises(KeyError):
        q.next_step(STEPS, NO, "nowhere")


def test_a_draft_is_taken_up_where_something_is_missing():
    assert q.first_step(STEPS, {}) == STEPS.step("first")
    assert q.resume_step(STEPS, YES) == STEPS.step("middle")
    assert q.resume_step(STEPS, {**NO, ("q_last", None): "no"}) is None


def test_declarations_follow_what_was_answered():
    mine = {**YES, ("q_middle", None): "yes"}
    assert [one.id for one in q.declarations(STEPS, mine)] == ["always", "sometimes"]
    hidden = {**NO, ("q_middle", None): "yes"}
    assert [one.id for one in q.declarations(STEPS, hidden)] == ["always"]


def keys_and_values(questionnaire: q.Questionnaire) -> st.SearchStrategy:
    """Any answer to any question, shown or not: a choice, or words."""
    keys = [
        ((question.id, item), question.values or ("words",))
        for _step, group, question in questionnaire.placed()
        if question.is_answerable
        for item in ([0, 1, 2] if group else [None])
    ]
    return st.sampled_from(keys).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.sampled_from(one[1]) | st.none())
    )


QUESTIONNAIRES = st.sampled_from([*map(questionnaire, NAMES), STEPS])
MOVES = QUESTIONNAIRES.flatmap(
    lambda one: st.tuples(st.just(one), st.lists(keys_and_values(one), max_size=25))
)


def answered(moves) -> dict[q.AnswerKey, q.Value]:
    """The answers after giving, changing and taking back."""
    answers: dict[q.AnswerKey, q.Value] = {}
    for key, value in moves:
        answers.pop(key, None)
        if value is not None:
            answers[key] = value
    return answers


@settings(max_examples=60)
@given(MOVES, st.randoms())
def test_any_order_of_answers_and_corrections_shows_the_same(moves, random):
    questionnaire, given_ = moves
    answers = answered(given_)
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert q.visible(questionnaire, dict(shuffled)) == q.visible(questionnaire, answers)
    assert q.missing(questionnaire, dict(shuffled)) == q.missing(questionnaire, answers)


@settings(max_examples=60)
@given(MOVES)
def test_hidden_answers_never_survive_and_clearing_changes_nothing_that_is_shown(moves):
    questionnaire, given_ = moves
    answers = answered(given_)
    kept = q.clear_hidden(questionnaire, answers)
    assert set(kept) <= shown(questionnaire, answers)
    assert set(kept) == {key for key in answers if key in shown(questionnaire, answers)}
    assert q.visible(questionnaire, kept) == q.visible(questionnaire, answers)
    assert q.clear_hidden(questionnaire, kept) == kept


@settings(max_examples=60)
@given(MOVES)
def test_clearing_after_each_answer_leads_to_nothing_hidden(moves):
    questionnaire, given_ = moves
    answers: dict[q.AnswerKey, q.Value] = {}
    for key, value in given_:
        answers = q.clear_hidden(questionnaire, answered([*answers.items(), (key, value)]))
    assert set(answers) <= shown(questionnaire, answers)


@settings(max_examples=60)
@given(MOVES)
def test_going_forward_passes_every_shown_step_and_going_back_returns(moves):
    questionnaire, given_ = moves
    answers = answered(given_)
    steps = [one.step for one in q.visible(questionnaire, answers)]
    step, way = q.first_step(questionnaire, answers), []
    while step is not None:
        way.append(step)
        assert q.position(questionnaire, answers, step.id) == (len(way), len(steps))
        after = q.next_step(questionnaire, answers, step.id)
        assert after is None or q.previous_step(questionnaire, answers, after.id) == step
        step = after
    assert way == steps
