"""Mandates of the national system: what it vouches for holds here, what it no longer names ends here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.identity.actions import know_person
from portal.identity.profile import Profile, Source
from portal.integrations.sgd import NationalMandate
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.powers import queries
from portal.powers.actions.sureness import must_be_sure
from portal.powers.models import Kind, Power, PowerState, Reach

_CODE_LENGTH = 16


def take_over(keyring: Keyring, actor: Actor, told: Sequence[NationalMandate]) -> list[Power]:
    """Keep what the national system says the person at the keyboard holds today.

    A mandate that names the holder themselves is passed over. One that was ended here by its holder
    stays ended.

    Raises:
        StepUpNeeded, NotOfAge, NameUnknown, NotThere.
    """
    must_be_sure(keyring, actor)
    holder, holder_id = queries.own_profile(keyring, actor), queries.myself(actor)
    known = {row.code: row for row in _rows(holder_id)}
    named = {_code(keyring, holder_id, one): one for one in told}
    for code, row in known.items():
        if code not in named and row.state is PowerState.IN_FORCE:
            row.state, row.ended_at = PowerState.ENDED, clock.now()
            audit.record(actor, "power.national_ended", "power", row.id, subject_id=row.subject_id)
    for code, one in named.items():
        if code in known:
            known[code].until = one.until
        elif one.fiscal_code != holder.fiscal_code:
            known[code] = _add(keyring, actor, holder, code, one)
    return [row for row in known.values() if row.state is PowerState.IN_FORCE]


def _rows(holder_id: int) -> Sequence[Power]:
    query = select(Power).where(Power.holder_id == holder_id, Power.kind == Kind.NATIONAL)
    return db.session.scalars(query.order_by(Power.id)).all()


def _code(keyring: Keyring, holder_id: int, one: NationalMandate) -> str:
    """Our name for it: the same at every question, and nothing of what it is called there."""
    return keyring.lookup("national_mandate", f"{holder_id}|{one.reference}")[:_CODE_LENGTH].upper()


def _add(keyring: Keyring, actor: Actor, holder: Profile, code: str, one: NationalMandate) -> Power:
    facts = {
        "given_name": one.given_name,
        "family_name": one.family_name,
        "birth_date": one.birth_date.isoformat(),
        "fiscal_code": one.fiscal_code,
    }
    giver = know_person(keyring, facts, Source.DOCUMENT)
    data_key = keyring.new_data_key()
    power = Power(
        code=code,
        kind=Kind.NATIONAL,
        state=PowerState.IN_FORCE,
        subject_id=giver.id,
        holder_id=actor.person_id,
        services=[],
        every_service=True,
        reach=Reach.SEND,
        represents=True,
        until=one.until,
        data_key=data_key,
        sealed=keyring.seal_json(data_key, _words(holder, one), queries.context(code)),
        asked_at=clock.now(),
        answered_at=clock.now(),
        answered_by=actor.person_id,
    )
    db.session.add(power)
    db.session.flush()
    audit.record(actor, "power.national_found", "power", power.id, subject_id=giver.id)
    return power


def _words(holder: Profile, one: NationalMandate) -> dict[str, object]:
    """Who both are; the words agreed to stand in the national system."""
    return {
        "subject": {
            "name": f"{one.given_name} {one.family_name}",
            "fiscal_code": one.fiscal_code,
            "birth_date": one.birth_date.isoformat(),
        },
        "holder": {
            "given_name": holder.given_name,
            "family_name": holder.family_name,
            "fiscal_code": holder.fiscal_code,
        },
        "words": {"it": {"title": "", "paragraphs": [], "services": []}},
    }
