"""Choosing for whom one acts: the session keeps it, the audit trail of the other person says it."""

from __future__ import annotations

from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import NotThere
from portal.powers import policy, queries
from portal.powers.actions.sureness import must_be_sure
from portal.powers.models import Power


def begin_acting(keyring: Keyring, actor: Actor, power_id: int) -> Power:
    """Act for the person of a power from now on; the caller keeps its number in the session.

    Raises:
        NotThere: not the actor's, not in force, or somebody acts for another already.
        StepUpNeeded, NotOfAge, NameUnknown: as for taking a power.
    """
    must_be_sure(keyring, actor)
    power = queries.get_held(keyring, actor, power_id)
    if policy.acting_by(power, actor.person_id, "", clock.today()) is None:
        raise NotThere
    audit.record(actor, "power.used", "power", power.id, subject_id=power.subject_id)
    return power
