"""Warning before a term ends: officer, then coordinator, and the day after whoever may decide instead."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from portal.cases import ties, timeline
from portal.cases.actions.telling import tell_office, tell_staff
from portal.cases.legal_clock.ladder import Rung, rungs_due
from portal.cases.models import Case, Escalation
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.catalogue.definitions import LONGEST_WARNING, Escalating
from portal.identity.queries import coordinators_of
from portal.platform import audit, clock
from portal.platform.actor import NOBODY
from portal.platform.crypto import Keyring
from portal.platform.database import db

_OPEN = [status for status in CaseStatus if timeline.is_open(status)]
_EVENTS = {
    Rung.OFFICER: "office_deadline_near",
    Rung.COORDINATOR: "coordinator_deadline_near",
    Rung.SUBSTITUTE: "substitute_deadline_passed",
}


def list_near() -> list[int]:
    """The cases somebody is to be warned of today and was not yet: their numbers, most urgent first."""
    near = (
        Case.sent_at.is_not(None),
        Case.status.in_(_OPEN),
        Case.due_on <= clock.today() + timedelta(days=LONGEST_WARNING),
    )
    same_day = (Escalation.case_id == Case.id) & (Escalation.due_on == Case.due_on)
    warned: dict[int, set[Rung]] = {}
    for number, rung in db.session.execute(
        select(Escalation.case_id, Escalation.rung).join(Case, same_day).where(*near)
    ):
        warned.setdefault(number, set()).add(rung)
    found = db.session.execute(
        select(Case.id, Case.due_on, Case.body).where(*near).order_by(Case.due_on, Case.id)
    )
    return [
        number
        for number, due_on, body in found
        if due_on is not None and set(_due(due_on, body)) - warned.get(number, set())
    ]


def _due(due_on: date, body_id: str) -> tuple[Rung, ...]:
    """The rungs to warn today, by the rule of the body."""
    body = serving.snapshot().find_body(body_id)
    rule = body.escalation if body else Escalating()
    days_left = (due_on - clock.today()).days
    return rungs_due(days_left, rule.officer_days, rule.coordinator_days)


def _unwarned(case: Case, due_on: date) -> list[Rung]:
    """The rungs to warn today that were not warned of this last day."""
    warned = set(
        db.session.scalars(
            select(Escalation.rung).where(
                Escalation.case_id == case.id, Escalation.due_on == due_on
            )
        )
    )
    return [rung for rung in _due(due_on, case.body) if rung not in warned]


def warn(keyring: Keyring, case_id: int) -> list[Rung]:
    """Warn everybody who is due for a case, once, and record it; the rungs that were warned now."""
    case = db.session.get(Case, case_id, with_for_update=True)
    if case is None or case.status not in _OPEN or case.due_on is None:
        return []
    rungs = _unwarned(case, case.due_on)
    for rung in rungs:
        db.session.add(
            Escalation(
                case_id=case.id,
                rung=rung,
                due_on=case.due_on,
                people_told=_tell(keyring, case, rung),
                at=clock.now(),
            )
        )
        event = "deadline_passed" if rung is Rung.SUBSTITUTE else "deadline_near"
        audit.record(
            NOBODY,
            f"case.{event}",
            "case",
            case.id,
            subject_id=case.subject_id,
            purpose=rung.value,
        )
    return rungs


def _tell(keyring: Keyring, case: Case, rung: Rung) -> int:
    """Tell who stands on a rung; to how many addresses a letter goes."""
    event = _EVENTS[rung]
    if rung is Rung.SUBSTITUTE:
        body = serving.snapshot().find_body(case.body)
        address = body.substitute_email if body else None
        tell_staff(keyring, case, event, address=address)
        return 1 if address else 0
    people = [case.officer_id] if case.officer_id is not None else []
    if rung is Rung.COORDINATOR:
        people = list(coordinators_of(case.office))
    # Nobody is warned about an affair of theirs (L. 241/1990 art. 6-bis).
    people = [person for person in people if not ties.is_barred(person, case)]
    for person_id in people:
        tell_staff(keyring, case, event, person_id=person_id)
    if not people:
        # Nobody took it, or nobody coordinates: the office as a whole is warned.
        return int(tell_office(keyring, case, event, is_urgent=True))
    return len(people)
