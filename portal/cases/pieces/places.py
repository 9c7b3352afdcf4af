"""Where a file in pieces may go: to a question of a draft, or along with words to the office after sending.

A question goes by its id. Words are not there yet when their files come: their place begins with ``@``, and
what arrives for it waits until they are sent.
"""

from __future__ import annotations

import re

from portal.cases import policy, queries, reviewing, timeline
from portal.cases.actions.locking import lock_own
from portal.cases.drafts.steps import open_draft
from portal.cases.models import Case, DocumentRequest
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

#: With a message, and with the reasons for a review.
MESSAGE, REVIEW = "@message", "@review"
#: So many files go with one message, one answer, one review.
MOST_WITH_WORDS = 5
_DOCUMENT = re.compile(r"@document-([0-9]{1,9})")


def document_place(number: int) -> str:
    """The place of the answer about one document the office asked for."""
    return f"@document-{number}"


def waits(place: str) -> bool:
    """Whether what arrives here waits for words; a question has it at once."""
    return place.startswith("@")


def get_case(actor: Actor, reference: str, place: str) -> Case:
    """The case, if this actor may give it a file at this place now.

    Raises:
        NotThere: not their case, or nobody writes there (any more).
        OnThePhone: an operator, and the person took the draft to their phone.
    """
    if not waits(place):
        return queries.get_draft(actor, reference)
    return _open_for(actor, queries.get_case(actor, reference), place)


def lock_case(actor: Actor, reference: str, place: str) -> Case:
    """The same, held until the transaction ends.

    Raises:
        NotThere, OnThePhone: as above; also where it came to that while we waited.
    """
    if not waits(place):
        return queries.lock_draft(actor, reference)
    return _open_for(actor, lock_own(actor, reference), place)


def most_at(keyring: Keyring, actor: Actor, reference: str, place: str) -> int:
    """How many files a place takes.

    Raises:
        NotThere: as above, or the draft does not ask for files there.
    """
    if not waits(place):
        return open_draft(keyring, actor, reference).file_question(place).max_files
    get_case(actor, reference, place)
    return MOST_WITH_WORDS


def _open_for(actor: Actor, case: Case, place: str) -> Case:
    if case.sent_at is None or not policy.can_act_on(actor, case) or not _takes_words(case, place):
        raise NotThere
    return case


def _takes_words(case: Case, place: str) -> bool:
    if place == MESSAGE:
        return timeline.is_open(case.status)
    if place == REVIEW:
        until = reviewing.review_until(case)
        return until is not None and clock.today() <= until
    document = _DOCUMENT.fullmatch(place)
    return document is not None and _is_asked(case, int(document[1]))


def _is_asked(case: Case, number: int) -> bool:
    row, question = db.session.get(DocumentRequest, number), queries.open_question(case)
    is_of_case = row is not None and question is not None and row.message_id == question.id
    return is_of_case and case.status is CaseStatus.NEEDS_SOMETHING
