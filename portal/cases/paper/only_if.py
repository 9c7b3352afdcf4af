"""When a question is for whom, in words: paper cannot hide what does not concern somebody. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from portal.catalogue.questionnaire import Question
from portal.catalogue.questionnaire.conditions import Condition
from portal.platform.i18n import gettext as _

#: The questions of a form with the number each has on it.
Numbered = Mapping[str, tuple[int, Question]]


def only_if(condition: Condition | None, numbered: Numbered, language: str) -> str:
    """The condition as a clause after "only if", by the numbers of the form; empty where there is none."""
    return "" if condition is None else _said(condition, numbered, language)


def _said(condition: Condition, numbered: Numbered, language: str) -> str:
    if condition.all_ is not None:
        return _(" and ").join(_said(one, numbered, language) for one in condition.all_)
    if condition.any_ is not None:
        return _(" or ").join(_said(one, numbered, language) for one in condition.any_)
    if condition.not_ is not None:
        return _("it is not so that %(clause)s", clause=_said(condition.not_, numbered, language))
    number, question = numbered[condition.question or ""]
    return _compared(condition, number, question, language)


def _compared(condition: Condition, number: int, question: Question, language: str) -> str:
    values = _(" or ").join(_value(question, one, language) for one in condition.values())
    if condition.answered is not None:
        if condition.answered:
            return _("you answered question %(number)d", number=number)
        return _("you did not answer question %(number)d", number=number)
    if condition.at_least is not None:
        return _("at question %(number)d you wrote %(value)s or more", number=number, value=values)
    if condition.at_most is not None:
        return _("at question %(number)d you wrote %(value)s or less", number=number, value=values)
    if condition.is_not is not None:
        return _("at question %(number)d you did not choose %(value)s", number=number, value=values)
    return _("at question %(number)d you chose %(value)s", number=number, value=values)


def _value(question: Question, value: object, language: str) -> str:
    return f"“{value_in_words(question, str(value), language)}”"


def value_in_words(question: Question, value: str, language: str) -> str:
    """What stands beside the box of a value."""
    if question.kind in {"yes_no", "yes_no_unknown"}:
        return {"yes": _("Yes"), "no": _("No"), "unknown": _("I don’t know")}.get(value, value)
    for option in question.options:
        if option.value == value:
            return option.words.get(language) or option.words["it"]
    return value
