"""Unsound questionnaires are refused before anybody sees them, with the name of what is wrong."""

from __future__ import annotations

import copy

import pytest

from portal.catalogue.questionnaire import Questionnaire


def asking(label: str = "Domanda") -> dict:
    return {"it": {"label": label, "why": "Perché serve."}}


def question(question_id: str, kind: str = "yes_no", **more) -> dict:
    return {"id": question_id, "kind": kind, "words": asking(), **more}


def options(*values: str) -> list[dict]:
    return [{"value": value, "words": {"it": f"Voce {value}"}} for value in values]


def step(step_id: str, *questions: dict, **more) -> dict:
    return {"id": step_id, "words": {"it": {"title": "Passo"}}, "questions": questions, **more}


def group(group_id: str, *questions: dict, **more) -> dict:
    words = {"it": {"title": "Figli", "item": "figlio", "add": "Aggiungi un figlio"}}
    return {"id": group_id, "words": words, "questions": questions, **more}


def build(*steps: dict, **more) -> Questionnaire:
    return Questionnaire.model_validate({"id": "prova", "version": 1, "steps": steps, **more})


def refused(*steps: dict, **more) -> str:
    with pytest.raises(ValueError) as problem:
        build(*steps, **more)
    return str(problem.value)


CHOICE = question("q_choice", "choice", options=options("a", "b", "c"))
NUMBER = question("q_number", "number", minimum=0, maximum=10)
SOUND = step("uno", question("q_first"), CHOICE, NUMBER, question("q_words", "text"))


def shown_if(condition: dict) -> dict:
    return step("due", question("q_last", show_if=condition))


SOUND_CONDITIONS = [
    {"question": "q_first", "is": True},
    {"question": "q_first", "is": "yes"},
    {"question": "q_choice", "in": ["a", "b"]},
    {"question": "q_choice", "is_not": "a"},
    {"question": "q_number", "at_least": 3},
    {"question": "q_words", "answered": False},
    {"all": [{"question": "q_first", "is": False}, {"question": "q_number", "at_most": 2}]},
    {"any": [{"question": "q_first", "is": True}, {"not": {"question": "q_words", "answered": True}}]},
    {"all": [{"question": "q_number", "at_least": 3}, {"question": "q_number", "at_most": 3}]},
    {"all": [{"question": "q_choice", "is_not": "a"}, {"question": "q_choice", "is_not": "b"}]},
]  # fmt: skip


@pytest.mark.parametrize("condition", SOUND_CONDITIONS, ids=str)
def test_a_sound_condition_is_accepted(condition):
    assert build(SOUND, shown_if(condition)).question("q_last").show_if is not None


UNSOUND = [
    ({"question": "q_nowhere", "is": "a"}, "'q_nowhere', which is not a question here"),
    ({"question": "q_choice", "is": "z"}, "'z' is not an option of 'q_choice'"),
    ({"question": "q_choice", "in": ["a", "z"]}, "'z' is not an option of 'q_choice'"),
    ({"question": "q_first", "is": "unknown"}, "'unknown' is not an option of 'q_first'"),
    ({"question": "q_number", "is": "3"}, "'3' is not an answer of 'q_number'"),
    ({"question": "q_words", "at_least": 3}, "'q_words' has no more and no less"),
    ({"question": "q_last", "is": True}, "q_last → q_last"),
    ({"question": "q_choice"}, "exactly one comparison"),
    ({"question": "q_choice", "is": "a", "answered": True}, "exactly one comparison"),
    ({"is": "a"}, "either a question compared once"),
    ({"all": []}, "empty list"),
    ({"question": "q_choice", "in": []}, "empty list"),
    ({"question": "q_choice", "equals": "a"}, "equals"),
    (
        {"all": [{"question": "q_choice", "is": "a"}, {"question": "q_choice", "is": "b"}]},
        "question 'q_last' can never be shown",
    ),
    (
        {"all": [{"question": "q_number", "at_least": 5}, {"question": "q_number", "at_most": 4}]},
        "question 'q_last' can never be shown",
    ),
    ({"question": "q_number", "at_least": 11}, "question 'q_last' can never be shown"),
    (
        {"all": [{"question": "q_first", "is": True}, {"question": "q_first", "answered": False}]},
        "question 'q_last' can never be shown",
    ),
]


@pytest.mark.parametrize(("condition", "reason"), UNSOUND, ids=[reason for _, reason in UNSOUND])
def test_an_unsound_condition_is_refused_by_name(condition, reason):
    assert reason in refused(SOUND, shown_if(condition))


def test_questions_that_wait_for_each_other_are_shown_as_a_circle():
    one = question("q_one", show_if={"question": "q_three", "is": True})
    two = question("q_two", show_if={"question": "q_one", "is": True})
    three = question("q_three", show_if={"question": "q_two", "is": True})
    assert "q_one → q_three → q_two → q_one" in refused(step("uno", one, two, three))


def test_a_condition_cannot_look_at_what_is_asked_later():
    early = question("q_early", show_if={"question": "q_late", "is": True})
    assert "question 'q_early' looks at 'q_late', which is asked later" in refused(
        step("uno", early, question("q_late"))
    )


def test_a_step_cannot_depend_on_its_own_questions():
    own = step("uno", question("q_own"), show_if={"question": "q_own", "is": True})
    assert "q_own → q_own" in refused(own)


def test_a_contradiction_between_a_question_and_what_shows_it_is_found():
    detail = question("q_detail", show_if={"question": "q_first", "is": True})
    both = {"all": [{"question": "q_first", "is": False}, {"question": "q_detail", "is": True}]}
    assert "can never be shown" in refused(step("uno", question("q_first"), detail), shown_if(both))


def test_a_question_is_never_shown_where_its_step_hides_it():
    inside = question("q_inside", required="yes", show_if={"question": "q_first", "is": False})
    hidden = step("due", question("q_always"), inside, show_if={"question": "q_first", "is": True})
    reason = "question 'q_inside' can never be shown"
    assert reason in refused(step("uno", question("q_first")), hidden)
    members = group("children", inside, show_if={"question": "q_first", "is": True})
    assert reason in refused(step("uno", question("q_first")), step("due", groups=[members]))
    soft = {**inside, "required": "soft"}
    assert reason in refused(
        step("uno", question("q_first")), {**hidden, "questions": [question("q_always"), soft]}
    )


def test_a_group_is_never_shown_where_its_step_hides_it():
    members = group("children", question("q_a"), show_if={"question": "q_first", "is": False})
    hidden = step("due", groups=[members], show_if={"question": "q_first", "is": True})
    assert "group 'children' can never be shown" in refused(
        step("uno", question("q_first")), hidden
    )


def test_a_declaration_nobody_could_make_is_refused():
    never = {"all": [{"question": "q_first", "is": True}, {"question": "q_first", "is": False}]}
    oath = {"id": "truth", "words": {"it": "È vero."}, "show_if": never}
    assert "declaration 'truth' can never be shown" in refused(
        step("uno", question("q_first")), declarations=[oath]
    )


def test_what_stands_alone_is_never_chosen_with_something_else():
    none = [*options("a", "b"), {**options("none")[0], "exclusive": True}]
    several = question("q_several", "multi_choice", options=none)
    both = {"all": [{"question": "q_several", "is": "a"}, {"question": "q_several", "is": "none"}]}
    assert "can never be shown" in refused(step("uno", several), shown_if(both))


@pytest.mark.parametrize("kind", ["address", "isee", "file"])
def test_of_an_answer_in_parts_only_its_presence_counts(kind):
    asked = step("uno", question("q_parts", kind))
    assert "only answered can be asked" in refused(
        asked, shown_if({"question": "q_parts", "is": "x"})
    )
    assert build(asked, shown_if({"question": "q_parts", "answered": True}))


def test_a_question_outside_a_group_cannot_look_inside():
    inside = group("children", question("q_child"))
    first = step("uno", groups=[inside])
    assert "asked several times in 'children'" in refused(
        first, shown_if({"question": "q_child", "is": True})
    )
    second = question("q_more", show_if={"question": "q_child", "is": True})
    assert build(step("uno", groups=[group("children", question("q_child"), second)]))


def test_a_note_gives_no_answer_to_look_at():
    note = {"id": "q_note", "kind": "note", "words": {"it": {"label": "Nota"}}}
    assert "a note without an answer" in refused(
        step("uno", note), shown_if({"question": "q_note", "answered": True})
    )


def test_several_choices_may_hold_together():
    several = question("q_several", "multi_choice", options=options("a", "b"))
    both = {"all": [{"question": "q_several", "is": "a"}, {"question": "q_several", "is": "b"}]}
    assert build(step("uno", several), shown_if(both))


def test_a_condition_nobody_could_follow_is_refused():
    many = [question(f"q_{n}", "choice", options=options(*"abcdefgh")) for n in range(9)]
    every = {"all": [{"question": one["id"], "in": list("abcdefg")} for one in many]}
    assert "too complicated" in refused(step("uno", *many), shown_if(every))


BROKEN = [
    ([step("uno", question("q_a"), question("q_a"))], "'q_a' is there twice"),
    ([step("uno", question("q_a")), step("uno", question("q_b"))], "step 'uno' is there twice"),
    ([step("uno", question("q_a"), groups=[group("q_a", question("q_b"))])], "'q_a' is there twice"),
    ([step("uno")], "step 'uno' asks nothing"),
    ([step("uno", question("q_a", "choice"))], "options belong to choices"),
    ([step("uno", question("q_a", options=options("a")))], "options belong to choices"),
    ([step("uno", question("q_a", "choice", options=options("a", "a")))], "an option is there twice"),
    ([step("uno", question("q_a", "text", prefill="subject.shoe_size"))], "nothing is known as"),
    ([step("uno", question("q_a", "number", minimum=3, maximum=2))], "minimum above maximum"),
    ([step("uno", question("q_a", "text", pattern="("))], "only a text has a pattern"),
    ([step("uno", question("q_a", "phone", pattern="3.*"))], "only a text has a pattern"),
    ([step("uno", groups=[group("children", question("q_a"), prefill="subject.pets")])], "nothing is"),
    ([step("uno", question("q_a", "telepathy"))], "kind"),
    ([step("uno", question("q_a", required="please"))], "required"),
    ([step("uno", groups=[group("children", question("q_a"), min=3, max=2)])], "min above max"),
    ([], "steps"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_a_broken_questionnaire_is_refused_by_name(steps, reason):
    assert reason in refused(*steps)


def test_every_question_says_why_it_is_asked():
    silent = question("q_silent")
    silent["words"] = {"it": {"label": "Quanto guadagni?"}}
    assert "'q_silent' does not say why" in refused(step("uno", silent))


@pytest.mark.parametrize("where", ["step", "question", "option", "declaration"])
def test_italian_words_are_never_missing(where):
    data = copy.deepcopy({"steps": [step("uno", CHOICE)], "declarations": [
        {"id": "truth", "words": {"it": "È vero."}}]})  # fmt: skip
    owner = {
        "step": data["steps"][0],
        "question": data["steps"][0]["questions"][0],
        "option": data["steps"][0]["questions"][0]["options"][0],
        "declaration": data["declarations"][0],
    }[where]
    owner["words"] = {"en": owner["words"]["it"]}
    reason = refused(*data["steps"], declarations=data["declarations"])
    assert where in reason
    assert "has no Italian words" in reason
