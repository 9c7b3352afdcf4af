"""Correcting a request after it was sent: what was written stays readable, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.cases import policy
from portal.cases.actions.answer_rows import rows_of, values_of
from portal.cases.actions.drafting import ChangedElsewhere, Typed, questionnaire_of
from portal.cases.actions.indexing import index_case
from portal.cases.actions.locking import lock_own
from portal.cases.actions.telling import tell_office
from portal.cases.bindings import answer_context, former_context
from portal.cases.drafts.prefill import CONTESTED, REGISTERS
from portal.cases.drafts.steps import TYPED_HERE
from portal.cases.events import NotNow
from portal.cases.models import NO_ITEM, Answer, Case, FormerAnswer
from portal.cases.timeline import is_correctable
from portal.catalogue.questionnaire import Value
from portal.catalogue.questionnaire.walk import AnswerKey, clear_hidden
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class OwnWordOnly(Situation):
    """A correction is declared true by the person alone (DPR 445/2000), never by an operator."""

    status = 403
    title = _l("Only the person can correct the answers")
    words = _l(
        "A correction is declared true, and that is the person's own act. Write a message to the "
        "office instead: it reads it with the request."
    )


def amend_case(
    keyring: Keyring, actor: Actor, case_reference: str, typed: Mapping[AnswerKey, Typed]
) -> Case:
    """Correct answers of a sent case. Each former answer is kept; what a correction hides goes into
    the history too. Nothing changed is no correction.

    Raises:
        NotThere: not the actor's case, or still a draft.
        NotNow: answers can no longer be corrected.
        OwnWordOnly: an operator is at the keyboard.
        ChangedElsewhere: an answer is newer than the one the person was looking at.
    """
    case = lock_own(actor, case_reference)
    if not is_correctable(case.status):
        raise NotNow
    if not policy.can_amend(actor, case):
        raise OwnWordOnly
    rows = rows_of(case)
    values = values_of(keyring, case, rows)
    changed = {key: new for key, new in typed.items() if values.get(key) != new.value}
    for key, new in changed.items():
        row = rows.get(key)
        if (row.version if row else 0) != new.seen_version:
            raise ChangedElsewhere
        _replace(keyring, actor, case, row, key, values.get(key), new.value)
    if changed:
        _clear(keyring, actor, case)
        db.session.flush()
        index_case(keyring, case)
        audit.record(actor, "case.amended", "case", case.id, subject_id=case.subject_id)
        tell_office(keyring, case, "office_amended")
    return case


def _replace(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    row: Answer | None,
    key: AnswerKey,
    old: Value | None,
    new: Value | None,
) -> None:
    """Keep the former answer, then write the new one in its place, or take it away."""
    question, item = key[0], NO_ITEM if key[1] is None else key[1]
    _remember(keyring, actor, case, row, (question, item), old)
    if new is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        version = _last_version(case, question, item)
        row = Answer(case_id=case.id, question=question, item=item, version=version)
        db.session.add(row)
    row.sealed = keyring.seal_json(case.data_key, new, answer_context(case.id, question, item))
    row.version += 1
    # Against a register it stays a contradiction: the office sees both.
    row.source = CONTESTED if row.source in {*REGISTERS, CONTESTED} else TYPED_HERE
    row.typed_by = actor.person_id
    row.saved_at = clock.now()


def _remember(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    row: Answer | None,
    place: tuple[str, int],
    old: Value | None,
) -> None:
    former = FormerAnswer(
        case_id=case.id,
        question=place[0],
        item=place[1],
        version=row.version if row else 0,
        typed_by=row.typed_by if row else None,
        saved_at=row.saved_at if row else None,
        replaced_at=clock.now(),
        replaced_by=actor.person_id,
    )
    if row is not None:
        former.sealed = keyring.seal_json(case.data_key, old, former_context(former))
    db.session.add(former)


def _last_version(case: Case, question: str, item: int) -> int:
    """The highest version this answer ever had, so that an old page never passes for a new one."""
    query = select(FormerAnswer.version).where(
        FormerAnswer.case_id == case.id,
        FormerAnswer.question == question,
        FormerAnswer.item == item,
    )
    return max(db.session.scalars(query), default=0)


def _clear(keyring: Keyring, actor: Actor, case: Case) -> None:
    """What a correction hides is no answer any more; it stays readable as a former one."""
    db.session.flush()
    rows = rows_of(case)
    values = values_of(keyring, case, rows)
    kept = clear_hidden(questionnaire_of(case), values)
    for key in set(values) - set(kept):
        _replace(keyring, actor, case, rows[key], key, values[key], None)
