"""How far a sent case has come: received, stored, receipt, protocol, office told, person told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Exists, and_, exists, or_, select

from portal.cases import inbox
from portal.cases.models import IN_LISTS, Case
from portal.notifications.models import Notification, NotificationStatus
from portal.office.queries import RECENT_DAYS
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db

_TOLD_PERSON = "case_sent"
_TOLD_OFFICE = "office_new_case"
_FAILED = frozenset({NotificationStatus.FAILED, NotificationStatus.NO_CHANNEL})
#: A letter on paper waits for somebody to post it; the letter of the day for its hour.
_WAITING = frozenset(
    {NotificationStatus.WAITING, NotificationStatus.ON_PAPER, NotificationStatus.GATHERED}
)


class Station(StrEnum):
    """Where a sent case has to come by, in this order; the first three are one transaction."""

    RECEIVED = "received"
    STORED = "stored"
    RECEIPT = "receipt"
    PROTOCOL = "protocol"
    OFFICE = "office"
    TOLD = "told"


class Reached(StrEnum):
    """Whether a case came by a station."""

    DONE = "done"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True)
class Chain:
    """One case on its way, as the board shows it."""

    reference: str
    sent_at: datetime
    stations: dict[Station, Reached]

    @property
    def has_failed(self) -> bool:
        """Whether somebody has to act."""
        return Reached.FAILED in self.stations.values()


def list_chains(actor: Actor, limit: int = 50) -> list[Chain]:
    """The cases of the officer's offices that have not come all the way, those sent first on top."""
    query = (
        select(Case)
        .options(*IN_LISTS)
        .where(
            *inbox.reached(actor),
            Case.sent_at > clock.after(days=-RECENT_DAYS),
            or_(Case.protocol_number.is_(None), _untold()),
        )
        .order_by(Case.sent_at, Case.id)
        .limit(limit)
    )
    cases = db.session.scalars(query).all()
    told = _told(case.id for case in cases)
    return [_chain(case, told) for case in cases]


def _untold() -> Exists:
    return exists().where(
        and_(
            Notification.case_id == Case.id,
            Notification.event.in_((_TOLD_PERSON, _TOLD_OFFICE)),
            Notification.status.in_({*_FAILED, *_WAITING}),
        )
    )


def _told(ids: Iterable[int]) -> dict[tuple[int, str], NotificationStatus]:
    """How each telling of these cases ended; of several the last one counts."""
    query = select(Notification.case_id, Notification.event, Notification.status).where(
        Notification.case_id.in_(list(ids)), Notification.event.in_((_TOLD_PERSON, _TOLD_OFFICE))
    )
    rows = db.session.execute(query.order_by(Notification.id))
    return {(case_id or 0, event): status for case_id, event, status in rows}


def _chain(case: Case, told: dict[tuple[int, str], NotificationStatus]) -> Chain:
    assert case.sent_at is not None  # noqa: S101 - the query takes sent cases only
    protocol = Reached.DONE if case.protocol_number else Reached.WAITING
    return Chain(
        reference=case.reference,
        sent_at=case.sent_at,
        stations={
            Station.RECEIVED: Reached.DONE,
            Station.STORED: Reached.DONE,
            Station.RECEIPT: Reached.DONE,
            Station.PROTOCOL: protocol,
            Station.OFFICE: _reached(told.get((case.id, _TOLD_OFFICE))),
            Station.TOLD: _reached(told.get((case.id, _TOLD_PERSON))),
        },
    )


def _reached(status: NotificationStatus | None) -> Reached:
    if status in _FAILED:
        return Reached.FAILED
    return Reached.WAITING if status in _WAITING else Reached.DONE
