"""The letters an office posts to people who have no other way: which wait, and what each one says.

Inside a sealed envelope a letter says the whole: what the office wrote, the reasons of a decision and what
can be done against it (L. 241/1990, art. 3). An e-mail only says that there is something to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.cases import inbox
from portal.cases import queries as cases
from portal.cases.models import Author, Case
from portal.cases.papers import facts, frame
from portal.cases.pinned import remedies_of, who_of
from portal.cases.receipts.receipt_code import code_of
from portal.cases.timeline import CaseStatus
from portal.identity.profile import Profile
from portal.identity.queries import profile_of
from portal.notifications import composing
from portal.notifications.models import Notification, NotificationStatus
from portal.notifications.queries import opened
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.codes import printed
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.i18n import DEFAULT, LANGUAGES, force_locale, format_day
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document

MOST_LISTED = 100
#: What the office wrote to the person stands in a message, or in the reasons of a step.
_OF_MESSAGES = frozenset({"case_message", "case_asks"})
_OF_STEPS = {
    "case_refusal_notice": CaseStatus.REFUSAL_NOTICE,
    "case_accepted": CaseStatus.ACCEPTED,
    "case_refused": CaseStatus.REFUSED,
    "case_waiting": CaseStatus.WAITING_OTHER_BODY,
    "case_assessment": CaseStatus.ASSESSMENT,
    "case_ranking": CaseStatus.RANKING,
    "case_active": CaseStatus.ACTIVE,
    "case_closed": CaseStatus.CLOSED,
    "case_review": CaseStatus.IN_CHARGE,
}
_WITH_REMEDIES = frozenset({"case_accepted", "case_refused", "case_closed"})
#: A telling and what it tells of are written in one transaction, some moments apart.
_APART = timedelta(seconds=5)


@dataclass(frozen=True)
class Waiting:
    """One letter that waits to be posted; no name, nothing is opened for a list."""

    id: int
    event: str
    at: datetime
    reference: str


def list_waiting(actor: Actor, limit: int = MOST_LISTED) -> list[Waiting]:
    """The letters of the officer's offices, those that wait longest first."""
    query = _waiting(actor).order_by(Notification.id).limit(limit)
    found = db.session.execute(query)
    return [Waiting(number, event, at, reference) for number, event, at, reference in found]


def count_waiting(actor: Actor) -> int:
    """How many letters wait; counting stops at ``MOST_LISTED``."""
    some = _waiting(actor).limit(MOST_LISTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _waiting(actor: Actor) -> Select[int, str, datetime, str]:
    return (
        select(Notification.id, Notification.event, Notification.created_at, Case.reference)
        .join(Case, Case.id == Notification.case_id)
        .where(Notification.status == NotificationStatus.ON_PAPER, *inbox.reached(actor))
    )


def get_letter(actor: Actor, number: int) -> tuple[Notification, Case]:
    """A letter on paper of one of the officer's cases, posted or not.

    Raises:
        NotThere: no such letter, or its case is not this officer's to work.
    """
    row = db.session.get(Notification, number)
    case = db.session.get(Case, row.case_id) if row is not None and row.case_id else None
    if row is None or case is None or row.person_id is None or not cases.can_work(actor, case):
        raise NotThere
    if row.channel != "letter":
        raise NotThere
    return row, case


def letter_pdf(keyring: Keyring, row: Notification, case: Case) -> bytes:
    """The letter as a PDF for the printer, in the language of who reads it."""
    assert row.person_id is not None  # noqa: S101 - a letter is to somebody we know
    profile = profile_of(keyring, row.person_id)
    language = row.language if row.language in LANGUAGES else DEFAULT
    with force_locale(language):
        written = composing.written(row, opened(keyring, row))
        return render_document(
            "letter",
            {
                **frame(case, written.subject),
                "office": who_of(case).office.name,
                "address": _address(profile),
                "dated": format_day(clock.today()),
                "intro": list(written.sentences),
                "passages": list(_passages(keyring, row, case)),
                "sections": list(_sections(row, case, language)),
                "facts": _facts(keyring, row, case, language),
            },
            language,
        )


def _address(profile: Profile) -> list[str]:
    place = f"{profile.postal_code} {profile.locality} {profile.province}".split()
    return [profile.name, profile.street, " ".join(place)]


def _passages(keyring: Keyring, row: Notification, case: Case) -> Iterator[dict[str, Any]]:
    """What the office wrote, as it wrote it: in Italian."""
    words = _office_words(keyring, row, case)
    if words:
        paragraphs = [one for one in words.split("\n") if one.strip()]
        yield {"title": _("What the office wrote"), "paragraphs": paragraphs, "language": DEFAULT}


def _office_words(keyring: Keyring, row: Notification, case: Case) -> str:
    until = row.created_at + _APART
    if row.event in _OF_MESSAGES:
        written = cases.messages_of(keyring, case)
        office = [one for one in written if one.author is Author.OFFICE and one.at <= until]
        return office[-1].text if office else ""
    status = _OF_STEPS.get(row.event)
    happened = [
        one for one in cases.happenings_of(case) if one.status is status and one.at <= until
    ]
    return cases.words_of_happening(keyring, case, happened[-1]) if happened else ""


def _sections(row: Notification, case: Case, language: str) -> Iterator[dict[str, Any]]:
    remedies = remedies_of(case, language).refusal
    if row.event in _WITH_REMEDIES and remedies:
        yield {"title": _("If you do not agree"), "items": list(remedies)}
    yield {
        "title": _("How to answer"),
        "paragraphs": [
            _("Call us, or come to a desk with this letter: they answer with you, it is free."),
        ],
    }


def _facts(keyring: Keyring, row: Notification, case: Case, language: str) -> list[dict[str, str]]:
    """Whom to call, and how to follow the case; the service is left out where it may endanger."""
    who = who_of(case)
    service = "" if row.is_discreet else who.service_name(language)
    return facts(
        [
            (_("Service"), service),
            (_("Who answers"), f"{who.body.name}, {who.office.name}"),
            (_("Phone"), who.office.phone),
            (_("E-mail"), who.office.email),
            (_("Code of the receipt"), printed(code_of(keyring, case))),
        ]
    )
