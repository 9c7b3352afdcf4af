"""Telling both sides of a power what became of it: never who, never for which service."""

from __future__ import annotations

from portal.identity.models import Person
from portal.identity.queries import hold_person
from portal.notifications.actions import tell
from portal.notifications.queries import was_told
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.codes import printed
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.powers.models import Power

#: So many letters a day somebody gets about what one and the same person does.
MOST_A_DAY = 3


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


def tell_other(
    keyring: Keyring, actor: Actor, event: str, power: Power, person_id: int | None
) -> None:
    """Tell the other side what the person at the keyboard did. Whoever gives and takes back all day long
    fills nobody's mailbox: after some letters of a day one says that there is more, and it is the last."""
    if person_id is None:
        return
    hold_person(person_id)  # counted one after the other, also where two things happen at once
    pair = f"power:{actor.person_id}:{person_id}:{clock.today().isoformat()}"
    for number in range(MOST_A_DAY):
        if not was_told(f"{pair}:{number}"):
            tell_person(keyring, event, power, person_id, once=f"{pair}:{number}")
            return
    tell_person(keyring, "power_more", power, person_id, once=f"{pair}:more")
