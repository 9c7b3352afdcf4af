"""Who hears of an appointment: the person, and the desk that expects them."""

from __future__ import annotations

from portal.appointments.facts import Facts
from portal.appointments.models import Appointment
from portal.catalogue import serving
from portal.notifications.actions import tell
from portal.notifications.proxies import Matter
from portal.platform import clock
from portal.platform.codes import printed
from portal.platform.crypto import Keyring


def tell_person(keyring: Keyring, row: Appointment, facts: Facts, event: str) -> None:
    """Write to who booked. Who gave only a phone, without a login, has the page and its link.

    Where a message may endanger whoever is written to, it says nothing, as they chose: the hour stands in
    their area. A guest has no area, and gave the address for the link.
    """
    if not facts.email and row.person_id is None:
        return
    tell(
        keyring,
        event,
        person_id=row.person_id,
        address=facts.email or None,
        language=row.language,
        case_id=None,
        values={**_values(row), "token": facts.token},
        is_unproved=row.person_id is None,
        is_discreet=row.person_id is not None and _is_discreet(row),
        matter=Matter(row.service),
    )


def _is_discreet(row: Appointment) -> bool:
    service = serving.snapshot().service(row.service) if row.service else None
    return service is not None and service.discreet


def tell_desk(keyring: Keyring, row: Appointment, event: str) -> None:
    """Write to the desk: day and hour, nothing of the person; the rest it reads in its list."""
    found = serving.snapshot().desk(row.desk)
    if found is None:
        return
    tell(
        keyring,
        event,
        person_id=None,
        address=found.email,
        language="it",
        case_id=None,
        values=_values(row),
    )


def _values(row: Appointment) -> dict[str, str]:
    snapshot = serving.snapshot()
    found = snapshot.desk(row.desk)
    town = snapshot.municipality(found.municipality) if found else None
    where = (found.name, found.address, town.name if town else "") if found else (row.desk,)
    there = clock.rome_time(row.starts_at) if row.starts_at else None
    return {
        "spoken_reference": printed(row.code),
        "day_on": there.date().isoformat() if there else "",
        "day": there.date().isoformat() if there else "",
        "hour": f"{there:%H:%M}" if there else "",
        "where": ", ".join(part for part in where if part),
        "phone": found.phone if found else "",
    }
