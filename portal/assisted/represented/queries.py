"""Reading whom somebody at a desk represents, and by which power a visit acts."""

from __future__ import annotations

from portal.assisted import queries
from portal.assisted.models import Visit
from portal.assisted.represented.models import VisitByPower
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.acting import ByPower
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere
from portal.powers import policy
from portal.powers.models import Power
from portal.powers.queries import represented_by


def power_of(visit: Visit) -> Power | None:
    """The power of who came in the place of the person; nothing where the person is there."""
    return read_once(("power of visit", visit.id), lambda: _power_of(visit))


def _power_of(visit: Visit) -> Power | None:
    row = db.session.get(VisitByPower, visit.id)
    return db.session.get_one(Power, row.power_id) if row is not None else None


def in_force(power: Power) -> ByPower | None:
    """What the power allows today; nothing once it is over."""
    return policy.acting_by(power, power.holder_id, "", clock.today())


def reach_of(visit: Visit, power: Power) -> tuple[frozenset[str], bool]:
    """The services a power covers at a desk: what the body does not let its operators do is out of reach."""
    allowed = frozenset(queries.services_of_body(visit.body))
    return (allowed if power.every_service else frozenset(power.services) & allowed), False


def whom(keyring: Keyring, visit: Visit) -> list[tuple[Power, str]]:
    """The people whom the person of a visit represents today by law or by a judge, with their names."""
    if power_of(visit) is not None:
        return []
    found = [(one, one.subject_id) for one in represented_by(visit.subject_id)]
    return [(one, profile_of(keyring, number).name) for one, number in found if number is not None]


def get_power_here(visit: Visit, power_id: int) -> Power:
    """A power by which the person of this visit represents somebody today.

    Raises:
        NotThere: no such power, somebody else's, a mandate, or over.
    """
    if power_of(visit) is None:
        for one in represented_by(visit.subject_id):
            if one.id == power_id:
                return one
    raise NotThere
