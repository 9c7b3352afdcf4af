"""What an operator wrote over in a draft: as it was, where it had come from, as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from portal.cases.bindings import former_context
from portal.cases.models import NO_ITEM, Case, FormerAnswer
from portal.cases.queries import Said
from portal.cases.summary import in_words
from portal.catalogue.questionnaire import Question
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform.crypto import Keyring
from portal.platform.database import db


@dataclass(frozen=True)
class Changed:
    """One answer in words; ``source`` is the closed word of where the one before came from, ``typed_by``
    whose hands wrote that.
    """

    label: str
    before: str
    now: str
    source: str
    typed_by: int | None = None


def changed_beside(
    keyring: Keyring,
    case: Case,
    questions: Iterable[Question],
    said: Mapping[AnswerKey, Said],
    language: str,
) -> list[Changed]:
    """The answers that say something else now than before an operator wrote; each once, as it first was.
    ``questions``: those of the case whose answers may be shown.
    """
    query = select(FormerAnswer).where(
        FormerAnswer.case_id == case.id, FormerAnswer.source.is_not(None)
    )
    asked = {question.id: question for question in questions}
    found: dict[AnswerKey, Changed] = {}
    for row in db.session.scalars(query.order_by(FormerAnswer.id)):
        key: AnswerKey = (row.question, None if row.item == NO_ITEM else row.item)
        question = asked.get(row.question)
        if question is None or key in found or row.sealed is None:
            continue
        before = keyring.open_json(case.data_key, row.sealed, former_context(row))
        now = said[key].value if key in said else None
        if before == now:
            continue
        words = question.words.get(language) or question.words["it"]
        found[key] = Changed(
            label=words.label,
            before=in_words(question, before, language),
            now="" if now is None else in_words(question, now, language),
            source=row.source or "",
            typed_by=row.typed_by,
        )
    return list(found.values())
