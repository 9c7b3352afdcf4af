"""What officers decide about representation: accept the act, want a better copy, refuse, end it later."""

from __future__ import annotations

from portal.identity.actions import know_person
from portal.identity.profile import Source
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.powers import queries
from portal.powers.checking import Checking, lock_accepted, lock_to_check
from portal.powers.models import Power, PowerState
from portal.powers.told import tell_person


def accept_act(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """The act shows it: the representative may act from now on, for the person it names.

    Raises:
        NotThere: not this officer's to look at, or answered meanwhile.
    """
    power = lock_to_check(keyring, actor, power_id, by)
    said = queries.opened(keyring, power)["subject"]
    names = ("given_name", "family_name", "fiscal_code", "birth_date")
    person = know_person(keyring, {name: said[name] for name in names}, Source.DOCUMENT)
    power.subject_id = person.id
    # What was written about an earlier copy is settled; the person it names reads this power now.
    _say(keyring, power, "")
    _answer(actor, power, PowerState.IN_FORCE, "power.recognised")
    tell_person(keyring, "representation_accepted", power, power.holder_id)
    tell_person(keyring, "represented", power, power.subject_id)
    return power


def want_copy(keyring: Keyring, actor: Actor, power_id: int, by: Checking, words: str) -> Power:
    """The copy cannot be read, or a page is missing; may raise as ``accept_act``."""
    power = lock_to_check(keyring, actor, power_id, by)
    _say(keyring, power, words)
    power.state = PowerState.COPY_WANTED
    audit.record(actor, "power.copy_wanted", "power", power.id, subject_id=power.holder_id)
    tell_person(keyring, "representation_copy_wanted", power, power.holder_id)
    return power


def refuse_act(keyring: Keyring, actor: Actor, power_id: int, by: Checking, words: str) -> Power:
    """The act does not give this power, with the reason; may raise as ``accept_act``."""
    power = lock_to_check(keyring, actor, power_id, by)
    _say(keyring, power, words)
    _answer(actor, power, PowerState.REFUSED, "power.refused")
    tell_person(keyring, "representation_refused", power, power.holder_id)
    return power


def end_representation(
    keyring: Keyring, actor: Actor, power_id: int, by: Checking, words: str
) -> Power:
    """A judge revoked it, or it was accepted by mistake: it ends with the next request of who held it, and
    both sides are told and read why.

    Raises:
        NotThere: not this officer's to end, or over meanwhile.
    """
    power = lock_accepted(keyring, actor, power_id, by)
    _say(keyring, power, words)
    power.state = PowerState.ENDED
    power.ended_at, power.ended_by = clock.now(), actor.person_id
    audit.record(actor, "power.revoked", "power", power.id, subject_id=power.subject_id)
    tell_person(keyring, "representation_ended", power, power.holder_id)
    tell_person(keyring, "represented_no_more", power, power.subject_id)
    return power


def _answer(actor: Actor, power: Power, state: PowerState, event: str) -> None:
    power.state = state
    power.answered_at, power.answered_by = clock.now(), actor.person_id
    audit.record(actor, event, "power", power.id, subject_id=power.subject_id or power.holder_id)


def _say(keyring: Keyring, row: Power, words: str) -> None:
    """Add an officer's words to what is sealed; who may read the power reads them."""
    facts = {**queries.opened(keyring, row), "said": words}
    row.sealed = keyring.seal_json(row.data_key, facts, queries.context(row.code))
