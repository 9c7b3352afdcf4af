"""Rounds over mandates: those that end soon, those nobody signed, those of people a register lost."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.assisted import policy
from portal.assisted.models import Mandate
from portal.assisted.told import tell_coordination, tell_giver, tell_recorder, tell_typist
from portal.cases.awaited.models import AwaitedSignature
from portal.cases.known.queries import lost_to_register
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY

_AT_ONCE = 200
#: News of a register older than this was looked at before.
_NEWS = timedelta(days=30)
_STANDING = (Mandate.revoked_at.is_(None), Mandate.suspended_at.is_(None))


@jobs.regularly(timedelta(hours=6))
def warn_before_the_end(session: Session) -> None:
    """Tell who gave a mandate that it ends within thirty days; of one given for less nobody is warned."""
    today = clock.today()
    ending = select(Mandate).where(
        *_STANDING,
        Mandate.signed_at.is_not(None),
        Mandate.warned_on.is_(None),
        Mandate.until >= today,
        Mandate.until <= today + policy.WARNED,
    )
    for one in session.scalars(ending.order_by(Mandate.id).limit(_AT_ONCE)).all():
        one.warned_on = today
        if policy.is_worth_a_warning(one):
            tell_giver(current_app.config["KEYRING"], "mandate_ends_soon", one)
            audit.record(NOBODY, "mandate.warned", "mandate", one.id, subject_id=one.subject_id)


@jobs.regularly(timedelta(hours=6))
def remind_of_signatures(session: Session) -> None:
    """Tell who recorded a mandate that its signature is still missing after a day: once for each."""
    waiting = select(Mandate).where(
        *_STANDING,
        Mandate.signed_at.is_(None),
        Mandate.reminded_on.is_(None),
        Mandate.recorded_at <= clock.now() - policy.REMINDED,
    )
    for one in session.scalars(waiting.order_by(Mandate.id).limit(_AT_ONCE)).all():
        one.reminded_on = clock.today()
        tell_recorder(current_app.config["KEYRING"], "mandate_unsigned", one)
        audit.record(NOBODY, "mandate.reminded", "mandate", one.id, subject_id=one.subject_id)


@jobs.regularly(timedelta(hours=6))
def remind_of_requests(session: Session) -> None:
    """Tell who offered it that a request still waits for its signature after a day: once for each. What is
    no draft any more waits for nothing."""
    drafts = select(Case.id).where(Case.status == CaseStatus.DRAFT)
    session.execute(delete(AwaitedSignature).where(AwaitedSignature.case_id.not_in(drafts)))
    waiting = select(AwaitedSignature, Case).join(Case, Case.id == AwaitedSignature.case_id)
    waiting = waiting.where(
        AwaitedSignature.reminded_on.is_(None),
        AwaitedSignature.since <= clock.now() - policy.REMINDED,
    )
    for row, case in session.execute(waiting.order_by(Case.id).limit(_AT_ONCE)).all():
        row.reminded_on = clock.today()
        tell_typist(current_app.config["KEYRING"], row.operator_id, case)
        audit.record(NOBODY, "case.signature_reminded", "case", case.id, subject_id=case.subject_id)


@jobs.regularly(timedelta(hours=6))
def suspend_of_the_lost(session: Session) -> None:
    """Nobody acts for a person whom the civic register no longer knows: they died, or left.

    Who is there all the same gives a new mandate: for that they come in person.
    """
    lost = lost_to_register(clock.now() - _NEWS)
    theirs = select(Mandate).where(*_STANDING, Mandate.subject_id.in_(lost))
    for one in session.scalars(theirs.order_by(Mandate.id)).all():
        if one.recorded_at < lost[one.subject_id] and not policy.is_over(one, clock.today()):
            one.suspended_at = clock.now()
            audit.record(
                NOBODY, "mandate.suspended", "mandate", one.id, subject_id=one.subject_id,
                purpose="anpr",
            )  # fmt: skip
            tell_coordination(current_app.config["KEYRING"], "mandate_lost", one)
