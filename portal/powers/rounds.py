"""The round that warns before a power ends by itself: once for each, thirty days before."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY
from portal.powers import policy
from portal.powers.models import Power, PowerState
from portal.powers.told import tell_person

_AT_ONCE = 200


@jobs.regularly(timedelta(hours=6))
def warn_before_the_end(session: Session) -> None:
    """Tell both sides of each power that ends within thirty days; one given for less is not warned of."""
    today, keyring = clock.today(), current_app.config["KEYRING"]
    ending = select(Power).where(
        Power.state == PowerState.IN_FORCE,
        Power.warned_on.is_(None),
        Power.until >= today,
        Power.until <= today + timedelta(days=policy.WARNED_DAYS),
    )
    for power in session.scalars(ending.order_by(Power.id).limit(_AT_ONCE)).all():
        power.warned_on = today
        if not policy.is_worth_a_warning(power):
            continue
        tell_person(keyring, "power_ends_soon", power, power.holder_id)
        tell_person(keyring, "represented_ends_soon", power, power.subject_id)
        audit.record(NOBODY, "power.warned", "power", power.id, subject_id=power.subject_id)
