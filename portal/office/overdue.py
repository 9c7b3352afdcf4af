"""The warnings about last days that concern the officer's own cases, for the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.cases import inbox, timeline
from portal.cases.legal_clock.ladder import Rung
from portal.cases.models import Case, Escalation
from portal.cases.timeline import CaseStatus
from portal.cases.unanswered import Unanswered, list_long
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.i18n import lazy_gettext as _l

RUNG = {
    Rung.OFFICER: _l("Who works the case was warned"),
    Rung.COORDINATOR: _l("Who coordinates the office was warned"),
    Rung.SUBSTITUTE: _l("The last day is over: who may decide instead was told"),
}
_OPEN = [status for status in CaseStatus if timeline.is_open(status)]


def list_unanswered(actor: Actor) -> list[Unanswered]:
    """What people wrote in the officer's offices and waits too long for an answer, the oldest first."""
    return list_long(inbox.reached(actor))


@dataclass(frozen=True)
class Warned:
    """One warning as the board shows it; ``is_unheard`` where nobody with an address stood on the rung."""

    reference: str
    due_on: date
    rung: Rung
    at: datetime
    is_unheard: bool

    @property
    def words(self) -> object:
        """Who was warned."""
        return RUNG[self.rung]


def list_warned(actor: Actor, limit: int = 50) -> list[Warned]:
    """The warnings of open cases of the officer's offices, the most overdue first; never one that is
    an affair of theirs."""
    query = (
        select(
            Case.reference,
            Escalation.due_on,
            Escalation.rung,
            Escalation.at,
            Escalation.people_told == 0,
        )
        .join(Case, Case.id == Escalation.case_id)
        .where(*inbox.reached(actor), Case.status.in_(_OPEN))
        .order_by(Escalation.due_on, Escalation.case_id, Escalation.id.desc())
        .limit(limit)
    )
    return [Warned(*row) for row in db.session.execute(query)]
