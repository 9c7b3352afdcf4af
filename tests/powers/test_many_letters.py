"""Whoever gives and takes back all day long fills nobody's mailbox: some letters, then one that says so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db, writing
from portal.powers.models import Power
from portal.powers.told import MOST_A_DAY, tell_other
from tests.powers.conftest import Giving
from tests.support.racing import press_together


def told(giving: Giving, person_id: int) -> list[str]:
    """What somebody was told, oldest first."""
    query = select(Notification.event).where(Notification.person_id == person_id)
    with giving.app.app_context():
        return list(db.session.scalars(query.order_by(Notification.id)))


def test_giving_and_taking_back_many_times_is_told_a_few_times_and_once_more(
    giving: Giving,
) -> None:
    for _time in range(MOST_A_DAY + 2):
        giving.take_back(giving.give())
    assert told(giving, giving.carla_id) == ["power_offered"] * MOST_A_DAY + ["power_more"]
    # What one did oneself one reads every time.
    assert told(giving, giving.anna_id).count("power_given") == MOST_A_DAY + 2
    # Another person who does something is another pair.
    power_id = giving.give()
    giving.accept(power_id)
    assert told(giving, giving.anna_id)[-1] == "power_accepted"


def test_the_next_day_is_told_anew(giving: Giving) -> None:
    power_id, anna = giving.give(), Actor(person_id=giving.anna_id)
    keyring = giving.app.config["KEYRING"]
    for days, times in ((0, MOST_A_DAY + 3), (1, 1)):
        with clock.freeze(clock.now() + timedelta(days=days)):
            for _time in range(times):
                with giving.app.app_context(), writing() as session:
                    power = session.get_one(Power, power_id)
                    tell_other(keyring, anna, "power_gone", power, giving.carla_id)
    events = told(giving, giving.carla_id)
    assert events.count("power_more") == 1
    assert events[-1] == "power_gone"
    assert len(events) == MOST_A_DAY + 1 + 1


def test_two_things_at_one_moment_are_both_told(giving: Giving) -> None:
    power_id, anna = giving.give(), Actor(person_id=giving.anna_id)
    keyring = giving.app.config["KEYRING"]

    def tell_it() -> None:
        power = db.session.get_one(Power, power_id)
        tell_other(keyring, anna, "power_gone", power, giving.carla_id)

    came = press_together(giving.app, tell_it, tell_it)
    assert came == [None, None]
    assert told(giving, giving.carla_id).count("power_gone") == MOST_A_DAY - 1
