"""The rows of the inbox: what an officer needs to choose the next case, and nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.cases import inbox
from portal.cases import reference as references
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.cases.timeline import STATES, is_open
from portal.cases.unanswered import Unanswered, unanswered_in
from portal.catalogue import serving
from portal.office import words
from portal.office.unanswered import in_words
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.i18n import current_language, format_day
from portal.platform.i18n import gettext as _


@dataclass(frozen=True)
class Row:
    """One case of the inbox, in words."""

    reference: str
    spoken: str
    service: str
    place: str
    status: str
    drawing: str
    days: str
    day: str
    is_late: bool
    is_standing: bool
    team: str
    worked_by: str
    protocol: str | None
    unanswered: str
    is_unanswered_long: bool


def lay_out_all(actor: Actor, cases: Iterable[Case]) -> list[Row]:
    """Cases in words, in their order; what waits for an answer is asked once for all."""
    listed = list(cases)
    waiting = unanswered_in(listed)
    return [lay_out(actor, case, waiting.get(case.id)) for case in listed]


def lay_out(actor: Actor, case: Case, waiting: Unanswered | None = None) -> Row:
    """One case in words; no name is opened for it."""
    today = clock.today()
    still_owed, standing = is_open(case.status), inbox.stands(case, today)
    who = who_of(case)
    return Row(
        reference=case.reference,
        spoken=references.spoken(case.reference),
        service=who.service_name(current_language().code),
        place=who.municipality,
        status=str(words.STATUS[case.status]),
        drawing=STATES[case.status].pictogram,
        days=words.days_left(case.due_on, today) if still_owed else "",
        day=format_day(case.due_on) if still_owed else "",
        is_late=still_owed and not standing and case.due_on is not None and case.due_on < today,
        is_standing=standing,
        team=team_name(case),
        worked_by=_worked_by(actor, case),
        protocol=case.protocol_number,
        unanswered=in_words(waiting),
        is_unanswered_long=waiting is not None and waiting.is_long,
    )


def service_name(case: Case) -> str:
    """What the service was called when the case was sent."""
    return who_of(case).service_name(current_language().code)


def team_name(case: Case) -> str:
    """The team that works a case; its id where the catalogue has lost it."""
    office = serving.snapshot().find_office(case.office)
    team = office.team(case.team) if office else None
    return team.name if team else case.team or ""


def _worked_by(actor: Actor, case: Case) -> str:
    if case.officer_id is None:
        return _("Nobody yet")
    return _("You") if case.officer_id == actor.person_id else _("A colleague")
