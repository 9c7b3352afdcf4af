"""The step of the actor that says by which power somebody acts for another: read anew at every request."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, g, request

from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.csrf import is_way_out
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.sessions import current_session
from portal.powers import policy
from portal.powers.models import Power

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class PowerOver(Situation):
    """Something was posted under a power that does not hold any more."""

    title = _l("You no longer act for this person")
    words = _l("The permission was taken back or has ended. Nothing was done for the person.")


def by_power(actor: Actor) -> Actor:
    """Let the actor act for the person they chose, while the power holds.

    Whoever acts for another has no role at work meanwhile: an officer is nobody's officer in the
    affairs of their mother. Where the power is over, they act for themselves and the page says so.

    Raises:
        PowerOver: something was posted from a page opened under a power that is over.
    """
    row = current_session()
    power_id = row.facts.get("acting") if row is not None else None
    if actor.person_id is None or not isinstance(power_id, int):
        return actor
    power = db.session.get(Power, power_id)
    name = _name_of(power) if power is not None else ""
    found = policy.acting_by(power, actor.person_id, name, clock.today()) if power else None
    if found is not None:
        return replace(actor, acting_for=found, grants=(), desk=None)
    g.power_is_over = True
    if request.endpoint and request.method not in _READING and not is_way_out():
        # Done now it would be done for who is at the keyboard. At an address that is none, nothing is.
        raise PowerOver
    return actor


def _name_of(power: Power) -> str:
    if power.subject_id is None:
        return ""
    return profile_of(current_app.config["KEYRING"], power.subject_id).name
