"""Drafting: begin a case, save answers one by one, add and take away household members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.cases import policy, queries, reference
from portal.cases.actions.answer_rows import clear, keep_replaced, remove, rows_of, values_of, write
from portal.cases.drafts.questions_changed import fitting
from portal.cases.models import Answer, Attachment, Author, Case, Happening
from portal.cases.plan import Plan
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire import Questionnaire, Value
from portal.catalogue.questionnaire.parts import Group
from portal.catalogue.questionnaire.walk import AnswerKey, members_of
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class MandateNeeded(Situation):
    """For another only what they allowed can be begun: in a visit by their mandate, online by a power."""

    status = 403
    title = _l("A mandate is needed for this service")
    words = _l(
        "The person did not allow this. At a desk, record a mandate first. Online, ask them for one."
    )


class ChangedElsewhere(Situation):
    """An answer of a sent case was changed in another tab or on another device meanwhile."""

    title = _l("These answers were changed elsewhere")
    words = _l(
        "Someone changed them in another window after you opened this one. Open the step again."
    )


@dataclass(frozen=True)
class Typed:
    """A value as somebody just gave it, and the version of the answer they were looking at.
    ``replaces``: what an operator wrote over, and where it had come from. ``is_over_unread``: they could not
    read what stands there.
    """

    value: Value | None
    seen_version: int
    source: str
    replaces: tuple[Value, str] | None = None
    is_over_unread: bool = False


@dataclass(frozen=True)
class Saved:
    """A saved step. ``elsewhere`` are the answers that were not written: in another window or on
    another device each got a newer value than the one the person was looking at.
    """

    case: Case
    elsewhere: frozenset[AnswerKey]


#: The questionnaires read last, by id and version: nearly all cases began with the same few, and reading
#: one costs as much as drawing the page.
_read: dict[tuple[str, int], tuple[dict[str, Any], Questionnaire]] = {}
_MOST_READ = 500


def questionnaire_of(case: Case) -> Questionnaire:
    """The questionnaire a case began with."""
    data = case.questionnaire
    which = data["id"], data["version"]
    known = _read.get(which)
    if known is not None and known[0] is data:
        return known[1]
    is_same = known is not None and known[0] == data
    found = known[1] if known is not None and is_same else Questionnaire.model_validate(data)
    if len(_read) >= _MOST_READ:
        _read.clear()
    # Asked again for this very row, it is not compared a second time.
    _read[which] = data, found
    return found


def begin_case(
    keyring: Keyring, actor: Actor, plan: Plan, language: str, proposed: str = ""
) -> Case:
    """Begin a draft, or take up the one the person already has for this service. ``proposed`` is a
    reference that was told to a register before; it counts while no other case has it.

    Raises:
        MandateNeeded: the visit's mandate does not cover the service.
    """
    if not policy.can_begin(actor, plan.service):
        raise MandateNeeded
    existing = queries.find_draft(actor, plan.service)
    if existing is not None:
        return existing
    case = Case(
        reference=_new_reference(proposed),
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


def _new_reference(proposed: str) -> str:
    while True:
        found = proposed or reference.new_reference()
        proposed = ""
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
) -> Saved:
    """Save what was just typed, answer by answer, and clear what it hides. An answer that is newer
    than the one the person was looking at is left as it is. However often a step is saved, the
    audit trail says it once for each person and visit.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    rows = rows_of(case)
    before = values_of(keyring, case, rows)
    elsewhere: set[AnswerKey] = set()
    for key, new in typed.items():
        row = rows.get(key)
        if before.get(key) == new.value:
            continue
        if (row.version if row else 0) != new.seen_version:
            elsewhere.add(key)
            continue
        if new.replaces is not None:
            keep_replaced(keyring, actor, case, row, key, *new.replaces)
        elif new.is_over_unread and row is not None:
            keep_replaced(keyring, actor, case, row, key, before[key], row.source)
        if new.value is None:
            remove(rows, key)
        else:
            rows[key] = write(keyring, actor, case, row, key, new.value, new.source)
    clear(keyring, case, questionnaire_of(case), rows)
    case.saved_at = clock.now()
    if not audit.has_recorded(actor, "case.step_saved", "case", case.id, step):
        audit.record(
            actor, "case.step_saved", "case", case.id, subject_id=case.subject_id, purpose=step
        )
    return Saved(case, frozenset(elsewhere))


def adopt_questions(
    keyring: Keyring, actor: Actor, case_reference: str, newer: Questionnaire
) -> Case:
    """Go on with the questionnaire of today; the answers that fit it are kept.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    rows = rows_of(case)
    values = values_of(keyring, case, rows)
    kept = fitting(newer, values)
    gone = {question.id for _step, _group, question in questionnaire_of(case).placed()}
    gone -= {question.id for _step, _group, question in newer.placed()}
    case.questionnaire = newer.as_data()
    for key, value in values.items():
        if key not in kept:
            remove(rows, key)
        elif kept[key] != value:
            write(keyring, actor, case, rows[key], key, kept[key], rows[key].source)
    db.session.execute(
        delete(Attachment).where(Attachment.case_id == case.id, Attachment.question.in_(gone))
    )
    clear(keyring, case, newer, rows)
    audit.record(actor, "case.questions_adopted", "case", case.id, subject_id=case.subject_id)
    return case


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
    rows = rows_of(case)
    values = values_of(keyring, case, rows)
    if item >= members_of(group, values):
        return case  # pressed twice: they are out already
    members = max(group.min, members_of(group, values) - 1)
    count = (group_id, None)
    write(keyring, actor, case, rows.get(count), count, members, "citizen")
    mine = {key: row for key, row in rows.items() if key[0] in questions and key[1] is not None}
    ids = [row.id for row in mine.values()]
    db.session.execute(delete(Answer).where(Answer.id.in_(ids)))
    for (question, position), row in sorted(mine.items()):
        if position is None or position == item:
            continue
        value, place = values[(question, position)], position - (position > item)
        moved = write(keyring, actor, case, None, (question, place), value, row.source)
        moved.version = row.version + 1
    case.saved_at = clock.now()
    audit.record(actor, "case.item_removed", "case", case.id, subject_id=case.subject_id)
    return case


def _group(case: Case, group_id: str) -> Group:
    try:
        return questionnaire_of(case).group(group_id)
    except KeyError:
        raise NotThere from None


def remember_step(actor: Actor, case_reference: str, step_id: str) -> None:
    """Where the person is, so that any device goes on from there.

    Raises:
        NotThere: not a draft of this actor.
    """
    queries.lock_draft(actor, case_reference).step = step_id
