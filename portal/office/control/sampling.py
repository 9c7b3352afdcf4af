"""A sample of the files opened by who does not work them, drawn each week for the coordinator to look at.

Which ones come up nobody can foretell: they are drawn by a keyed hash of the week and the line in the trail.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.cases import reference as references
from portal.cases import ties
from portal.cases.bindings import reason_context
from portal.cases.models import Case
from portal.cases.trails.purposes import Purpose
from portal.notifications.actions import tell
from portal.office.control.models import (
    AnsweredAlready,
    OpeningCheck,
    OpeningReason,
    Verdict,
)
from portal.platform import audit, clock
from portal.platform.actor import Actor, Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

WEEK = timedelta(days=7)
SHARE = 0.1
FEWEST, MOST = 5, 20


@dataclass(frozen=True)
class Opening:
    """One file that somebody opened: the line in the trail, the case, the words, what was said of it."""

    entry: AuditEntry
    case: Case
    words: str
    check: OpeningCheck | None


def size_of(found: int) -> int:
    """How many of so many openings are looked at: one in ten, never fewer than five or more than twenty."""
    return min(found, MOST, max(FEWEST, ceil(found * SHARE)))


def draw(keyring: Keyring, week: date, numbers: Collection[int]) -> list[int]:
    """Which of these lines come up in a week; the same whoever asks, and nobody knows before."""
    order = sorted(numbers, key=lambda one: keyring.lookup("sample", f"{week}:{one}"))
    return order[: size_of(len(order))]


def week_of(day: date) -> date:
    """The Monday on which the week before this day began: a week is looked at once it is over."""
    return day - timedelta(days=day.weekday()) - WEEK


def sample(keyring: Keyring, actor: Actor) -> list[Opening]:
    """The openings of last week that this coordinator looks at, oldest first: in their offices, by others,
    of nobody they are bound to. What is answered stays, with its answer."""
    week = week_of(clock.today())
    begins, ends = _midnight(week), _midnight(week + WEEK)
    held = tuple(one for one in actor.grants if one.role is Role.COORDINATOR)
    offices = _offices(held)
    query = (
        select(AuditEntry, Case)
        .join(Case, Case.id == AuditEntry.object_id)
        .where(
            AuditEntry.id > audit.last_sealed_before(begins),
            AuditEntry.at >= begins,
            AuditEntry.at < ends,
            AuditEntry.event == "case.read",
            AuditEntry.kind == "case",
            AuditEntry.purpose.in_([one.value for one in Purpose]),
            AuditEntry.person_id != actor.person_id,
            Case.office.in_(offices),
            Case.id.not_in(ties.barred_cases(actor.person_id)),
        )
    )
    found = {row[0].id: (row[0], row[1]) for row in db.session.execute(query)}
    chosen = sorted(draw(keyring, week, found.keys()))
    checks = select(OpeningCheck).where(OpeningCheck.entry_id.in_(chosen))
    checked = {row.entry_id: row for row in db.session.scalars(checks)}
    return [Opening(*found[one], _words(keyring, *found[one]), checked.get(one)) for one in chosen]


def _midnight(day: date) -> datetime:
    return clock.rome_moment(day, time(0)) or datetime.combine(day, time(0), UTC)


def _offices(held: tuple[Grant, ...]) -> frozenset[str]:
    return frozenset({g.office for g in held if g.office}.union(*(g.reaches for g in held)))


def _words(keyring: Keyring, entry: AuditEntry, case: Case) -> str:
    """What they wrote when they said why, where they wrote something: the last words before this line."""
    query = select(OpeningReason).where(
        OpeningReason.case_id == case.id,
        OpeningReason.person_id == entry.person_id,
        OpeningReason.at <= entry.at,
    )
    row = db.session.scalar(query.order_by(OpeningReason.id.desc()).limit(1))
    if row is None or not row.sealed or not case.data_key:
        return ""
    return keyring.open_text(case.data_key, row.sealed, reason_context(row.id))


def answer_opening(keyring: Keyring, actor: Actor, entry_id: int, verdict: Verdict) -> None:
    """Say of an opening of the sample that it is in order, that one asks why, or that it is not in order;
    whoever is asked reads so.

    Raises:
        NotThere: it is not in the sample of this coordinator.
        AnsweredAlready: see there.
    """
    found = next((one for one in sample(keyring, actor) if one.entry.id == entry_id), None)
    if found is None or actor.person_id is None:
        raise NotThere
    _write_down(entry_id, actor.person_id, verdict)
    audit.record(
        actor, "control.opening_checked", "audit_entry", entry_id, subject_id=None, purpose=verdict
    )
    if verdict is Verdict.ASKED and found.entry.person_id is not None:
        tell(
            keyring, "staff_asked_why", person_id=found.entry.person_id, address=None, language="it",
            case_id=None, once=f"why:{entry_id}",
            values={
                "spoken_reference": references.spoken(found.case.reference),
                "day_on": clock.rome_day(found.entry.at).isoformat(),
            },
        )  # fmt: skip


def _write_down(entry_id: int, by: int, verdict: Verdict) -> None:
    """Keep an answer; of two coordinators who give one at the same moment the first is kept."""
    row = _check_of(entry_id)
    if row is None:
        row = OpeningCheck(
            entry_id=entry_id, verdict=verdict, answered_at=clock.now(), answered_by=by
        )
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            row = _check_of(entry_id)
            if row is None:
                raise
            raise AnsweredAlready(row.answered_by, row.verdict) from None
        return
    # What was asked may be closed by whoever asked or by a colleague; asking twice asks nothing new.
    if row.verdict is not Verdict.ASKED or verdict is Verdict.ASKED:
        raise AnsweredAlready(row.answered_by, row.verdict)
    row.verdict, row.answered_at, row.answered_by = verdict, clock.now(), by


def _check_of(entry_id: int) -> OpeningCheck | None:
    """What was said of an opening, held and as it stands now."""
    query = select(OpeningCheck).where(OpeningCheck.entry_id == entry_id).with_for_update()
    return db.session.scalar(query, execution_options={"populate_existing": True})


def note_reason(keyring: Keyring, actor: Actor, case: Case, purpose: Purpose, words: str) -> None:
    """Keep why a colleague's file is opened, in the closed word and in the officer's own."""
    if actor.person_id is None:
        raise NotThere
    row = OpeningReason(
        case_id=case.id, person_id=actor.person_id, at=clock.now(), purpose=purpose, sealed=b""
    )
    db.session.add(row)
    db.session.flush()
    if words.strip():
        row.sealed = keyring.seal_text(case.data_key, words.strip(), reason_context(row.id))


def reason_said(actor: Actor, case: Case) -> str | None:
    """The reason this officer wrote down in these hours, to open a file with."""
    query = select(OpeningReason.purpose).where(
        OpeningReason.case_id == case.id,
        OpeningReason.person_id == actor.person_id,
        OpeningReason.at >= clock.after(hours=-8),
    )
    return db.session.scalar(query.order_by(OpeningReason.id.desc()).limit(1))
