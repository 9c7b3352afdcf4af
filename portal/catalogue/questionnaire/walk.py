"""The way through a questionnaire: what is shown, what is hidden, what is missing, which step is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portal.catalogue.questionnaire.conditions import Condition, Lookup, Value
from portal.catalogue.questionnaire.definition import Questionnaire
from portal.catalogue.questionnaire.parts import Declaration, Group, Question, Step

#: Which answer: a question, and in a repeating group which member, counted from 0. How many members a
#: group has is an answer too: ``(group id, None)`` holds a whole number.
AnswerKey = tuple[str, int | None]

Answers = Mapping[AnswerKey, Value]


class Asked(NamedTuple):
    """A question as it is asked on a page."""

    key: AnswerKey
    question: Question
    group: Group | None


@dataclass(frozen=True)
class ShownGroup:
    """A repeating group that is shown, with how many members it has now."""

    group: Group
    members: int

    @property
    def can_add(self) -> bool:
        """Whether another member fits."""
        return self.members < self.group.max

    @property
    def can_remove(self) -> bool:
        """Whether a member may be taken away."""
        return self.members > self.group.min


@dataclass(frozen=True)
class VisibleStep:
    """A step that is shown, with its questions in the order they are asked."""

    step: Step
    asked: tuple[Asked, ...]
    groups: tuple[ShownGroup, ...]

    def of_group(self, group_id: str, item: int) -> tuple[Asked, ...]:
        """The questions about one member of a group."""
        return tuple(
            one
            for one in self.asked
            if one.group and one.group.id == group_id and one.key[1] == item
        )

    @property
    def alone(self) -> tuple[Asked, ...]:
        """The questions outside every group."""
        return tuple(one for one in self.asked if one.group is None)


class Missing(NamedTuple):
    """What is not answered: ``required`` stops sending, ``soft`` is listed and may stay empty."""

    required: tuple[AnswerKey, ...]
    soft: tuple[AnswerKey, ...]


class Place(NamedTuple):
    """Where a step stands among those shown: "2/5"."""

    number: int
    total: int


def members_of(group: Group, answers: Answers) -> int:
    """How many members a group has: what was said, at least those answered for, within its limits."""
    said = answers.get((group.id, None), 0)
    ids = {question.id for question in group.questions}
    answered = [
        key[1] + 1 for key in answers if key[0] in ids and key[1] is not None and key[1] >= 0
    ]
    wanted = max([said if isinstance(said, int) else 0, *answered])
    return min(group.max, max(group.min, wanted))


def visible(questionnaire: Questionnaire, answers: Answers) -> tuple[VisibleStep, ...]:
    """The steps shown for these answers, each with its questions.

    A condition only looks back, and the answer of a hidden question counts as none, so one pass from
    the first question to the last is enough. A step with nothing to show is not shown.
    """
    return tuple(_walk(questionnaire, answers))


def _walk(questionnaire: Questionnaire, answers: Answers) -> Iterator[VisibleStep]:
    seen: dict[AnswerKey, Value] = {}
    for step in questionnaire.steps:
        if not _shown(step.show_if, seen):
            continue
        asked: list[Asked] = []
        groups: list[ShownGroup] = []
        for question in step.questions:
            _ask(question, None, None, answers, seen, asked)
        for group in step.groups:
            if not _shown(group.show_if, seen):
                continue
            shown = ShownGroup(group, members_of(group, answers))
            groups.append(shown)
            for item in range(shown.members):
                for question in group.questions:
                    _ask(question, group, item, answers, seen, asked)
        if asked or groups:
            yield VisibleStep(step, tuple(asked), tuple(groups))


def _ask(
    question: Question,
    group: Group | None,
    item: int | None,
    answers: Answers,
    seen: dict[AnswerKey, Value],
    asked: list[Asked],
) -> None:
    if not _shown(question.show_if, seen, item):
        return
    key = (question.id, item)
    asked.append(Asked(key, question, group))
    if key in answers and question.is_answerable:
        seen[key] = answers[key]


def _shown(condition: Condition | None, seen: Answers, item: int | None = None) -> bool:
    return condition is None or condition.holds(_looking_up(seen, item))


def _looking_up(seen: Answers, item: int | None) -> Lookup:
    """A condition inside a group means the same member first, then the questions outside."""

    def lookup(question_id: str) -> Value | None:
        own = seen.get((question_id, item))
        return seen.get((question_id, None)) if own is None else own

    return lookup


def clear_hidden(questionnaire: Questionnaire, answers: Answers) -> dict[AnswerKey, Value]:
    """The answers without those of questions that are not shown; doing it twice changes nothing."""
    kept: dict[AnswerKey, Value] = {}
    for shown in _walk(questionnaire, answers):
        for one in shown.asked:
            if one.key in answers and one.question.is_answerable:
                kept[one.key] = answers[one.key]
        for group in shown.groups:
            key = (group.group.id, None)
            if key in answers:
                kept[key] = group.members
    return kept


def missing(questionnaire: Questionnaire, answers: Answers) -> Missing:
    """The shown questions without an answer, in the order they are asked."""
    return _missing(visible(questionnaire, answers), answers)


def missing_in(step: VisibleStep, answers: Answers) -> Missing:
    """The same for one step."""
    return _missing((step,), answers)


def _missing(steps: tuple[VisibleStep, ...], answers: Answers) -> Missing:
    open_ = [one for step in steps for one in step.asked if one.key not in answers]
    return Missing(
        tuple(one.key for one in open_ if one.question.required == "yes"),
        tuple(one.key for one in open_ if one.question.required == "soft"),
    )


def is_complete(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether it can be sent: nothing required is missing."""
    return not missing(questionnaire, answers).required


def declarations(questionnaire: Questionnaire, answers: Answers) -> tuple[Declaration, ...]:
    """The declarations the person makes at the summary, for these answers."""
    kept = clear_hidden(questionnaire, answers)
    return tuple(one for one in questionnaire.declarations if _shown(one.show_if, kept))


def find_step(questionnaire: Questionnaire, answers: Answers, step_id: str) -> VisibleStep | None:
    """The step as it is shown now; ``None`` when it is hidden or unknown."""
    shown = visible(questionnaire, answers)
    return next((one for one in shown if one.step.id == step_id), None)


def first_step(questionnaire: Questionnaire, answers: Answers) -> Step:
    """Where everybody starts."""
    return visible(questionnaire, answers)[0].step


def resume_step(questionnaire: Questionnaire, answers: Answers) -> Step | None:
    """Where to take it up again: the first step where something required is missing."""
    for shown in visible(questionnaire, answers):
        if missing_in(shown, answers).required:
            return shown.step
    return None


def next_step(questionnaire: Questionnaire, answers: Answers, step_id: str) -> Step | None:
    """The step after this one; ``None`` after the last, where the summary comes. ``KeyError``: unknown."""
    return _beside(questionnaire, answers, step_id)[1]


def previous_step(questionnaire: Questionnaire, answers: Answers, step_id: str) -> Step | None:
    """The step before this one; ``None`` before the first. ``KeyError``: unknown."""
    return _beside(questionnaire, answers, step_id)[0]


def _beside(
    questionnaire: Questionnaire, answers: Answers, step_id: str
) -> tuple[Step | None, Step | None]:
    """Works for a step that an answer has just hidden as well."""
    questionnaire.step(step_id)
    order = [step.id for step in questionnaire.steps]
    here = order.index(step_id)
    shown = [one.step for one in visible(questionnaire, answers)]
    before = [step for step in shown if order.index(step.id) < here]
    after = [step for step in shown if order.index(step.id) > here]
    return (before[-1] if before else None), (after[0] if after else None)


def position(questionnaire: Questionnaire, answers: Answers, step_id: str) -> Place:
    """The number of a shown step among all shown. ``KeyError``: hidden or unknown."""
    shown = [one.step.id for one in visible(questionnaire, answers)]
    if step_id not in shown:
        raise KeyError(step_id)
    return Place(shown.index(step_id) + 1, len(shown))


def typed_fields(questionnaire: Questionnaire) -> int:
    """How many fields a person types into at most, were everything shown, with one member per group."""
    return sum(question.fields_typed for _, _, question in questionnaire.placed())
