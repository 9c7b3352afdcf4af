"""Telling both sides of a power what became of it: never who, never for which service."""

from __future__ import annotations

from portal.identity.models import Person
from portal.notifications.actions import tell
from portal.platform.codes import printed
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.powers.models import Power


def tell_person(
    keyring: Keyring, event: str, power: Power, person_id: int | None, *, once: str | None = None
) -> None:
    """Tell one side, and only them: whoever acts for somebody does not read of their mandates.

    Nothing happens where we do not know the person yet.
    """
    if person_id is None:
        return
    tell(
        keyring,
        event,
        person_id=person_id,
        address=None,
        language=db.session.get_one(Person, person_id).language,
        case_id=None,
        values={
            "spoken_reference": printed(power.code),
            "power_id": str(power.id),
            "last_on": power.until.isoformat() if power.until else "",
        },
        is_for_them_alone=True,
        once=once,
    )
