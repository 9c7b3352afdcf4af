"""Asking for the same again: a new draft that begins with the answers of an older case."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions.drafting import Typed, begin_case, questionnaire_of, save_answers
from portal.cases.events import NotNow
from portal.cases.models import Answer, Case
from portal.cases.plan import Plan
from portal.cases.timeline import is_renewable
from portal.catalogue.questionnaire import Questionnaire, Value
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: Where an answer of a renewed case comes from; the person checks it before sending.
FROM_BEFORE = "before"


def renew_case(
    keyring: Keyring, actor: Actor, case_reference: str, plan: Plan, language: str
) -> Case:
    """A draft of the same service, with the answers that still fit its questions of today. A draft
    that is there already is given back as it is. Files are not taken over: papers grow old.

    Raises:
        NotThere: not the actor's case.
        NotNow: it is still under way.
        MandateNeeded: see ``begin_case``.
    """
    old = queries.get_case(actor, case_reference)
    if not is_renewable(old.status):
        raise NotNow
    draft = begin_case(keyring, actor, plan, language)
    if draft.renews is not None or _has_answers(draft):
        return draft
    draft.renews = old.id
    db.session.flush()
    save_answers(keyring, actor, draft.reference, _fitting(keyring, old, questionnaire_of(draft)))
    audit.record(actor, "case.renewed", "case", draft.id, subject_id=draft.subject_id)
    return draft


def _has_answers(draft: Case) -> bool:
    query = select(Answer.id).where(Answer.case_id == draft.id).limit(1)
    return db.session.scalar(query) is not None


def _fitting(keyring: Keyring, old: Case, new: Questionnaire) -> dict[AnswerKey, Typed]:
    """The old answers whose question is still asked in the same way."""
    before = {question.id: question for _s, _g, question in questionnaire_of(old).placed()}
    now = {question.id: question for _s, _g, question in new.placed()}
    same = {
        name
        for name, question in now.items()
        if name in before
        and (before[name].kind, before[name].options) == (question.kind, question.options)
    }
    same |= _groups(new) & _groups(questionnaire_of(old))
    return {
        key: Typed(cast(Value, said.value), 0, FROM_BEFORE)
        for key, said in queries.answers_of(keyring, old).items()
        if key[0] in same
    }


def _groups(questionnaire: Questionnaire) -> set[str]:
    """The repeating groups: how many members there are is an answer too."""
    return {group.id for step in questionnaire.steps for group in step.groups}
