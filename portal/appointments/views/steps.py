"""What the steps of a booking share: where one is, where one may go back to, what comes next."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from portal.appointments import queries, words
from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.catalogue import serving
from portal.platform.actor import current_actor
from portal.platform.crypto import Keyring
from portal.platform.i18n import current_language

_ENDPOINTS = ("place", "hour", "details", "contacts", "summary")


def keyring() -> Keyring:
    """The keys of this installation."""
    found: Keyring = current_app.config["KEYRING"]
    return found


def get_draft(appointment_id: int) -> Appointment:
    """The draft of this address, if it is the actor's.

    Raises:
        NotThere: no such draft, or another's.
    """
    return queries.get_own(current_actor(), appointment_id, State.DRAFT)


def address(row: Appointment, number: int) -> str:
    """The address of a step of a draft; the first is 1."""
    return url_for(f"appointments.{_ENDPOINTS[number - 1]}", appointment_id=row.id)


def next_address(row: Appointment, facts: Facts) -> str:
    """The first step that still misses something; the summary when nothing does. Who moves an
    appointment is asked for the hour alone."""
    if row.starts_at is None:
        return address(row, 2)
    if row.moves_id is not None:
        return address(row, 5)
    if not facts.reason or not (row.service or facts.topic):
        return address(row, 3)
    if not (facts.name and facts.has_contact):
        return address(row, 4)
    return address(row, 5)


def service_named(row: Appointment) -> str | None:
    """The service that the steps of a draft name. Who moves an appointment may hold no more than the link
    of a letter: for which service it is, is not theirs to read."""
    return None if row.moves_id is not None else row.service


def step_values(number: int, row: Appointment | None, service: str | None) -> dict[str, Any]:
    """What the frame of each step shows."""
    snapshot = serving.snapshot()
    known = snapshot.service(service) if service else None
    name, language = "", current_language().code
    if known is not None:
        found, language = snapshot.words(known.slug, language)
        name = found.name
    return {
        "step_names": [str(one) for one in words.STEPS],
        "number": number,
        "step_addresses": [address(row, one) for one in range(1, 6)] if row else [],
        "back": address(row, number - 1) if row and number > 1 else "",
        "service": known.slug if known else None,
        "service_name": name,
        "service_language": language,
    }


def recap(row: Appointment) -> dict[str, Any]:
    """Desk and hour chosen so far."""
    when = words.moment_words(row.starts_at) if row.starts_at else ""
    return {"desk": words.place_of(serving.snapshot(), row), "when": when}
