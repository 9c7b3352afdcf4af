"""The questions of a service, as data: what they are, when they are shown, and the way through them.

``definition`` is the whole (``parts`` its pieces, ``checks`` what makes it unsound), ``conditions``
says when something is shown, ``answers`` brings what a person typed into its normal form, ``walk``
leads through the steps. All of it is pure: no database, no web.
"""

from portal.catalogue.questionnaire.conditions import Condition, Value
from portal.catalogue.questionnaire.definition import Questionnaire
from portal.catalogue.questionnaire.parts import (
    Declaration,
    Group,
    Option,
    Question,
    Step,
)

__all__ = [
    "Condition",
    "Declaration",
    "Group",
    "Option",
    "Question",
    "Questionnaire",
    "Step",
    "Value",
]
