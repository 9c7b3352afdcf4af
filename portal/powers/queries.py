"""Reading powers: each is loaded through the actor, and what is not theirs does not exist."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from portal.identity.profile import Profile, Source
from portal.identity.queries import profile_of
from portal.notifications.proxies import Proxy
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.identifiers import InvalidFiscalCode, read_fiscal_code
from portal.powers import policy
from portal.powers.models import Power, PowerAct, PowerState

_MOST_SHOWN = 200
_FORGOTTEN: dict[str, Any] = {
    "subject": {"name": "", "fiscal_code": "", "birth_date": ""},
    "holder": {"given_name": "", "family_name": "", "fiscal_code": ""},
    "words": {"it": {"title": "", "paragraphs": [], "services": []}},
    "act": {"court": "", "number": "", "dated_on": ""},
}


def myself(actor: Actor) -> int:
    """The person at the keyboard, for themselves: nobody looks after powers in another's place.

    Raises:
        NotThere: nobody is signed in, or somebody is acting for another.
    """
    if actor.person_id is None or actor.subject_id != actor.person_id:
        raise NotThere
    return actor.person_id


def own_profile(keyring: Keyring, actor: Actor) -> Profile:
    """What a provider vouched for of the person at the keyboard; may raise as ``myself``."""
    return profile_of(keyring, myself(actor))


def born_on(profile: Profile) -> date | None:
    """The day of birth: as we know it, otherwise as the fiscal code says."""
    if profile.birth_date:
        return date.fromisoformat(profile.birth_date)
    try:
        return read_fiscal_code(profile.fiscal_code, clock.today()).birth_date
    except InvalidFiscalCode:
        return None


def holder_hash(keyring: Keyring, fiscal_code: str) -> str:
    """The keyed hash by which the named person finds what was given to them."""
    return keyring.lookup("power_holder", fiscal_code)


def list_given(actor: Actor) -> Sequence[Power]:
    """Who may act for the person at the keyboard, or might: newest first. May raise as ``myself``."""
    query = select(Power).where(Power.subject_id == myself(actor))
    return db.session.scalars(query.order_by(Power.id.desc()).limit(_MOST_SHOWN)).all()


def list_held(keyring: Keyring, actor: Actor) -> list[Power]:
    """For whom the person at the keyboard acts or is asked to, newest first. May raise as ``myself``."""
    profile = own_profile(keyring, actor)
    mine = Power.holder_id == actor.person_id
    if _is_certified(profile):
        hashed = holder_hash(keyring, profile.fiscal_code)
        mine = or_(mine, (Power.holder_hash == hashed) & (Power.state == PowerState.OFFERED))
    rows = db.session.scalars(select(Power).where(mine).order_by(Power.id.desc()))
    found = [row for row in rows if _is_for(keyring, actor, profile, row)]
    return found[:_MOST_SHOWN]


def get_given(actor: Actor, power_id: int) -> Power:
    """A power over the person at the keyboard.

    Raises:
        NotThere: no such power, or another person's.
    """
    row = db.session.get(Power, power_id)
    if row is None or row.subject_id != myself(actor):
        raise NotThere
    return row


def get_held(keyring: Keyring, actor: Actor, power_id: int) -> Power:
    """A power that the person at the keyboard holds, or is asked to take.

    Raises:
        NotThere: no such power, or another person's.
    """
    profile, row = own_profile(keyring, actor), db.session.get(Power, power_id)
    if row is None or not _is_for(keyring, actor, profile, row):
        raise NotThere
    return row


def get_power(keyring: Keyring, actor: Actor, power_id: int) -> Power:
    """A power of either side; may raise as ``get_held``."""
    row = db.session.get(Power, power_id)
    if row is not None and row.subject_id == myself(actor):
        return row
    return get_held(keyring, actor, power_id)


def _is_certified(profile: Profile) -> bool:
    return profile.sources.get("fiscal_code") == Source.PROVIDER


def _is_for(keyring: Keyring, actor: Actor, profile: Profile, row: Power) -> bool:
    """Whether a power is this person's. One on offer is only where fiscal code and family name both
    agree: a slip in the code must not tell a stranger who gives a mandate to whom."""
    if row.holder_id is not None:
        return row.holder_id == actor.person_id
    if row.state is not PowerState.OFFERED or not _is_certified(profile):
        return False
    if row.holder_hash != holder_hash(keyring, profile.fiscal_code):
        return False
    named = opened(keyring, row)["holder"]["family_name"]
    return bool(_plain(named)) and _plain(named) == _plain(profile.family_name)


def _plain(name: str) -> str:
    """A name without what people leave out or write differently: accents, apostrophes, spaces."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in parts if sign.isalpha())


def is_named(keyring: Keyring, row: Power, profile: Profile) -> bool:
    """Whether the person of a profile is who a mandate on offer names; to tell them of it."""
    named = opened(keyring, row)["holder"]["family_name"]
    return _is_certified(profile) and _plain(named) == _plain(profile.family_name)


def count_open(person_id: int) -> int:
    """How many mandates of this person wait or hold."""
    query = select(func.count(Power.id)).where(
        Power.subject_id == person_id,
        Power.kind.in_(policy.MANDATES),
        Power.state.in_(policy.OPEN),
        or_(Power.until.is_(None), Power.until >= clock.today()),
    )
    return db.session.scalar(query) or 0


def opened(keyring: Keyring, row: Power) -> dict[str, Any]:
    """Who both sides are and the words agreed to, of a power the caller was given; nothing of either
    once one of them was forgotten."""
    if not row.sealed:
        return _FORGOTTEN
    found: dict[str, Any] = keyring.open_json(row.data_key, row.sealed, context(row.code))
    return found


def context(code: str) -> str:
    """What the sealed words of a power are bound to."""
    return f"power:{code}:words"


def holders_for(person_id: int) -> list[Proxy]:
    """Who may act for a person today, and how far, oldest power first."""
    query = select(Power).where(Power.subject_id == person_id, Power.state == PowerState.IN_FORCE)
    today = clock.today()
    rows = db.session.scalars(query.order_by(Power.id))
    found = (policy.acting_by(row, row.holder_id, "", today) for row in rows)
    return [
        Proxy(one.holder_id, one.services, one.every_service, one.acts)
        for one in found
        if one is not None and one.holder_id is not None
    ]


def represented_by(person_id: int) -> list[Power]:
    """The powers by which somebody represents others today, by law or by a judge's word, oldest first."""
    query = select(Power).where(
        Power.holder_id == person_id,
        Power.kind.in_(policy.REPRESENTATION),
        Power.state == PowerState.IN_FORCE,
    )
    rows, today = db.session.scalars(query.order_by(Power.id)), clock.today()
    return [row for row in rows if policy.is_in_force(row, today) and row.subject_id != person_id]


def acts_of(power_id: int) -> Sequence[PowerAct]:
    """The act of a power the caller was given, newest first: the earlier ones were to be sent again."""
    query = select(PowerAct).where(PowerAct.power_id == power_id)
    return db.session.scalars(query.order_by(PowerAct.number.desc())).all()


def is_represented_by_others(row: Power) -> bool:
    """Whether somebody else represents the same person by law today: that alone is told, never who."""
    query = select(Power).where(
        Power.subject_id == row.subject_id,
        Power.holder_id != row.holder_id,
        Power.kind.in_(policy.REPRESENTATION),
        Power.state == PowerState.IN_FORCE,
    )
    today = clock.today()
    return row.subject_id is not None and any(
        policy.is_in_force(one, today) for one in db.session.scalars(query)
    )
