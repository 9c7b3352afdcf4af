"""What an officer may do on a case today, and from which day what must still wait. Pure.

Sources: L. 241/1990 art. 2 c. 7 (one suspension, at most thirty days) and art. 10-bis (no refusal
before the person answered its announcement, or ten days went by).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.cases.legal_clock.deadlines import Clock
from portal.cases.timeline import CaseStatus, Mover, can_move, is_final


class Act(StrEnum):
    """One thing an officer does, each at its own address."""

    TAKE = "take"
    GO_ON = "go_on"
    ASK = "ask"
    DOCUMENTS = "documents"
    WAIT = "wait"
    ASSESS = "assess"
    RANK = "rank"
    ACCEPT = "accept"
    ANNOUNCE = "announce"
    REFUSE = "refuse"
    ACTIVATE = "activate"
    CLOSE = "close"
    REOPEN = "reopen"
    WRITE = "write"


@dataclass(frozen=True)
class Offered:
    """An act as the page offers it; one that must wait says until which day, or why it is over."""

    act: Act
    is_open: bool = True
    from_day: date | None = None


def offered(
    status: CaseStatus, clock: Clock, today: date, *, wants_help: bool = False
) -> tuple[Offered, ...]:
    """What may be done now, in the order of the work; what must wait is listed too. ``wants_help``:
    the person asked the office to get everything that is still missing.
    """
    return tuple(_offered(status, clock, today, wants_help))


def is_open(
    act: Act, status: CaseStatus, clock: Clock, today: date, *, wants_help: bool = False
) -> bool:
    """Whether this act may be done today; ``wants_help`` as above."""
    return any(one.act is act and one.is_open for one in _offered(status, clock, today, wants_help))


_FORWARD = {
    Act.WAIT: CaseStatus.WAITING_OTHER_BODY,
    Act.ASSESS: CaseStatus.ASSESSMENT,
    Act.RANK: CaseStatus.RANKING,
    Act.ACCEPT: CaseStatus.ACCEPTED,
}
_LAST = {Act.ACTIVATE: CaseStatus.ACTIVE, Act.CLOSE: CaseStatus.CLOSED}


def _offered(status: CaseStatus, clock: Clock, today: date, wants_help: bool) -> Iterator[Offered]:
    yield from _beginning(status, clock, today, wants_help)
    yield from (Offered(act) for act, to in _FORWARD.items() if can_move(status, to, Mover.OFFICER))
    if can_move(status, CaseStatus.REFUSAL_NOTICE, Mover.OFFICER):
        yield Offered(Act.ANNOUNCE, is_open=clock.can_announce_refusal)
    if status is CaseStatus.REFUSAL_NOTICE:
        yield _refusing(clock, today)
    elif can_move(status, CaseStatus.REFUSED, Mover.OFFICER):  # a ranking: nothing to announce
        yield Offered(Act.REFUSE)
    yield from (Offered(act) for act, to in _LAST.items() if can_move(status, to, Mover.OFFICER))
    if status is CaseStatus.REFUSED:
        yield Offered(Act.REOPEN)
    if not is_final(status):
        yield Offered(Act.WRITE)


def _beginning(
    status: CaseStatus, clock: Clock, today: date, wants_help: bool
) -> Iterator[Offered]:
    """Taking the case, going on with it, asking for what is missing."""
    if status is CaseStatus.SENT:
        yield Offered(Act.TAKE)
    elif status is CaseStatus.NEEDS_SOMETHING:
        yield _going_on(clock, today, wants_help)
    elif status is CaseStatus.WAITING_OTHER_BODY:
        yield Offered(Act.GO_ON)
    if can_move(status, CaseStatus.NEEDS_SOMETHING, Mover.OFFICER):
        yield Offered(Act.ASK, is_open=clock.can_suspend)
        if clock.can_suspend:
            yield Offered(Act.DOCUMENTS)


def _going_on(clock: Clock, today: date, wants_help: bool) -> Offered:
    """Without the answer the office goes on only after the person's last day; at once where it was
    asked to get everything itself (L. 241/1990 art. 18 c. 2).
    """
    last_day = clock.request_answer_by
    if wants_help or last_day is None or today > last_day:
        return Offered(Act.GO_ON)
    return Offered(Act.GO_ON, is_open=False, from_day=last_day + timedelta(days=1))


def _refusing(clock: Clock, today: date) -> Offered:
    last_day = clock.notice_answer_by
    if last_day is None or clock.may_refuse_on(today):
        return Offered(Act.REFUSE, is_open=last_day is not None)
    return Offered(Act.REFUSE, is_open=False, from_day=last_day + timedelta(days=1))
