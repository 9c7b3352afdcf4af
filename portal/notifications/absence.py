"""Telling who has not been here for long that they are about to be forgotten."""

from __future__ import annotations

from datetime import date

from flask import current_app

from portal.identity.models import Person
from portal.notifications.actions import tell


def tell_who_is_away(person: Person, until: date) -> None:
    """By the person's own ways, and nobody who acts for them."""
    tell(
        current_app.config["KEYRING"],
        "away_for_long",
        person_id=person.id,
        address=None,
        language=person.language,
        case_id=None,
        values={"stays_until": until.isoformat()},
        is_for_them_alone=True,
        once=f"away:{person.id}:{until.isoformat()}",
    )
