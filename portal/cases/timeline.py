"""What may follow a state of a case, by whose hand, and how its way is drawn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.cases.states import STATES as STATES
from portal.cases.states import Assessment as Assessment
from portal.cases.states import CaseStatus as CaseStatus
from portal.cases.states import Choice as Choice
from portal.cases.states import Milestone as Milestone
from portal.cases.states import Mover as Mover
from portal.cases.states import Phase as Phase
from portal.cases.states import Queue as Queue
from portal.cases.states import State as State
from portal.cases.states import Task as Task

_CITIZEN, _OFFICER, _SYSTEM = Mover.CITIZEN, Mover.OFFICER, Mover.SYSTEM
_WITHDRAW = {CaseStatus.WITHDRAWN: {_CITIZEN}}

#: What may follow a status, and who may move it there. A refusal always comes after a notice with ten
#: days to answer (L. 241/1990 art. 10-bis), except in rankings, where the law asks for none. From a
#: refusal the person brings a case back by asking for a review, the office by reviewing by itself. The
#: portal moves one thing alone: a question whose last day is over goes back to the office.
MOVES: dict[CaseStatus, dict[CaseStatus, set[Mover]]] = {
    CaseStatus.DRAFT: {CaseStatus.SENT: {_CITIZEN}, **_WITHDRAW},
    CaseStatus.SENT: {CaseStatus.IN_CHARGE: {_OFFICER}, **_WITHDRAW},
    CaseStatus.IN_CHARGE: {
        CaseStatus.NEEDS_SOMETHING: {_OFFICER},
        CaseStatus.WAITING_OTHER_BODY: {_OFFICER},
        CaseStatus.ASSESSMENT: {_OFFICER},
        CaseStatus.REFUSAL_NOTICE: {_OFFICER},
        CaseStatus.RANKING: {_OFFICER},
        CaseStatus.ACCEPTED: {_OFFICER},
        CaseStatus.CLOSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.NEEDS_SOMETHING: {
        CaseStatus.IN_CHARGE: {_CITIZEN, _OFFICER, _SYSTEM},
        **_WITHDRAW,
    },
    CaseStatus.WAITING_OTHER_BODY: {
        CaseStatus.IN_CHARGE: {_OFFICER},
        CaseStatus.ASSESSMENT: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.ASSESSMENT: {
        CaseStatus.NEEDS_SOMETHING: {_OFFICER},
        CaseStatus.WAITING_OTHER_BODY: {_OFFICER},
        CaseStatus.REFUSAL_NOTICE: {_OFFICER},
        CaseStatus.RANKING: {_OFFICER},
        CaseStatus.ACCEPTED: {_OFFICER},
        CaseStatus.CLOSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.REFUSAL_NOTICE: {
        CaseStatus.ACCEPTED: {_OFFICER},
        CaseStatus.REFUSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.RANKING: {
        CaseStatus.ACCEPTED: {_OFFICER},
        CaseStatus.REFUSED: {_OFFICER},
        CaseStatus.CLOSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.ACCEPTED: {
        CaseStatus.ACTIVE: {_OFFICER},
        CaseStatus.CLOSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.REFUSED: {CaseStatus.IN_CHARGE: {_CITIZEN, _OFFICER}},
    CaseStatus.ACTIVE: {CaseStatus.CLOSED: {_OFFICER}},
    CaseStatus.CLOSED: {},
    CaseStatus.WITHDRAWN: {},
}

_CONCLUDED = {Phase.CONCLUDED_WELL, Phase.CONCLUDED_BADLY, Phase.CONCLUDED}


def can_move(status: CaseStatus, to: CaseStatus, mover: Mover) -> bool:
    """Whether this hand may move a case from one status to another."""
    return mover in MOVES[status].get(to, ())


def moves_of(status: CaseStatus, mover: Mover) -> tuple[CaseStatus, ...]:
    """Where this hand may move a case to, in the order to offer it."""
    return tuple(to for to, movers in MOVES[status].items() if mover in movers)


def next_of(status: CaseStatus) -> Milestone | None:
    """What usually comes next; ``None`` where nothing does."""
    return STATES[status].next


def is_open(status: CaseStatus) -> bool:
    """Whether an answer is still owed: the procedure is under way, or not even sent."""
    return STATES[status].phase not in _CONCLUDED


def is_final(status: CaseStatus) -> bool:
    """Whether nothing can follow any more."""
    return not MOVES[status]


#: Where the answers may still be corrected: not while the person answers a notice (they write), nor in
#: a ranking, where everybody is measured as they applied.
_CORRECTABLE = {
    CaseStatus.SENT,
    CaseStatus.IN_CHARGE,
    CaseStatus.NEEDS_SOMETHING,
    CaseStatus.WAITING_OTHER_BODY,
    CaseStatus.ASSESSMENT,
}
#: What may be asked for once more: a new draft begins with the answers of the old case.
_RENEWABLE = {
    CaseStatus.ACCEPTED,
    CaseStatus.ACTIVE,
    CaseStatus.CLOSED,
    CaseStatus.REFUSED,
    CaseStatus.WITHDRAWN,
}


def is_correctable(status: CaseStatus) -> bool:
    """Whether the person may still correct what they wrote."""
    return status in _CORRECTABLE


def is_renewable(status: CaseStatus) -> bool:
    """Whether a new draft may begin with the answers of this case."""
    return status in _RENEWABLE


def action_required(status: CaseStatus) -> bool:
    """Whether the citizen has something to do: these cases come first everywhere."""
    return STATES[status].task is not None


class Position(StrEnum):
    """Where an entry stands on the way."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class Entry:
    """One stop on the way: a status already entered, with its moment, or a milestone still to come."""

    position: Position
    status: CaseStatus | None = None
    at: datetime | None = None
    milestone: Milestone | None = None


def lay_out(history: Sequence[tuple[CaseStatus, datetime]]) -> tuple[Entry, ...]:
    """The whole way of a case, oldest first: what was, what is, what comes next and last.

    ``history`` holds each status entered with its moment, in any order; moments break no tie, so of
    two at the same moment the one given later stands later.
    """
    entered = sorted(history, key=lambda one: one[1])
    if not entered:
        return ()
    *past, (current, since) = entered
    entries = [Entry(Position.DONE, status, at) for status, at in past]
    entries.append(Entry(Position.NOW, current, since))
    upcoming = next_of(current)
    if upcoming is not None:
        entries.append(Entry(Position.NEXT, milestone=upcoming))
        if is_open(current) and upcoming is not Milestone.DECISION:
            entries.append(Entry(Position.NEXT, milestone=Milestone.DECISION))
    return tuple(entries)
