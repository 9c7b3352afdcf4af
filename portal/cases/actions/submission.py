"""Sending: one transaction for case, clock, receipt, audit and outbox, of what was read and declared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.cases import policy, queries, sureness
from portal.cases.actions.accounts import hold_typed_account
from portal.cases.actions.declarations import (
    DeclarationsMissing,
    SummaryChanged,
    declare,
    digest_of,
    fits,
    known_answers,
)
from portal.cases.actions.drafting import pin, questionnaire_of
from portal.cases.actions.indexing import give_to_team, index_case
from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.drafts import earlier
from portal.cases.drafts.questions_changed import is_newer, new_questions
from portal.cases.events import author_of, move
from portal.cases.legal_clock import term
from portal.cases.models import Case, Means
from portal.cases.paper.brought import check_called_back, received_day
from portal.cases.pinned import pin_remedies, pin_who
from portal.cases.plan import Plan
from portal.cases.receipts import stated
from portal.cases.receipts.request_document import SealedDocument
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import missing
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class Incomplete(Situation):
    """Answers the service cannot do without are missing."""

    status = 422
    title = _l("Some answers are still missing")
    words = _l("Go back to the summary: it lists what is missing, with a link to each.")


class QuestionsChanged(Situation):
    """The service asks something today that it did not ask when the draft was begun."""

    title = _l("There are new questions")
    words = _l(
        "Since you began, the service asks something new. Nothing was sent: answer it first."
    )


def send_case(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    *,
    plan: Plan,
    sheet: Mapping[str, Any],
    seen_digest: str,
    wording: list[str] | None,
    document: SealedDocument | None = None,
) -> Case:
    """Send a draft. ``wording`` are the declarations the person ticked, or None where they were
    made on paper or on the person's phone; ``document`` is the request, sealed already (without one
    it is made when the case is registered). Sending again gives the case back as it is.

    Raises:
        NotThere, Incomplete, SummaryChanged, QuestionsChanged, DeclarationsMissing, SignInToSend,
        NotCalledBack.
    """
    case = queries.get_case(actor, case_reference)
    db.session.refresh(case, with_for_update=True)
    if case.status is not CaseStatus.DRAFT:
        return case
    if not policy.can_act_on(actor, case):
        raise NotThere
    sureness.check_sender(actor, case)
    required, _soft = missing(questionnaire_of(case), known_answers(keyring, case))
    if required:
        raise Incomplete
    if is_newer(plan.questionnaire, case.questionnaire) and _asks_more(keyring, case, plan):
        raise QuestionsChanged
    if not fits(keyring, case, seen_digest):
        raise SummaryChanged
    if wording is not None:
        if not policy.can_declare(actor, case):
            raise DeclarationsMissing
        means = Means.HOLDER if actor.power else Means.ONLINE
        declare(case, means, wording, digest_of(keyring, case), made_by=actor.person_id)
    declaration = queries.declaration_of(case)
    if declaration is None or not fits(keyring, case, declaration.digest):
        raise DeclarationsMissing
    if document is not None:
        db.session.add(document.row(case))
    check_called_back(case)
    _receive(keyring, actor, case, plan, sheet, received_day(case))
    return case


def _asks_more(keyring: Keyring, case: Case, plan: Plan) -> bool:
    newer = Questionnaire.model_validate(plan.questionnaire)
    answers = known_answers(keyring, case)
    files = {card.question: card for card in queries.attachments_of(keyring, case) if card.question}
    return bool(new_questions(questionnaire_of(case), newer, answers, files))


def _receive(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    plan: Plan,
    sheet: Mapping[str, Any],
    day: date,
) -> None:
    """The case is the office's from this day: everything is pinned as it stands."""
    pin(case, plan)
    pin_who(case)
    pin_remedies(case)
    case.sheet = dict(sheet)
    case.draft_key = None
    case.sent_at = clock.now()
    case.received_on = day
    term.start(case, day)
    case.stated = stated.statement(case)
    earlier.note_unsaid(actor, case)
    give_to_team(case)
    index_case(keyring, case)
    move(keyring, actor, case, CaseStatus.SENT, author_of(actor, case))
    jobs.enqueue("cases.register", f"register:{case.id}", case_id=case.id)
    tell_subject(keyring, case, "case_sent")
    hold_typed_account(keyring, actor, case)
    tell_office(keyring, case, "office_new_case")
