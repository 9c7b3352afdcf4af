"""What everybody may read: whole months of the whole installation, small numbers hidden, staff left out.

Only months that are over: who read the page before and after a visit would see what that visit added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.identity.queries import roles_over_time
from portal.insights.hiding import FEWEST, hidden_beside_the_whole, told
from portal.insights.queries import channel_of, half_of, minutes_of, month_before, rows_of
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db

#: In this order they are shown.
CHANNELS = ("alone", "guest", "machine", "beside", "phone", "power")
MONTHS = 12
#: An operator wrote down what somebody said on the phone.
_HEARD = ("case.dictated", "case.called_back")
_ANSWERS = ("case.accepted", "case.refused", "case.closed")


@dataclass(frozen=True)
class PublicMonth:
    """One month; None where the number is too small to be told.

    ``minutes``: half of the visits took no longer. ``days``: half of the answers of this month came no
    later after the request.
    """

    month: date
    requests: int | None
    sent: dict[str, int | None]
    visits: int | None
    minutes: int | None
    answers: int | None
    days: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return self.requests == self.visits == self.answers == 0


def months_over() -> list[date]:
    """The last months that are over, newest first."""
    found = [month_before(clock.today().replace(day=1))]
    while len(found) < MONTHS:
        found.append(month_before(found[-1]))
    return found


def public_month(month: date) -> PublicMonth:
    """What happened in a month (its first day is given)."""
    rows = _without_staff(rows_of(month, ["case.sent", "visit.opened", "visit.ended", *_ANSWERS]))
    sent = [one for one in rows if one.event == "case.sent"]
    heard = _heard([one.object_id for one in sent if one.object_id is not None])
    counts = Counter("phone" if one.object_id in heard else channel_of(one) for one in sent)
    parts = {name: counts[name] for name in CHANNELS}
    lasted = minutes_of(rows)
    took = _days_to_answer([one for one in rows if one.event in _ANSWERS])
    is_told = len(sent) == 0 or len(sent) >= FEWEST
    return PublicMonth(
        month=month,
        requests=told(len(sent)),
        # Of a whole that is too small no part is told, not even that it is none.
        sent=hidden_beside_the_whole(parts) if is_told else dict.fromkeys(CHANNELS),
        visits=told(len(lasted)),
        minutes=half_of(lasted),
        answers=told(len(took)),
        days=half_of(took),
    )


def _without_staff(rows: list[AuditEntry]) -> list[AuditEntry]:
    """What was not done for somebody who held a role that day."""
    roles = roles_over_time({one.subject_id for one in rows if one.subject_id is not None})
    held: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for role in roles:
        held.setdefault(role.person_id, []).append((role.given_at, role.ended_at))
    return [
        one
        for one in rows
        if not any(
            given <= one.at and (ended is None or one.at < ended)
            for given, ended in held.get(one.subject_id or 0, ())
        )
    ]


def _heard(case_ids: Collection[int]) -> set[int | None]:
    query = select(AuditEntry.object_id).where(
        AuditEntry.kind == "case",
        AuditEntry.object_id.in_(case_ids),
        AuditEntry.event.in_(_HEARD),
    )
    return set(db.session.scalars(query))


def _days_to_answer(rows: list[AuditEntry]) -> list[float]:
    """How long the first answer to each request took; who was answered before is not counted again."""
    answered: dict[int, datetime] = {}
    for one in rows:
        answered.setdefault(one.object_id or 0, one.at)
    query = select(AuditEntry.object_id, AuditEntry.event, AuditEntry.at).where(
        AuditEntry.kind == "case",
        AuditEntry.object_id.in_(answered),
        AuditEntry.event.in_(("case.sent", *_ANSWERS)),
    )
    sent: dict[int, datetime] = {}
    for number, event, at in db.session.execute(query.order_by(AuditEntry.id)):
        case_id = number or 0
        if event == "case.sent":
            sent[case_id] = at
        elif at < answered.get(case_id, at):
            del answered[case_id]
    return [
        (clock.rome_time(at).date() - clock.rome_time(sent[case_id]).date()).days
        for case_id, at in answered.items()
        if case_id in sent
    ]
