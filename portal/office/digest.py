"""The letter of the day: what is new, due and late at an office, early on its working days; and, to who can
act, what did not go out. Numbers and references only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cases import inbox
from portal.cases import reference as references
from portal.cases.inbox import MOST_COUNTED, Due, Sight, Wanted
from portal.cases.models import Case
from portal.cases.unanswered import list_long
from portal.catalogue import serving
from portal.catalogue.definitions import Office
from portal.identity.queries import coordinators_of
from portal.notifications.actions import tell
from portal.notifications.models import Notification, NotificationStatus
from portal.notifications.queries import UNREACHED, was_told
from portal.platform import clock, jobs, logs
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus

#: When people sit down to work, on an Italian wall.
HOUR = time(7, 30)
#: A letter names so many cases of each kind; the others are in the inbox.
MOST_NAMED = 10
_DIGEST, _PROBLEMS = "office_digest", "office_problems"
_KINDS = {
    "office_new_case": "new",
    "office_answer": "answers",
    "office_help_wanted": "answers",
    "office_amended": "answers",
    "office_review": "answers",
}


@jobs.regularly(timedelta(minutes=10), writes=False)
def send_digests(session: Session) -> None:
    """Each office in a transaction of its own: one that breaks keeps no other from its letter."""
    offices = [
        office
        for territory in serving.snapshot().territories()
        for office in territory.offices
        if is_hour(office) and (_day_of(office) or _problems_of(office))
    ]
    session.rollback()
    for office in offices:
        with writing():
            tell_day(current_app.config["KEYRING"], office)
        logs.event("office.digest", office=office.id)


def is_hour(office: Office) -> bool:
    """Whether it is past the hour on a day on which the office's body works."""
    body = serving.snapshot().find_body(office.body)
    is_holiday = body is not None and body.holidays.rule.is_holiday(clock.today())
    return not is_holiday and clock.rome_time(clock.now()).time() >= HOUR


def tell_day(keyring: Keyring, office: Office) -> None:
    """Tell an office of its day, and who coordinates it of what did not go out; each once a day."""
    day = _day_of(office)
    if day:
        _tell(keyring, _DIGEST, office, day)
        for row, _reference in _gathered(office):
            row.status, row.sent_at = NotificationStatus.SENT, clock.now()
    problems = _problems_of(office)
    for person_id in _who_can_act(office) if problems else ():
        _tell(keyring, _PROBLEMS, office, problems, person_id)


def _day_of(office: Office) -> dict[str, str]:
    """What the letter of the day says; nothing where there is none to write, or it is written."""
    if office.letters != "daily" or was_told(_name(_DIGEST, office, None)):
        return {}
    return _without_silence({**_named(_gathered(office)), **_counts(office)})


def _problems_of(office: Office) -> dict[str, str]:
    """What somebody has to look at; nothing where all went well, or they were told today."""
    if any(was_told(_name(_PROBLEMS, office, one)) for one in _who_can_act(office)):
        return {}
    some = select(Job.id).where(Job.status == JobStatus.GIVEN_UP).limit(MOST_COUNTED)
    given_up = db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    unreached = _count_of(office, UNREACHED)
    values = {"given_up": _said(given_up), "unreached": _said(unreached)}
    return _without_silence({**values, "unanswered": _unanswered(office)})


def _without_silence(values: dict[str, str]) -> dict[str, str]:
    return values if any(values.values()) else {}


def _who_can_act(office: Office) -> list[int | None]:
    """The coordinators; ``None`` for the office's own address where nobody coordinates it."""
    return [*coordinators_of(office.id)] or [None]


def _gathered(office: Office) -> list[tuple[Notification, str]]:
    query = (
        select(Notification, Case.reference)
        .join(Case, Case.id == Notification.case_id)
        .where(Notification.status == NotificationStatus.GATHERED, Case.office == office.id)
        .order_by(Notification.id)
    )
    return [(row, reference) for row, reference in db.session.execute(query)]


def _named(rows: Iterable[tuple[Notification, str]]) -> dict[str, str]:
    """The cases of each kind, each once, by their numbers."""
    found: dict[str, dict[str, None]] = {"new": {}, "answers": {}, "others": {}}
    for row, reference in rows:
        found[_KINDS.get(row.event, "others")][references.spoken(reference)] = None
    return {kind: _list(list(numbers)) for kind, numbers in found.items()}


def _list(numbers: list[str]) -> str:
    rest = len(numbers) - MOST_NAMED
    return ", ".join(numbers[:MOST_NAMED]) + (f" (+{rest})" if rest > 0 else "")


def _counts(office: Office) -> dict[str, str]:
    sight = Sight(None, (office.id,), frozenset())
    today, late = inbox.count_inbox(sight, (Wanted(due=Due.TODAY), Wanted(due=Due.LATE)))
    letters = _count_of(office, (NotificationStatus.ON_PAPER,))
    counts = {"due_today": _said(today), "late": _said(late), "to_post": _said(letters)}
    return {**counts, "unanswered": _unanswered(office)}


def _unanswered(office: Office) -> str:
    """The cases in which a person has waited too long for words of the office, by their numbers."""
    found = list_long([Case.office == office.id, Case.sent_at.is_not(None)])
    return _list([references.spoken(one.reference) for one in found])


def _said(count: int) -> str:
    if count >= MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(count) if count else ""


def _count_of(office: Office, statuses: tuple[NotificationStatus, ...]) -> int:
    some = (
        select(Notification.id)
        .join(Case, Case.id == Notification.case_id)
        .where(
            Notification.status.in_(statuses),
            Notification.event.startswith("case_"),
            Notification.created_at > clock.after(days=-30),
            Case.office == office.id,
        )
        .limit(MOST_COUNTED)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _tell(
    keyring: Keyring,
    event: str,
    office: Office,
    values: dict[str, str],
    person_id: int | None = None,
) -> None:
    tell(
        keyring,
        event,
        person_id=person_id,
        address=None if person_id else office.email,
        language="it",
        case_id=None,
        values={**values, "day_on": clock.today().isoformat()},
        once=_name(event, office, person_id),
    )


def _name(event: str, office: Office, person_id: int | None) -> str:
    return f"{event}:{office.id}:{clock.today().isoformat()}:{person_id or 0}"
