"""The thirteen states of a case as data: phase, drawing, tone, what comes next and what can be done. Pure.

The words people read for each stand in ``words``; the phases are those of the national model of
municipal sites.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class Choice(StrEnum):
    """The one thing worth offering where nothing has to be done."""

    WRITE = "write"
    READ_THE_DECISION = "read_the_decision"
    ASK_AGAIN = "ask_again"


class Assessment(StrEnum):
    """Who assesses: a social worker, or the unit of several professionals (UVM)."""

    SOCIAL_WORKER = "social_worker"
    UNIT = "unit"


class Queue(StrEnum):
    """Where a case waits for its turn: a ranking by points, or a list by date."""

    RANKING = "ranking"
    WAITING_LIST = "waiting_list"


@dataclass(frozen=True)
class State:
    """A status with its phase, its drawing in ``static/pictograms``, its tone, what comes next, and
    one action: a ``task`` where the person must act, else a ``choice``."""

    phase: Phase
    pictogram: str
    tone: str
    next: Milestone | None = None
    task: Task | None = None
    choice: Choice | None = Choice.WRITE


STATES: dict[CaseStatus, State] = {
    CaseStatus.DRAFT: State(
        Phase.NOT_STARTED, "bozza", "", Milestone.SENDING, Task.FINISH_AND_SEND, None
    ),
    CaseStatus.SENT: State(Phase.IN_PROGRESS, "inviata", "info", Milestone.TAKING_CHARGE),
    CaseStatus.IN_CHARGE: State(Phase.IN_PROGRESS, "in-carico", "info", Milestone.ASSESSMENT),
    CaseStatus.NEEDS_SOMETHING: State(
        Phase.SUSPENDED_FOR_CITIZEN, "manca-qualcosa", "wait", Milestone.YOUR_ANSWER,
        Task.GIVE_WHAT_IS_MISSING, None,
    ),
    CaseStatus.WAITING_OTHER_BODY: State(
        Phase.SUSPENDED_FOR_OFFICE, "altro-ente", "wait", Milestone.ASSESSMENT
    ),
    CaseStatus.ASSESSMENT: State(Phase.IN_PROGRESS, "valutazione", "info", Milestone.DECISION),
    CaseStatus.REFUSAL_NOTICE: State(
        Phase.SUSPENDED_FOR_CITIZEN, "preavviso", "wait", Milestone.YOUR_ANSWER,
        Task.ANSWER_THE_NOTICE, None,
    ),
    CaseStatus.RANKING: State(Phase.IN_PROGRESS, "graduatoria", "info", Milestone.DECISION),
    CaseStatus.ACCEPTED: State(
        Phase.CONCLUDED_WELL, "accolta", "good", Milestone.START, None, Choice.READ_THE_DECISION
    ),
    CaseStatus.REFUSED: State(
        Phase.CONCLUDED_BADLY, "non-accolta", "stop", None, None, Choice.READ_THE_DECISION
    ),
    CaseStatus.ACTIVE: State(
        Phase.CONCLUDED_WELL, "attiva", "good", None, None, Choice.READ_THE_DECISION
    ),
    CaseStatus.CLOSED: State(Phase.CONCLUDED, "chiusa", "", None, None, Choice.ASK_AGAIN),
    CaseStatus.WITHDRAWN: State(Phase.CONCLUDED, "ritirata", "", None, None, Choice.ASK_AGAIN),
}  # fmt: skip
