"""The phone as the camera of the desk: a link for one question, good for exactly one document."""

from __future__ import annotations

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, add_rows, digests_of
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.handover import opening
from portal.cases.handover.queries import by_token, file_question, get_of_case, hold
from portal.cases.handover.standing import check_open
from portal.cases.handover.to_phone import check_phone
from portal.cases.models import Author, Case, Handover, Passing, Side
from portal.cases.pieces.actions import QuestionFull
from portal.cases.pieces.queries import count_given
from portal.catalogue.questionnaire.parts import Group, Question, Step
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import NotThere


def ask_photo(keyring: Keyring, actor: Actor, reference: str, question: str) -> Handover:
    """A link for one question of a draft, for the phone of the person beside the operator.

    Raises:
        NotThere: not a draft of this visit, or the question takes no file.
        QuestionFull: it holds as many as it takes.
    """
    case = queries.lock_draft(actor, reference)
    if actor.visit is None:
        raise NotThere
    _check_room(case, asked(case, question))
    row = opening.begin(keyring, actor, case, Passing.PHOTO, question)
    audit.record(actor, "case.photo_asked", "case", case.id, subject_id=case.subject_id)
    return row


def asked(case: Case, name: str | None) -> Question:
    """The question a document is for.

    Raises:
        NotThere: the draft asks for no such file.
    """
    return file_question([question for _step, _group, question in placed(case)], name or "")


def placed(case: Case) -> list[tuple[Step, Group | None, Question]]:
    """Every question of a draft with its step."""
    return list(questionnaire_of(case).placed())


def _check_room(case: Case, question: Question) -> None:
    if count_given(case, question.id) >= question.max_files:
        raise QuestionFull


def open_photo(actor: Actor, token: str) -> tuple[Case, Handover]:
    """What a link asks for; opening it uses nothing up.

    Raises:
        NotThere: no such link, or the draft was sent or erased.
        UsedAlready, TooLate, TakenBack, SomebodyElses: see there.
    """
    case, row = by_token(token, {Passing.PHOTO})
    check_phone(actor, case)
    check_open(row)
    return case, row


def give_photo(keyring: Keyring, actor: Actor, token: str, stored: StoredFile) -> None:
    """Give the document, checked and stored already, to its question; the link is used up.

    Raises:
        NotThere, UsedAlready, TooLate, TakenBack, SomebodyElses: see ``open_photo``.
        QuestionFull, TooManyFiles: there is no more room.
    """
    case, row = hold(by_token(token, {Passing.PHOTO})[1].id)
    check_phone(actor, case)
    check_open(row)
    question = asked(case, row.question)
    _check_room(case, question)
    row.taken_at = clock.now()
    row.guest, row.person_id = actor.guest, actor.person_id
    if stored.digest not in digests_of(case, question.id):
        add_rows(keyring, actor, case, [stored], question=question.id, author=Author.CITIZEN)
    case.saved_at = clock.now()


def end_photo(actor: Actor, reference: str, number: int) -> None:
    """The operator takes the link back; used or not, it opens nothing any more.

    Raises:
        NotThere: not a draft of this visit, or no such link.
    """
    case = queries.lock_draft(actor, reference)
    row = get_photo(actor, case, number)
    if row.taken_at is None and row.ended_at is None:
        opening.end(row, Side.DESK)


def get_photo(actor: Actor, case: Case, number: int) -> Handover:
    """A link shown in this visit.

    Raises:
        NotThere: there is none, or it was shown in another visit.
    """
    row = get_of_case(case, number, Passing.PHOTO)
    if actor.visit is None or row.visit_id != actor.visit.visit_id:
        raise NotThere
    return row
