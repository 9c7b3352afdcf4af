"""What to have at hand before a visit: the papers and the questions of a service, for so many people. Pure.

Appointments break off because something was left at home; whoever reads the list before comes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.parts import Group, Question, Step
from portal.platform.beside import InEveryLanguage

#: More people than this are written on a second sheet.
MOST_PEOPLE = 12


@dataclass(frozen=True)
class ToKnow:
    """One thing we will ask. ``is_known``: a register or the sign-in may tell it; ``is_sometimes``: only
    after certain answers."""

    label: InEveryLanguage
    hint: InEveryLanguage
    is_known: bool
    is_sometimes: bool


@dataclass(frozen=True)
class Part:
    """One step, or one member of the household."""

    title: InEveryLanguage
    number: int | None
    asked: tuple[ToKnow, ...]


def parts_of(questionnaire: Questionnaire, people: int) -> list[Part]:
    """The questions in their order, those of each member once for each of ``people``; nothing is asked
    twice, and what is only shown is left out."""
    return [part for step in questionnaire.steps for part in _of_step(step, people) if part.asked]


def has_household(questionnaire: Questionnaire) -> bool:
    """Whether some questions are asked of each member."""
    return any(step.groups for step in questionnaire.steps)


def _of_step(step: Step, people: int) -> Iterator[Part]:
    title = InEveryLanguage({code: words.title for code, words in step.words.items()})
    is_sometimes = step.show_if is not None
    yield Part(title, None, _asked(step.questions, is_sometimes))
    for group in step.groups:
        yield from _members(group, people, is_sometimes)


def _members(group: Group, people: int, is_sometimes: bool) -> Iterator[Part]:
    title = InEveryLanguage({code: words.item.capitalize() for code, words in group.words.items()})
    asked = _asked(group.questions, is_sometimes or group.show_if is not None)
    for number in range(1, min(people, group.max) + 1):
        yield Part(title, number, asked)


def _asked(questions: tuple[Question, ...], is_sometimes: bool) -> tuple[ToKnow, ...]:
    return tuple(
        ToKnow(
            label=InEveryLanguage({code: words.label for code, words in one.words.items()}),
            hint=InEveryLanguage({code: words.hint for code, words in one.words.items()}),
            is_known=(one.prefill or "").startswith(("subject.", "member.")),
            is_sometimes=is_sometimes or one.show_if is not None,
        )
        for one in questions
        if one.is_answerable
    )
