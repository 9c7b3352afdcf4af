"""An answer that was changed elsewhere meanwhile: both values in words, for the person to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.cases.queries import Said
from portal.cases.summary import in_words
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep
from portal.platform.i18n import format_hour


@dataclass(frozen=True)
class Conflict:
    """Two values of one answer. ``here`` was just typed; ``there`` was saved at ``hour``, version
    ``version``; either is empty where the answer was taken away.
    """

    key: AnswerKey
    label: str
    here: str
    there: str
    hour: str
    version: int
    is_operators: bool


def lay_out(
    step: VisibleStep,
    said: Mapping[AnswerKey, Said],
    typed: Mapping[AnswerKey, Any],
    language: str,
) -> list[Conflict]:
    """What was typed against what was saved, in the order the step asks it."""
    found = []
    for one in step.asked:
        if one.key not in typed:
            continue
        saved, here = said.get(one.key), typed[one.key]
        words = one.question.words.get(language) or one.question.words["it"]
        found.append(
            Conflict(
                key=one.key,
                label=words.label,
                here="" if here is None else in_words(one.question, here, language),
                there=in_words(one.question, saved.value, language) if saved else "",
                hour=format_hour(saved.saved_at) if saved else "",
                version=saved.version if saved else 0,
                is_operators=saved is not None and saved.source == "operator",
            )
        )
    return found
