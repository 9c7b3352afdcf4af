"""Ending the life of a case: hold it, lift the hold, archive it, erase it, and keep only the proof."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.cases import queries as cases
from portal.cases.models import Case, HoldReason, LegalHold
from portal.cases.retention import erasing, proofs, queries
from portal.cases.retention.rules import RetentionRules
from portal.platform import audit, clock
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class HeldAlready(Situation):
    """The case is held for this reason already."""

    title = _l("This case is held already")
    words = _l("Nothing had to be done: its papers stay until somebody lifts the hold.")


class MustStay(Exception):
    """The case may not go: it is open, its day has not come, its class is not approved, or it is held."""


def place_hold(actor: Actor, reference: str, reason: HoldReason) -> LegalHold:
    """Keep the papers of a case, whatever their class says.

    Raises:
        NotThere: not a case of the officer's offices.
        HeldAlready: for this reason it is held already.
    """
    case = cases.get_office_case(actor, reference)
    db.session.refresh(case, with_for_update=True)
    if any(hold.reason is reason for hold in queries.holds_on(case)):
        raise HeldAlready
    hold = LegalHold(
        case_id=case.id, reason=reason, placed_by=actor.person_id, placed_at=clock.now()
    )
    db.session.add(hold)
    audit.record(
        actor, "case.held", "case", case.id, subject_id=case.subject_id, purpose=reason.value
    )
    return hold


def lift_hold(actor: Actor, number: int) -> Case:
    """Let the class of a case count again; who placed the hold and who lifted it stays on record.

    Raises:
        NotThere: no such hold in the officer's offices.
    """
    hold, case = queries.get_hold(actor, number)
    hold.lifted_by = actor.person_id
    hold.lifted_at = clock.now()
    audit.record(
        actor, "case.hold_lifted", "case", case.id, subject_id=case.subject_id,
        purpose=hold.reason.value,
    )  # fmt: skip
    return case


def erase_case(
    session: Session,
    keyring: Keyring,
    rules: RetentionRules,
    case_id: int,
    archive_digest: str | None,
) -> list[str]:
    """Erase a case whose time is over, leaving a figure and a proof; the store keys of its files, for
    the caller to erase once this is committed.

    Raises:
        MustStay: see there; also where the class wants an archive and the papers are not in it.
    """
    case = session.get(Case, case_id, with_for_update=True)
    due = queries.due_of(rules, case) if case is not None else None
    if case is None or due is None or not due.may_go(clock.today()):
        raise MustStay
    if due.kept_as.archive and archive_digest is None:
        raise MustStay
    keys = erasing.store_keys(session, case_id)
    session.add(proofs.figure_of(case))
    reference, subject_id = case.reference, case.subject_id
    rows = erasing.erase_rows(session, case_id)
    proofs.record(
        session, keyring, reference=reference, kept_as=due.kept_as, rules_digest=rules.digest,
        over_on=due.over_on, rows=rows, files=len(keys), archive_digest=archive_digest,
    )  # fmt: skip
    audit.record(
        NOBODY, "case.erased", "case", case_id, subject_id=subject_id, purpose=due.kept_as.id
    )
    return keys
