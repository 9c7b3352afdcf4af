"""Telling every administrator what of our membership in the federations is about to end."""

from __future__ import annotations

from flask import current_app

from portal.identity.membership.alarms import Alarm
from portal.identity.roster import all_administrators
from portal.notifications.actions import tell


def tell_of_federation(alarm: Alarm) -> None:
    """Write to each, once for each thing that ends."""
    for person_id in all_administrators():
        tell(
            current_app.config["KEYRING"],
            f"federation_{alarm.ending}",
            person_id=person_id,
            address=None,
            language="it",
            case_id=None,
            values={"ends_on": alarm.until.isoformat()},
            once=f"{alarm.key}:{person_id}",
        )
