"""Raising signals from the trail, and what a coordinator says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import serving
from portal.catalogue.opening import openings_on
from portal.identity.queries import bodies_of, coordinators_in, grants_of
from portal.notifications.actions import tell
from portal.notifications.held.models import HeldChange
from portal.office.control.models import AnsweredAlready, Signal, SignalKind, Verdict
from portal.office.control.rules import Act, Watched, bursts, out_of_hours
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor, Role
from portal.platform.database import db
from portal.platform.errors import NotThere

#: How far back a round looks; it comes more often, and the key of a signal keeps it single.
LOOKS_BACK = timedelta(hours=3)
_WATCHED = {
    "case.read": Watched.FILES,
    "visit.opened": Watched.VISITS,
    "mandate.recorded": Watched.MANDATES,
}
_AT_ONCE = {"visit.same_home": SignalKind.SAME_HOME, "identity.change_stopped": SignalKind.STOPPED}
#: What is read beside a person is counted as their visit; what is read for another is no work.
_NO_FILES = frozenset({"visit", "power"})


@jobs.regularly(timedelta(minutes=15))
def raise_signals(session: Session) -> None:
    """Look at what was done in the last hours, once for every quarter of an hour."""
    entries = audit.since(clock.now() - LOOKS_BACK, [*_WATCHED, *_AT_ONCE])
    acts = list(_acts(entry for entry in entries if entry.event in _WATCHED))
    settings = current_app.config["SETTINGS"]
    most = {
        Watched.FILES: settings.burst_files,
        Watched.VISITS: settings.burst_visits,
        Watched.MANDATES: settings.burst_mandates,
    }
    for burst in bursts(acts, most):
        hour = f"{burst.began_at:%Y%m%d%H}"
        _raise(
            session, f"{burst.watched}:{burst.person_id}:{hour}", SignalKind(burst.watched.value),
            burst.person_id, burst.place, burst.began_at, burst.count,
        )  # fmt: skip
    at_desks = [one for one in acts if one.watched is not Watched.FILES]
    for act in out_of_hours(at_desks, clock.rome_time, _openings):
        day = clock.rome_day(act.at).isoformat()
        _raise(
            session, f"out:{act.person_id}:{act.place}:{day}", SignalKind.OUT_OF_HOURS,
            act.person_id, act.place, act.at, 1,
        )  # fmt: skip
    for entry in entries:
        if entry.event in _AT_ONCE:
            _raise_at_once(session, entry)


def _acts(entries: Iterable[audit.AuditEntry]) -> Iterator[Act]:
    for one in entries:
        is_own = one.person_id is None or one.person_id == one.subject_id
        watched = _WATCHED[one.event]
        if is_own or one.person_id is None or one.object_id is None:
            continue
        if watched is Watched.FILES and one.purpose in _NO_FILES:
            continue
        yield Act(one.person_id, watched, one.at, one.object_id, one.desk or "")


def _openings(desk: str, day: date) -> list[tuple[time, time]] | None:
    """The hours of a desk on a day; nothing of a desk that goes from house to house or keeps none."""
    found = serving.snapshot().desk(desk)
    if found is None or found.access == "itinerant" or not (found.hours or found.monthly):
        return None
    return [(one.opens, one.closes) for one in openings_on(found, day)]


def _raise_at_once(session: Session, entry: audit.AuditEntry) -> None:
    """A visit of the same name and street; a change that its person stopped, of who had typed it."""
    if entry.event == "identity.change_stopped":
        change = session.get(HeldChange, entry.object_id) if entry.object_id else None
        if change is not None:
            _raise(
                session, f"stopped:{change.id}", SignalKind.STOPPED,
                change.asked_by, change.desk, entry.at, 1,
            )  # fmt: skip
    elif entry.person_id is not None:
        key = f"home:{entry.object_id}"
        _raise(session, key, SignalKind.SAME_HOME, entry.person_id, entry.desk or "", entry.at, 1)


def _raise(
    session: Session,
    key: str,
    kind: SignalKind,
    person_id: int,
    desk: str,
    at: datetime,
    count: int,
) -> None:
    """Raise a signal once, and tell whoever coordinates the body, at most one letter a day."""
    if session.scalar(select(Signal.id).where(Signal.key == key)) is not None:
        return
    body = _body(desk, person_id)
    if body is None:
        return
    session.add(
        Signal(
            key=key,
            kind=kind,
            person_id=person_id,
            body=body,
            desk=desk or None,
            at=at,
            count=count,
        )
    )
    day = clock.today().isoformat()
    for coordinator in coordinators_in(body):
        if coordinator != person_id:
            tell(
                current_app.config["KEYRING"], "staff_signal", person_id=coordinator, address=None,
                language="it", case_id=None, values={"day_on": day},
                once=f"signal:{body}:{day}:{coordinator}",
            )  # fmt: skip


def _body(desk: str, person_id: int) -> str | None:
    """The body of the desk; of who works in an office, the body they hold a role in."""
    found = serving.snapshot().desk(desk) if desk else None
    if found is not None:
        return found.body
    held = grants_of(person_id)
    return held[0].body if held else None


def coordinated_bodies(actor: Actor) -> frozenset[str]:
    """The bodies whose work this person looks after."""
    held = [grant for grant in actor.grants if grant.role is Role.COORDINATOR]
    return frozenset[str]().union(*(bodies_of(grant) for grant in held))


def open_signals(actor: Actor) -> list[Signal]:
    """What waits for a word of this coordinator, oldest first; never about themselves."""
    query = select(Signal).where(
        Signal.body.in_(coordinated_bodies(actor)),
        Signal.person_id != actor.person_id,
        (Signal.verdict.is_(None)) | (Signal.verdict == Verdict.ASKED),
    )
    return list(db.session.scalars(query.order_by(Signal.id).limit(200)))


def answer_signal(actor: Actor, number: int, verdict: Verdict) -> Signal:
    """Say what came out.

    Raises:
        NotThere: none of theirs has this number.
        AnsweredAlready: see there.
    """
    row = db.session.get(Signal, number, with_for_update=True, populate_existing=True)
    if row is None or row.body not in coordinated_bodies(actor):
        raise NotThere
    if row.person_id == actor.person_id:
        raise NotThere
    # What was asked may be closed by whoever asked or by a colleague; asking twice asks nothing new.
    if row.verdict is not None and (row.verdict is not Verdict.ASKED or verdict is Verdict.ASKED):
        raise AnsweredAlready(row.answered_by or 0, row.verdict)
    row.verdict, row.answered_at, row.answered_by = verdict, clock.now(), actor.person_id
    audit.record(
        actor, "control.signal_answered", "signal", row.id, subject_id=None, purpose=verdict
    )
    return row
