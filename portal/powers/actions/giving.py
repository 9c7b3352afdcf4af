"""Changing mandates from person to person: name somebody, answer, take back, give up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.identity.profile import Profile
from portal.identity.queries import find_by_fiscal_code, open_profile
from portal.platform import audit, clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import policy, queries
from portal.powers.actions.sureness import must_be_sure
from portal.powers.models import Kind, Power, PowerState, Reach
from portal.powers.told import tell_other, tell_person

CODE_LENGTH = 12


class Oneself(Situation):
    """Nobody gives a mandate to themselves."""

    status = 422
    title = _l("This is your own fiscal code")
    words = _l("Write the fiscal code of the person who shall act for you.")


class TooMany(Situation):
    """More open mandates than a person can look after."""

    title = _l("You already named many people")
    words = _l("Take back a mandate that you no longer need, then name somebody else.")


class NothingChosen(Situation):
    """A mandate for nothing, or for longer than a year, is none."""

    status = 422
    title = _l("The mandate is not complete")
    words = _l("Choose at least one service, and a time of one year at most.")


@dataclass(frozen=True)
class Named:
    """Whom the person names, for what and for how long; ``words`` are the sentences they agreed to."""

    fiscal_code: str
    given_name: str
    family_name: str
    services: tuple[str, ...]
    every_service: bool
    reach: Reach
    days: int
    words: Mapping[str, Any]


def give_mandate(keyring: Keyring, actor: Actor, named: Named) -> Power:
    """Name somebody who may act for the person at the keyboard, once they say yes.

    Raises:
        StepUpNeeded, NotOfAge, NameUnknown, Oneself, TooMany, NothingChosen, NotThere.
    """
    must_be_sure(keyring, actor)
    giver, person_id = queries.own_profile(keyring, actor), queries.myself(actor)
    if named.fiscal_code == giver.fiscal_code:
        raise Oneself
    if named.days not in policy.DURATIONS or not (named.every_service or named.services):
        raise NothingChosen
    if queries.count_open(person_id) >= policy.MOST_OPEN:
        raise TooMany
    power = _offer(keyring, giver, person_id, named)
    db.session.add(power)
    db.session.flush()
    audit.record(actor, "power.given", "power", power.id, subject_id=person_id)
    tell_person(keyring, "power_given", power, person_id)
    tell_other(keyring, actor, "power_offered", power, _known_holder(keyring, power, named))
    return power


def _offer(keyring: Keyring, giver: Profile, person_id: int, named: Named) -> Power:
    """The row of a mandate that waits for its answer."""
    code, data_key = codes.new_code(CODE_LENGTH), keyring.new_data_key()
    facts = {
        "subject": {
            "name": giver.name, "fiscal_code": giver.fiscal_code, "birth_date": giver.birth_date,
        },
        "holder": {
            "given_name": named.given_name, "family_name": named.family_name,
            "fiscal_code": named.fiscal_code,
        },
        "words": dict(named.words),
    }  # fmt: skip
    return Power(
        code=code,
        kind=Kind.MANDATE,
        state=PowerState.OFFERED,
        subject_id=person_id,
        holder_hash=queries.holder_hash(keyring, named.fiscal_code),
        services=[] if named.every_service else sorted(named.services),
        every_service=named.every_service,
        reach=named.reach,
        represents=True,
        until=clock.today() + timedelta(days=named.days),
        data_key=data_key,
        sealed=keyring.seal_json(data_key, facts, queries.context(code)),
        asked_at=clock.now(),
    )


def _known_holder(keyring: Keyring, power: Power, named: Named) -> int | None:
    """The named person, where they have been here and the name fits the code."""
    person = find_by_fiscal_code(keyring, named.fiscal_code)
    if person is None:
        return None
    fits = queries.is_named(keyring, power, open_profile(keyring, person))
    return person.id if fits else None


def answer_offer(keyring: Keyring, actor: Actor, power_id: int, *, accepts: bool) -> Power:
    """The named person says yes, and may act from now on; or no.

    Raises:
        NotThere: no such offer for this person, or it was answered or taken back meanwhile.
        StepUpNeeded, NotOfAge, NameUnknown: only for a yes.
    """
    if accepts:
        must_be_sure(keyring, actor)
    power = _locked(queries.get_held(keyring, actor, power_id))
    if not policy.can_answer(power, clock.today()):
        raise NotThere
    power.state = PowerState.IN_FORCE if accepts else PowerState.REFUSED
    power.holder_id = queries.myself(actor)
    power.answered_at, power.answered_by = clock.now(), actor.person_id
    event = "accepted" if accepts else "declined"
    audit.record(actor, f"power.{event}", "power", power.id, subject_id=power.subject_id)
    tell_other(keyring, actor, f"power_{event}", power, power.subject_id)
    return power


def take_back(keyring: Keyring, actor: Actor, power_id: int) -> Power:
    """Who gave a mandate takes it back: the next request of who held it does not have it any more.

    Raises:
        NotThere: not theirs to take back, or over already.
    """
    power = _locked(queries.get_given(actor, power_id))
    if not policy.can_take_back(power, actor.person_id, clock.today()):
        raise NotThere
    _end(actor, power, "power.taken_back")
    tell_person(keyring, "power_taken_back", power, power.subject_id)
    tell_other(keyring, actor, "power_gone", power, power.holder_id)
    return power


def give_up(keyring: Keyring, actor: Actor, power_id: int) -> Power:
    """Who acts for somebody stops doing it here.

    Raises:
        NotThere: not theirs, or over already.
    """
    power = _locked(queries.get_held(keyring, actor, power_id))
    if not policy.can_give_up(power, actor.person_id, clock.today()):
        raise NotThere
    _end(actor, power, "power.given_up")
    tell_other(keyring, actor, "power_given_up", power, power.subject_id)
    return power


def _locked(power: Power) -> Power:
    """Held until the transaction ends, and read again once held: two answers at once are one."""
    db.session.refresh(power, with_for_update=True)
    return power


def _end(actor: Actor, power: Power, event: str) -> None:
    power.state = PowerState.ENDED
    power.ended_at, power.ended_by = clock.now(), actor.person_id
    audit.record(actor, event, "power", power.id, subject_id=power.subject_id)
