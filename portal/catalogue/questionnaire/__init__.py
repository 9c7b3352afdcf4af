"""The questions of a service, as data: what they are, when they are shown, and the way through them.

``definition`` is the whole (``parts`` its pieces, ``checks`` what makes it unsound), ``conditions``
says when something is shown, ``answers`` brings what a person typed into its normal form, ``walk``
leads through the steps. All of it is pure: no database, no web.
"""

from portal.catalogue.questionnaire.answers import InvalidAnswer, doubts, normalise
from portal.catalogue.questionnaire.conditions import Condition, Value
from portal.catalogue.questionnaire.definition import Questionnaire
from portal.catalogue.questionnaire.parts import (
    PREFILL_SOURCES,
    Declaration,
    Group,
    Option,
    Question,
    Step,
)
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    Answers,
    Asked,
    Missing,
    Place,
    ShownGroup,
    VisibleStep,
    clear_hidden,
    declarations,
    find_step,
    first_step,
    is_complete,
    members_of,
    missing,
    missing_in,
    next_step,
    position,
    previous_step,
    resume_step,
    typed_fields,
    visible,
)

__all__ = [
    "PREFILL_SOURCES",
    "AnswerKey",
    "Answers",
    "Asked",
    "Condition",
    "Declaration",
    "Group",
    "InvalidAnswer",
    "Missing",
    "Option",
    "Place",
    "Question",
    "Questionnaire",
    "ShownGroup",
    "Step",
    "Value",
    "VisibleStep",
    "clear_hidden",
    "declarations",
    "doubts",
    "find_step",
    "first_step",
    "is_complete",
    "members_of",
    "missing",
    "missing_in",
    "next_step",
    "normalise",
    "position",
    "previous_step",
    "resume_step",
    "typed_fields",
    "visible",
]
