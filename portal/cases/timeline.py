"""The thirteen states of a case: what may follow what, by whose hand, and how the way is drawn. Pure.

The words people read for each state live with the pages; here a state is its English word. The phases
are those of the national model of municipal sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CaseStatus(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SENT = "sent"
    IN_CHARGE = "in_charge"
    NEEDS_SOMETHING = "needs_something"
    WAITING_OTHER_BODY = "waiting_other_body"
    ASSESSMENT = "assessment"
    REFUSAL_NOTICE = "refusal_notice"
    RANKING = "ranking"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ACTIVE = "active"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Mover(StrEnum):
    """Who moves a case: an operator beside the person acts as the citizen."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


class Phase(StrEnum):
    """The phase in the national model of municipal sites."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUSPENDED_FOR_CITIZEN = "suspended_for_citizen"
    SUSPENDED_FOR_OFFICE = "suspended_for_office"
    CONCLUDED_WELL = "concluded_well"
    CONCLUDED_BADLY = "concluded_badly"
    CONCLUDED = "concluded"


class Milestone(StrEnum):
    """What is still to come, named without promising how it ends."""

    SENDING = "sending"
    TAKING_CHARGE = "taking_charge"
    YOUR_ANSWER = "your_answer"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    START = "start"


class Task(StrEnum):
    """The one thing the citizen has to do, or may do, now."""

    FINISH_AND_SEND = "finish_and_send"
    GIVE_WHAT_IS_MISSING = "give_what_is_missing"
    ANSWER_THE_NOTICE = "answer_the_notice"


@dataclass(frozen=True)
class State:
    """A status with its phase, its drawing in ``static/pictograms``, its tone, and what comes next."""

    phase: Phase
    pictogram: str
    tone: str
    next: Milestone | None = None
    task: Task | None = None


STATES: dict[CaseStatus, State] = {
    CaseStatus.DRAFT: State(
        Phase.NOT_STARTED, "bozza", "", Milestone.SENDING, Task.FINISH_AND_SEND
    ),
    CaseStatus.SENT: State(Phase.IN_PROGRESS, "inviata", "info", Milestone.TAKING_CHARGE),
    CaseStatus.IN_CHARGE: State(Phase.IN_PROGRESS, "in-carico", "info", Milestone.ASSESSMENT),
    CaseStatus.NEEDS_SOMETHING: State(
        Phase.SUSPENDED_FOR_CITIZEN, "manca-qualcosa", "wait", Milestone.YOUR_ANSWER,
        Task.GIVE_WHAT_IS_MISSING,
    ),
    CaseStatus.WAITING_OTHER_BODY: State(
        Phase.SUSPENDED_FOR_OFFICE, "attesa", "wait", Milestone.ASSESSMENT
    ),
    CaseStatus.ASSESSMENT: State(Phase.IN_PROGRESS, "valutazione", "info", Milestone.DECISION),
    CaseStatus.REFUSAL_NOTICE: State(
        Phase.SUSPENDED_FOR_CITIZEN, "preavviso", "wait", Milestone.YOUR_ANSWER,
        Task.ANSWER_THE_NOTICE,
    ),
    CaseStatus.RANKING: State(Phase.IN_PROGRESS, "attesa", "info", Milestone.DECISION),
    CaseStatus.ACCEPTED: State(Phase.CONCLUDED_WELL, "accolta", "good", Milestone.START),
    CaseStatus.REFUSED: State(Phase.CONCLUDED_BADLY, "non-accolta", "stop"),
    CaseStatus.ACTIVE: State(Phase.CONCLUDED_WELL, "attiva", "good"),
    CaseStatus.CLOSED: State(Phase.CONCLUDED, "chiusa", ""),
    CaseStatus.WITHDRAWN: State(Phase.CONCLUDED, "ritirata", ""),
}  # fmt: skip

_CITIZEN, _OFFICER, _SYSTEM = Mover.CITIZEN, Mover.OFFICER, Mover.SYSTEM
_WITHDRAW = {CaseStatus.WITHDRAWN: {_CITIZEN}}

#: What may follow a status, and who may move it there. A refusal always comes after a notice with ten
#: days to answer (L. 241/1990 art. 10-bis), except in rankings, where the law asks for none.
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
        CaseStatus.IN_CHARGE: {_OFFICER, _SYSTEM},
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
        CaseStatus.CLOSED: {_OFFICER, _SYSTEM},
        **_WITHDRAW,
    },
    CaseStatus.ACCEPTED: {
        CaseStatus.ACTIVE: {_OFFICER},
        CaseStatus.CLOSED: {_OFFICER},
        **_WITHDRAW,
    },
    CaseStatus.REFUSED: {CaseStatus.IN_CHARGE: {_OFFICER}},
    CaseStatus.ACTIVE: {CaseStatus.CLOSED: {_OFFICER, _SYSTEM}},
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
