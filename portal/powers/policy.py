"""Who may do what for whom: one table of powers, and when each of them holds. No database.

Sources: a mandate to write and hand in requests and declarations, DPR 445/2000 art. 38 c. 3-bis; parent,
guardian and curator, art. 5: a curator stands beside the person, who signs; *amministratore di sostegno*,
Italian civil code art. 405: the decree says whether they represent or assist.
"""

from __future__ import annotations

from datetime import date, timedelta

from portal.platform import clock
from portal.platform.acting import Act, ByPower
from portal.powers.models import Kind, Power, PowerState, Reach

#: The times a person may choose for a mandate, in days; the longest is one year.
DURATIONS = (30, 90, 180, 365)
#: Least level of the login (SPID, CIE) of whoever gives or takes a power.
LEAST_LEVEL = 2
OF_AGE = 18
#: So many mandates of one person may be open at once: more is no family any more.
MOST_OPEN = 20
#: Told so many days before the last one.
WARNED_DAYS = 30

_ACTS = {
    Reach.READ: frozenset({Act.READ}),
    Reach.PREPARE: frozenset({Act.READ, Act.PREPARE}),
    Reach.SEND: frozenset({Act.READ, Act.PREPARE, Act.SEND, Act.DECLARE}),
}
#: Who is only assisted signs by themselves: nobody sends or declares in their place.
_ONLY_ASSIST = frozenset({Kind.CURATOR})
MANDATES = frozenset({Kind.MANDATE, Kind.NATIONAL})
#: What law or a court gives; an officer looks at its act.
REPRESENTATION = (Kind.PARENT, Kind.GUARDIAN, Kind.CURATOR, Kind.SUPPORT)
#: What waits for somebody, or holds.
OPEN = frozenset(
    {PowerState.OFFERED, PowerState.ASKED, PowerState.COPY_WANTED, PowerState.IN_FORCE}
)


def acts_of(kind: Kind, reach: Reach, *, represents: bool = True) -> frozenset[Act]:
    """What a power in force lets its holder do."""
    if kind in _ONLY_ASSIST or not represents:
        return _ACTS[reach] - {Act.SEND, Act.DECLARE}
    return _ACTS[reach]


def is_over(power: Power, today: date) -> bool:
    """Whether its time has passed; the last day still counts."""
    return power.until is not None and power.until < today


def is_in_force(power: Power, today: date) -> bool:
    """Whether its holder may use it today: agreed or checked, not ended, not past its last day."""
    return power.state is PowerState.IN_FORCE and not is_over(power, today)


def is_open(power: Power, today: date) -> bool:
    """Whether it waits for somebody, or holds."""
    return power.state in OPEN and not is_over(power, today)


def acting_by(power: Power, holder_id: int | None, name: str, today: date) -> ByPower | None:
    """What whoever signed in as the holder may do under a power today; nothing where it does not hold.

    The one place where a power becomes something a rule can read.
    """
    if power.subject_id is None or holder_id is None or power.holder_id != holder_id:
        return None
    if power.subject_id == holder_id or not is_in_force(power, today):
        return None
    return ByPower(
        subject_id=power.subject_id,
        subject_name=name,
        mandate_id=power.id,
        services=frozenset(power.services),
        every_service=power.every_service,
        acts=acts_of(power.kind, power.reach, represents=power.represents),
        kind=power.kind.value,
        until=power.until,
        holder_id=holder_id,
    )


def can_answer(power: Power, today: date) -> bool:
    """Whether the named person may still say yes or no."""
    return power.state is PowerState.OFFERED and not is_over(power, today)


def can_take_back(power: Power, person_id: int | None, today: date) -> bool:
    """Who gave a mandate ends it when they want; what law or court gave is not theirs to end."""
    return (
        person_id is not None
        and power.kind is Kind.MANDATE
        and power.subject_id == person_id
        and power.state in {PowerState.OFFERED, PowerState.IN_FORCE}
        and not is_over(power, today)
    )


def can_give_up(power: Power, person_id: int | None, today: date) -> bool:
    """Whoever acts for somebody may stop, also who does it by law: the portal stops, the duty does not."""
    return (
        person_id is not None
        and power.holder_id == person_id
        and power.kind is not Kind.NATIONAL
        and power.state in OPEN - {PowerState.OFFERED}
        and not is_over(power, today)
    )


def can_end_by_office(power: Power, today: date) -> bool:
    """Whether an office may end it: what an office recognised, while it holds. A mandate is the person's
    own word, and theirs alone to take back."""
    return power.kind in REPRESENTATION and is_in_force(power, today)


def is_worth_a_warning(power: Power) -> bool:
    """Whether its end comes as news: not of a mandate that was given for so few days."""
    given = clock.rome_day(power.asked_at)
    return power.until is not None and power.until - given > timedelta(days=WARNED_DAYS)


def is_of_age(birth_date: date, today: date) -> bool:
    """Whether somebody born on this day is eighteen."""
    return eighteenth_birthday(birth_date) <= today


def eighteenth_birthday(birth_date: date) -> date:
    """The day somebody comes of age; who was born on 29 February, on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + OF_AGE)
    except ValueError:
        return date(birth_date.year + OF_AGE, 3, 1)
