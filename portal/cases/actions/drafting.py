"""Drafting: begin a case, save answers one by one, add and take away household members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.cases import models, policy, queries, reference
from portal.cases.bindings import answer_context
from portal.cases.models import NO_ITEM, Answer, Attachment, Author, Case, Happening
from portal.cases.plan import Plan
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire import Questionnaire, Value
from portal.catalogue.questionnaire.parts import Group
from portal.catalogue.questionnaire.walk import AnswerKey, clear_hidden, members_of, visible
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class MandateNeeded(Situation):
    """In a visit only what the citizen's mandate covers can be begun."""

    status = 403
    title = _l("A mandate is needed for this service")
    words = _l("Record the mandate of the person beside you first, then come back to this service.")


class ChangedElsewhere(Situation):
    """An answer was changed in another tab or on another device since this page was opened."""

    title = _l("These answers were changed elsewhere")
    words = _l(
        "Someone changed them in another window after you opened this one. Open the step again."
    )


@dataclass(frozen=True)
class Typed:
    """A value as somebody just gave it, and the version of the answer they were looking at."""

    value: Value | None
    seen_version: int
    source: str


#: The questionnaires read last, by id: nearly all cases began with the same few, and reading one
#: costs as much as drawing the page.
_read: dict[str, tuple[dict[str, Any], Questionnaire]] = {}


def questionnaire_of(case: Case) -> Questionnaire:
    """The questionnaire a case began with."""
    data = case.questionnaire
    known = _read.get(data["id"])
    if known is None or known[0] != data:
        known = _read[data["id"]] = (data, Questionnaire.model_validate(data))
    return known[1]


def begin_case(keyring: Keyring, actor: Actor, plan: Plan, language: str) -> Case:
    """Begin a draft, or take up the one the person already has for this service.

    Raises:
        MandateNeeded: the visit's mandate does not cover the service.
    """
    if not policy.can_begin(actor, plan.service):
        raise MandateNeeded
    existing = queries.find_draft(actor, plan.service)
    if existing is not None:
        return existing
    case = Case(
        reference=_new_reference(),
        status=CaseStatus.DRAFT,
        draft_key=queries.draft_key(actor, plan.service),
        data_key=keyring.new_data_key(),
        subject_id=actor.subject_id,
        guest=None if actor.subject_id else actor.guest,
        opened_by=actor.person_id,
        visit_id=actor.visit.visit_id if actor.visit else None,
        language=language,
        created_at=clock.now(),
        saved_at=clock.now(),
        questionnaire=plan.questionnaire,
    )
    pin(case, plan)
    try:
        with db.session.begin_nested():
            db.session.add(case)
    except IntegrityError:
        # Another tab was quicker: its draft is the draft.
        begun = queries.find_draft(actor, plan.service)
        if begun is None:
            raise
        return begun
    _enter(case, actor)
    audit.record(actor, "case.begun", "case", case.id, subject_id=case.subject_id)
    return case


def pin(case: Case, plan: Plan) -> None:
    """Write into the case who answers it, as the offer names them today."""
    case.service = plan.service
    case.territory = plan.territory
    case.municipality = plan.municipality
    case.body = plan.body
    case.other_bodies = list(plan.other_bodies)
    case.office = plan.office
    case.person_in_charge = plan.person_in_charge
    case.term_days = plan.term_days
    case.holiday_rule = plan.holidays.as_data()


def _new_reference() -> str:
    while True:
        found = reference.new_reference()
        if db.session.scalar(select(Case.id).where(Case.reference == found)) is None:
            return found


def _enter(case: Case, actor: Actor) -> None:
    author = Author.OPERATOR if actor.visit else Author.CITIZEN
    db.session.add(
        Happening(
            case_id=case.id, at=clock.now(), status=case.status, author=author,
            person_id=actor.person_id,
        )
    )  # fmt: skip


def save_answers(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    typed: Mapping[AnswerKey, Typed],
    step: str | None = None,
) -> Case:
    """Save what was just typed, answer by answer, and clear what it hides. However often a step is
    saved, the audit trail says it once for each person and visit.

    Raises:
        NotThere: not a draft of this actor.
        ChangedElsewhere: an answer is newer than the one the person was looking at.
    """
    case = queries.lock_draft(actor, case_reference)
    rows = _rows(case)
    before = _values(keyring, case, rows)
    for key, new in typed.items():
        row = rows.get(key)
        if before.get(key) == new.value:
            continue
        if (row.version if row else 0) != new.seen_version:
            raise ChangedElsewhere
        if new.value is None:
            _remove(rows, key)
        else:
            rows[key] = _write(keyring, actor, case, row, key, new)
    _clear(keyring, case, rows)
    case.saved_at = clock.now()
    if not audit.has_recorded(actor, "case.step_saved", "case", case.id, step):
        audit.record(
            actor, "case.step_saved", "case", case.id, subject_id=case.subject_id, purpose=step
        )
    return case


def _rows(case: Case) -> dict[AnswerKey, Answer]:
    found = db.session.scalars(select(Answer).where(Answer.case_id == case.id))
    return {(row.question, None if row.item == NO_ITEM else row.item): row for row in found}


def _values(
    keyring: Keyring, case: Case, rows: Mapping[AnswerKey, Answer]
) -> dict[AnswerKey, Value]:
    return {
        key: keyring.open_json(
            case.data_key, row.sealed, answer_context(case.id, row.question, row.item)
        )
        for key, row in rows.items()
    }


def _write(
    keyring: Keyring, actor: Actor, case: Case, row: Answer | None, key: AnswerKey, new: Typed
) -> Answer:
    question, item = key
    place = NO_ITEM if item is None else item
    context = answer_context(case.id, question, place)
    sealed = keyring.seal_json(case.data_key, new.value, context)
    if row is None:
        row = Answer(case_id=case.id, question=question, item=place, version=0)
        db.session.add(row)
    row.sealed = sealed
    row.version += 1
    row.source = new.source
    row.typed_by = actor.person_id
    row.saved_at = clock.now()
    return row


def _remove(rows: dict[AnswerKey, Answer], key: AnswerKey) -> None:
    row = rows.pop(key, None)
    if row is not None:
        db.session.delete(row)


def _clear(keyring: Keyring, case: Case, rows: dict[AnswerKey, Answer]) -> None:
    """Hidden answers and files do not survive: the office never sees what was not asked."""
    db.session.flush()
    questionnaire = questionnaire_of(case)
    values = _values(keyring, case, rows)
    kept = clear_hidden(questionnaire, values)
    for key in set(values) - set(kept):
        _remove(rows, key)
    asked = {one.question.id for step in visible(questionnaire, kept) for one in step.asked}
    every = {question.id for _step, _group, question in questionnaire.placed()}
    db.session.execute(
        delete(Attachment).where(
            Attachment.case_id == case.id, Attachment.question.in_(every - asked)
        )
    )


def remove_item(
    keyring: Keyring, actor: Actor, case_reference: str, group_id: str, item: int
) -> Case:
    """Take one member out of a repeating group; those after it move up.

    Raises:
        NotThere: not a draft of this actor, or no such group.
    """
    case = queries.lock_draft(actor, case_reference)
    group = _group(case, group_id)
    questions = {question.id for question in group.questions}
    rows = _rows(case)
    values = _values(keyring, case, rows)
    if item >= members_of(group, values):
        return case  # pressed twice: they are out already
    members = max(group.min, members_of(group, values) - 1)
    count = Typed(members, 0, "citizen")
    _write(keyring, actor, case, rows.get((group_id, None)), (group_id, None), count)
    mine = {key: row for key, row in rows.items() if key[0] in questions and key[1] is not None}
    ids = [row.id for row in mine.values()]
    db.session.execute(delete(Answer).where(Answer.id.in_(ids)))
    for (question, position), row in sorted(mine.items()):
        if position is None or position == item:
            continue
        moved = Typed(values[(question, position)], 0, row.source)
        place = position - 1 if position > item else position
        _write(keyring, actor, case, None, (question, place), moved).version = row.version + 1
    case.saved_at = clock.now()
    audit.record(actor, "case.item_removed", "case", case.id, subject_id=case.subject_id)
    return case


def _group(case: Case, group_id: str) -> Group:
    try:
        return questionnaire_of(case).group(group_id)
    except KeyError:
        raise NotThere from None


def discard_draft(actor: Actor, case_reference: str) -> Case:
    """Throw a draft away at the person's word; its data key goes, so nothing can be read again.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    case.status = CaseStatus.WITHDRAWN
    case.draft_key = None
    case.closed_at = clock.now()
    for kind in (Answer, Attachment, models.Declaration, models.DeclarationLink):
        db.session.execute(delete(kind).where(kind.case_id == case.id))
    case.data_key = b""
    _enter(case, actor)
    audit.record(actor, "case.discarded", "case", case.id, subject_id=case.subject_id)
    return case


def remember_step(actor: Actor, case_reference: str, step_id: str) -> None:
    """Where the person is, so that any device goes on from there.

    Raises:
        NotThere: not a draft of this actor.
    """
    queries.lock_draft(actor, case_reference).step = step_id
