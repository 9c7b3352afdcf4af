"""The rows of a draft's answers: opened together, written and taken away one by one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from portal.cases.bindings import answer_context, former_context
from portal.cases.models import NO_ITEM, Answer, Attachment, Case, FormerAnswer
from portal.catalogue.questionnaire import Questionnaire, Value
from portal.catalogue.questionnaire.walk import AnswerKey, clear_hidden, visible
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db


def rows_of(case: Case) -> dict[AnswerKey, Answer]:
    """The rows of a case by question and place in its group."""
    found = db.session.scalars(select(Answer).where(Answer.case_id == case.id))
    return {(row.question, None if row.item == NO_ITEM else row.item): row for row in found}


def values_of(
    keyring: Keyring, case: Case, rows: Mapping[AnswerKey, Answer]
) -> dict[AnswerKey, Value]:
    """What the rows say."""
    return {
        key: keyring.open_json(
            case.data_key, row.sealed, answer_context(case.id, row.question, row.item)
        )
        for key, row in rows.items()
    }


def write(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    row: Answer | None,
    key: AnswerKey,
    value: Value,
    source: str,
) -> Answer:
    """Write a value into its row, or into a new one; its version goes up by one."""
    question, item = key
    place = NO_ITEM if item is None else item
    context = answer_context(case.id, question, place)
    sealed = keyring.seal_json(case.data_key, value, context)
    if row is None:
        row = Answer(case_id=case.id, question=question, item=place, version=0)
        db.session.add(row)
    row.sealed = sealed
    row.version += 1
    row.source = source
    row.typed_by = actor.person_id
    row.saved_at = clock.now()
    return row


def keep_replaced(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    row: Answer | None,
    key: AnswerKey,
    before: Value,
    source: str,
) -> None:
    """Keep what an operator writes over, and where it had come from: the person reads both before sending."""
    question, item = key
    former = FormerAnswer(
        case_id=case.id,
        question=question,
        item=NO_ITEM if item is None else item,
        version=row.version if row else 0,
        source=source,
        typed_by=row.typed_by if row else None,
        saved_at=row.saved_at if row else None,
        replaced_at=clock.now(),
        replaced_by=actor.person_id,
    )
    former.sealed = keyring.seal_json(case.data_key, before, former_context(former))
    db.session.add(former)


def remove(rows: dict[AnswerKey, Answer], key: AnswerKey) -> None:
    """Take an answer away; one that is not there is no error."""
    row = rows.pop(key, None)
    if row is not None:
        db.session.delete(row)


def clear(
    keyring: Keyring, case: Case, questionnaire: Questionnaire, rows: dict[AnswerKey, Answer]
) -> None:
    """Hidden answers and files do not survive: the office never sees what was not asked."""
    db.session.flush()
    values = values_of(keyring, case, rows)
    kept = clear_hidden(questionnaire, values)
    for key in set(values) - set(kept):
        remove(rows, key)
    asked = {one.question.id for step in visible(questionnaire, kept) for one in step.asked}
    every = {question.id for _step, _group, question in questionnaire.placed()}
    db.session.execute(
        delete(Attachment).where(
            Attachment.case_id == case.id, Attachment.question.in_(every - asked)
        )
    )
