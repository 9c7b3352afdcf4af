"""Changing representation: ask with the act, give a better copy, and the answers of an officer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.actions import know_person
from portal.identity.profile import Profile, Source
from portal.platform import audit, clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.files import names_files
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import policy, queries
from portal.powers.actions.giving import CODE_LENGTH, Oneself
from portal.powers.actions.sureness import must_be_sure
from portal.powers.models import Kind, Power, PowerState, Reach
from portal.powers.told import tell_person

REPRESENTATION = (Kind.PARENT, Kind.GUARDIAN, Kind.CURATOR, Kind.SUPPORT)


class NotAMinor(Situation):
    """A parent acts by law for their child until eighteen, and no longer."""

    status = 422
    title = _l("This person is 18 or older")
    words = _l(
        "A parent acts for a child until 18. After that, the person names who acts for them."
    )


class OverAlready(Situation):
    """The act has ended."""

    status = 422
    title = _l("This last day has passed")
    words = _l("An act that has ended gives no power any more.")


@dataclass(frozen=True)
class Claimed:
    """What the representative says and the act shows; ``act`` holds its particulars in plain words."""

    kind: Kind
    body: str
    given_name: str
    family_name: str
    fiscal_code: str
    birth_date: date
    services: tuple[str, ...]
    every_service: bool
    reach: Reach
    represents: bool
    until: date | None
    act: dict[str, str]


@dataclass(frozen=True)
class Scanned:
    """The act, kept already in the file store under the data key of the power to be."""

    data_key: bytes
    store_key: str
    media_type: str


@names_files("POWER_FILES")
def named_acts(session: Session) -> Iterable[str]:
    """The acts of every power."""
    keys = session.scalars(select(Power.act_key).where(Power.act_key.is_not(None)))
    return [key for key in keys if key is not None]


def last_day(kind: Kind, birth_date: date, until: date | None) -> date | None:
    """When a representation stops by itself: of a child on the last day before eighteen at the latest."""
    if kind is not Kind.PARENT:
        return until
    grown = policy.eighteenth_birthday(birth_date) - timedelta(days=1)
    return min(grown, until) if until else grown


def ask_representation(keyring: Keyring, actor: Actor, claimed: Claimed, scanned: Scanned) -> Power:
    """Ask to act for somebody by law; nothing holds before an officer has looked at the act.

    Raises:
        StepUpNeeded, NotOfAge, NameUnknown, Oneself, NotAMinor, OverAlready, NotThere.
    """
    must_be_sure(keyring, actor)
    holder, today = queries.own_profile(keyring, actor), clock.today()
    if claimed.fiscal_code == holder.fiscal_code:
        raise Oneself
    if claimed.kind is Kind.PARENT and policy.is_of_age(claimed.birth_date, today):
        raise NotAMinor
    until = last_day(claimed.kind, claimed.birth_date, claimed.until)
    if until is not None and until < today:
        raise OverAlready
    code, facts = codes.new_code(CODE_LENGTH), _facts(claimed, holder)
    power = Power(
        code=code,
        kind=claimed.kind,
        state=PowerState.ASKED,
        holder_id=queries.myself(actor),
        services=[] if claimed.every_service else sorted(claimed.services),
        every_service=claimed.every_service,
        reach=claimed.reach,
        represents=claimed.represents,
        until=until,
        body=claimed.body,
        data_key=scanned.data_key,
        sealed=keyring.seal_json(scanned.data_key, facts, queries.context(code)),
        act_key=scanned.store_key,
        act_type=scanned.media_type,
        asked_at=clock.now(),
    )
    db.session.add(power)
    db.session.flush()
    audit.record(actor, "power.asked", "power", power.id, subject_id=power.holder_id)
    return power


def _facts(claimed: Claimed, holder: Profile) -> dict[str, Any]:
    """What is sealed: who both are, and the particulars of the act."""
    return {
        "subject": {
            "name": f"{claimed.given_name} {claimed.family_name}",
            "given_name": claimed.given_name,
            "family_name": claimed.family_name,
            "fiscal_code": claimed.fiscal_code,
            "birth_date": claimed.birth_date.isoformat(),
        },
        "holder": {
            "given_name": holder.given_name,
            "family_name": holder.family_name,
            "fiscal_code": holder.fiscal_code,
        },
        "act": claimed.act,
    }


def give_copy(keyring: Keyring, actor: Actor, power_id: int, scanned: Scanned) -> Power:
    """The better copy an officer asked for; the power waits for an officer again.

    Raises:
        NotThere: not the actor's, or no copy is wanted.
    """
    power = queries.get_held(keyring, actor, power_id)
    db.session.refresh(power, with_for_update=True)
    if power.state is not PowerState.COPY_WANTED:
        raise NotThere
    power.act_key, power.act_type = scanned.store_key, scanned.media_type
    power.state = PowerState.ASKED
    audit.record(actor, "power.copied", "power", power.id, subject_id=power.holder_id)
    return power


def accept_act(keyring: Keyring, actor: Actor, power_id: int, by: queries.Checking) -> Power:
    """The act shows it: the representative may act from now on, for the person it names.

    Raises:
        NotThere: not this officer's to look at, or answered meanwhile.
    """
    power = queries.lock_to_check(keyring, actor, power_id, by)
    said = queries.opened(keyring, power)["subject"]
    names = ("given_name", "family_name", "fiscal_code", "birth_date")
    person = know_person(keyring, {name: said[name] for name in names}, Source.DOCUMENT)
    power.subject_id = person.id
    _answer(actor, power, PowerState.IN_FORCE, "power.recognised")
    tell_person(keyring, "representation_accepted", power, power.holder_id)
    tell_person(keyring, "represented", power, power.subject_id)
    return power


def want_copy(
    keyring: Keyring, actor: Actor, power_id: int, by: queries.Checking, words: str
) -> Power:
    """The copy cannot be read, or a page is missing; may raise as ``accept_act``."""
    power = queries.lock_to_check(keyring, actor, power_id, by)
    queries.say(keyring, power, words)
    power.state = PowerState.COPY_WANTED
    audit.record(actor, "power.copy_wanted", "power", power.id, subject_id=power.holder_id)
    tell_person(keyring, "representation_copy_wanted", power, power.holder_id)
    return power


def refuse_act(
    keyring: Keyring, actor: Actor, power_id: int, by: queries.Checking, words: str
) -> Power:
    """The act does not give this power, with the reason; may raise as ``accept_act``."""
    power = queries.lock_to_check(keyring, actor, power_id, by)
    queries.say(keyring, power, words)
    _answer(actor, power, PowerState.REFUSED, "power.refused")
    tell_person(keyring, "representation_refused", power, power.holder_id)
    return power


def _answer(actor: Actor, power: Power, state: PowerState, event: str) -> None:
    power.state = state
    power.answered_at, power.answered_by = clock.now(), actor.person_id
    audit.record(actor, event, "power", power.id, subject_id=power.subject_id or power.holder_id)
