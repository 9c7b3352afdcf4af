"""Asking to represent somebody: with the act, and with a better copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.identity.profile import Profile
from portal.platform import audit, clock, codes, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.identifiers import read_fiscal_code
from portal.platform.stored.files import names_files
from portal.powers import policy, queries
from portal.powers.actions.giving import CODE_LENGTH, Oneself
from portal.powers.actions.sureness import must_be_sure
from portal.powers.models import Kind, Power, PowerAct, PowerState, Reach


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
    """Every copy of the acts of every power."""
    return session.scalars(select(PowerAct.store_key)).all()


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
    born = _born_at_the_latest(claimed)
    if claimed.kind is Kind.PARENT and policy.is_of_age(born, today):
        raise NotAMinor
    until = last_day(claimed.kind, born, claimed.until)
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
        asked_at=clock.now(),
    )
    db.session.add(power)
    db.session.flush()
    _add_act(power, scanned)
    audit.record(actor, "power.asked", "power", power.id, subject_id=power.holder_id)
    return power


def _born_at_the_latest(claimed: Claimed) -> date:
    """The day that counts for a parent: as it was typed, or as the fiscal code says where that is earlier.
    Nobody becomes a child again by another day of birth."""
    said = read_fiscal_code(claimed.fiscal_code, clock.today()).birth_date
    return min(claimed.birth_date, said) if said else claimed.birth_date


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


def _add_act(power: Power, scanned: Scanned) -> None:
    """One more copy of the act; the worker has it scanned, and until then it is not opened unasked."""
    latest = select(func.max(PowerAct.number)).where(PowerAct.power_id == power.id)
    act = PowerAct(
        power_id=power.id,
        number=(db.session.scalar(latest) or 0) + 1,
        store_key=scanned.store_key,
        media_type=scanned.media_type,
        sent_at=clock.now(),
    )
    db.session.add(act)
    db.session.flush()
    jobs.enqueue("powers.scan", f"scan:{scanned.store_key}", act_id=act.id)


def give_copy(keyring: Keyring, actor: Actor, power_id: int, scanned: Scanned) -> Power:
    """The better copy an officer asked for; the earlier one stays, the power waits for an officer again.

    Raises:
        NotThere: not the actor's, or no copy is wanted.
    """
    power = queries.get_held(keyring, actor, power_id)
    db.session.refresh(power, with_for_update=True)
    if power.state is not PowerState.COPY_WANTED:
        raise NotThere
    _add_act(power, scanned)
    power.state = PowerState.ASKED
    audit.record(actor, "power.copied", "power", power.id, subject_id=power.holder_id)
    return power
