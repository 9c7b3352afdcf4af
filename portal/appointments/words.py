"""The words of appointments: states, reasons, steps, moments, and what to bring."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.catalogue.labels import in_language, tag
from portal.catalogue.snapshot import Snapshot
from portal.platform import clock
from portal.platform.i18n import current_language, format_day, format_hour
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

#: The steps of the national model, in its words and order.
STEPS = (
    _l("Place"),
    _l("Date and time"),
    _l("Details of the appointment"),
    _l("Applicant"),
    _l("Summary"),
)
REASONS = {
    "ask": _l("Ask for a service"),
    "papers": _l("Hand in documents"),
    "case": _l("Know how my request is going"),
    "talk": _l("Talk and have information"),
    "other": _l("Something else"),
}
OTHER_TOPIC = "other"
STATES = {
    State.BOOKED: ("good", _l("Confirmed")),
    State.CANCELLED: ("stop", _l("Cancelled")),
    State.CALLED_OFF: ("stop", _l("Cancelled by the desk")),
    State.ARRIVED: ("good", _l("The person came")),
    State.MISSED: ("wait", _l("The person did not come")),
}


def moment_words(moment: datetime) -> str:
    """A moment on Italian clocks: "giovedì 3 dicembre 2026, ore 10:00"."""
    day = format_day(clock.rome_day(moment), weekday=True)
    return str(_("%(day)s, at %(hour)s", day=day, hour=format_hour(moment)))


def topic_words(snapshot: Snapshot, row: Appointment, facts: Facts) -> tuple[str, str]:
    """What it is about, and the language of these words: the service, or a need."""
    language = current_language().code
    if row.service and snapshot.service(row.service) is not None:
        words, used = snapshot.words(row.service, language)
        return words.name, used
    for need in snapshot.catalogue.needs:
        if need.id == facts.topic:
            found = tag(need, language)
            return found.name, found.language
    return str(_("Something else, or I do not know")), language


def papers_for(snapshot: Snapshot, row: Appointment) -> list[tuple[str, str]]:
    """What to bring, each with its language: what the service asks for, or a document."""
    service = snapshot.service(row.service) if row.service else None
    language = current_language().code
    found = [
        in_language(snapshot.document(one).words, language)
        for one in (service.documents if service else ())
    ]
    named = [(words.name, used) for words, used in found]
    return named or [(str(_("An identity document, if you have one")), language)]


def place_of(snapshot: Snapshot, row: Appointment) -> dict[str, Any]:
    """The desk of an appointment: name, address with its town, phone, step_free."""
    desk = snapshot.desk(row.desk)
    if desk is None:
        return {"name": row.desk, "address": "", "phone": "", "step_free": False}
    town = snapshot.municipality(desk.municipality)
    return {
        "name": desk.name,
        "address": ", ".join(part for part in (desk.address, town.name if town else "") if part),
        "phone": desk.phone,
        "step_free": desk.step_free,
    }
