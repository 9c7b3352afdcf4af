"""A mandate its giver did not ask for: it stops at once, and who did not record it looks into it."""

from __future__ import annotations

from portal.assisted import standing
from portal.assisted.actions.revoking import end_whole
from portal.assisted.models import Contest, EndedBy, Mandate, Outcome
from portal.assisted.told import tell_coordination, tell_giver
from portal.cases.handover.opening import keep_from_desks
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def contest_mandate(keyring: Keyring, actor: Actor, mandate_id: int, words: str) -> Contest:
    """The person says that a mandate is none of theirs: nobody acts under it from this moment, and the
    drafts that desks began for them are theirs alone.

    Raises:
        NotThere: not theirs, taken back, or said already.
    """
    mandate = standing.get_own_mandate(actor, mandate_id)
    db.session.refresh(mandate, with_for_update=True)
    if mandate.revoked_at is not None or mandate.suspended_at is not None:
        raise NotThere
    mandate.suspended_at = clock.now()
    keep_from_desks(mandate.subject_id)
    data_key = keyring.new_data_key()
    row = Contest(
        mandate_id=mandate.id,
        subject_id=mandate.subject_id,
        body=mandate.body,
        data_key=data_key,
        sealed=keyring.seal_json(
            data_key, {"words": words, "answer": ""}, standing.contest_context(mandate.code)
        ),
        opened_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "mandate.contested", "mandate", mandate.id)
    tell_giver(keyring, "mandate_contested", mandate)
    tell_coordination(keyring, "mandate_to_look_into", mandate)
    return row


def recognise_mandate(actor: Actor, mandate_id: int) -> Mandate:
    """The person remembers after all: the mandate holds again.

    Raises:
        NotThere: not theirs, or nothing is open about it.
    """
    mandate = standing.get_own_mandate(actor, mandate_id)
    row = standing.open_contest_of(mandate)
    if row is None:
        raise NotThere
    mandate.suspended_at = None
    _close(actor, row, Outcome.RECOGNISED)
    audit.record(actor, "mandate.recognised", "mandate", mandate.id)
    return mandate


def end_contested(keyring: Keyring, actor: Actor, contest_id: int, answer: str) -> Contest:
    """Whoever coordinates the body ends the mandate, and says to the person what was found.

    Raises:
        NotThere: not of their body, their own act, or answered already.
    """
    row = standing.get_contest(actor, contest_id)
    mandate = db.session.get_one(Mandate, row.mandate_id)
    _close(actor, row, Outcome.ENDED)
    known = standing.contest_words(keyring, row, mandate)
    row.sealed = keyring.seal_json(
        row.data_key, {**known, "answer": answer}, standing.contest_context(mandate.code)
    )
    end_whole(actor, mandate, EndedBy.OFFICE)
    tell_giver(keyring, "mandate_answered", mandate)
    return row


def _close(actor: Actor, row: Contest, outcome: Outcome) -> None:
    db.session.refresh(row, with_for_update=True)
    if row.outcome is not None:
        raise NotThere
    row.outcome, row.answered_at, row.answered_by = outcome, clock.now(), actor.person_id
