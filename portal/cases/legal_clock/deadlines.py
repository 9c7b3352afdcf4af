"""By when a case must be answered: the term, what stops it and what starts it again. Pure.

Sources: L. 241/1990 art. 2 (term, one suspension of at most thirty days) and art. 10-bis (notice of
refusal: ten days to answer, the term stands). How days are counted is the body's rule: calendar days
unless it says otherwise, and the first is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from portal.cases.legal_clock.clock_events import (
    LONGEST_TERM,
    NOTICE_DAYS,
    Event,
    NoticeOfRefusal,
    Observations,
    Resumed,
    Suspended,
    TermTooLong,
    check_event,
)
from portal.catalogue.holidays import HolidayRule

#: L. 241/1990 art. 2 c. 2: where nothing else is set, the term is thirty days.
DEFAULT_TERM = 30


@dataclass(frozen=True)
class Line:
    """One change, to be said to the citizen in one sentence; ``due_on`` is the last day after it.

    Codes: ``received``, ``suspended``, ``resumed``, ``notice``, ``observations``; ``…_late`` when it
    came too late to move the last day.
    """

    code: str
    on: date
    due_on: date
    #: The citizen's last day, where the change gives one.
    answer_by: date | None = None
    #: The day the term starts again, where the change stops it.
    restarts_on: date | None = None
    #: By how many days the change moved the last day.
    moved_by: int = 0


@dataclass(frozen=True)
class Clock:
    """The legal clock of one case. Values are checked when it is made, so a clock is always lawful."""

    received_on: date
    term_days: int = DEFAULT_TERM
    events: tuple[Event, ...] = ()
    holidays: HolidayRule = field(default_factory=HolidayRule)

    def __post_init__(self) -> None:
        if not 0 <= self.term_days <= LONGEST_TERM:
            raise TermTooLong(self.term_days)
        earlier: tuple[Event, ...] = ()
        for event in self.events:
            check_event(event, earlier, self.received_on)
            earlier = (*earlier, event)

    def after(self, event: Event) -> Clock:
        """The clock once this has happened too.

        Raises:
            ClockRefused: the law does not allow it; the subclass says what.
        """
        return replace(self, events=(*self.events, event))

    @property
    def due_on(self) -> date:
        """The last day for the office's answer, by all that is known today.

        A pause still open is counted to its lawful end. A pause that begins after the last day
        changes nothing: what has expired cannot be stopped.
        """
        due = self.holidays.advance(self.received_on, self.term_days)
        counted_to = self.received_on
        for start, end in sorted(self._pauses()):
            if start <= due:
                stood = self.holidays.counted(max(start, counted_to), end)
                due = self.holidays.advance(due, stood)
                counted_to = max(counted_to, end)
        return self.holidays.office_day(due)

    @property
    def notice_answer_by(self) -> date | None:
        """The citizen's last day to answer the notice of refusal, if there is one."""
        notice = self._find(NoticeOfRefusal)
        return self._answer_by(notice) if notice else None

    @property
    def request_answer_by(self) -> date | None:
        """The citizen's last day to give what the office asked for, if it did."""
        suspended = self._find(Suspended)
        return self._give_by(suspended) if isinstance(suspended, Suspended) else None

    def citizen_last_day(self, today: date) -> date | None:
        """The day by which the citizen must act, while something is asked of them."""
        if self._find(NoticeOfRefusal):
            answered, last_day = self._find(Observations), self.notice_answer_by
        else:
            answered, last_day = self._find(Resumed), self.request_answer_by
        return None if answered or last_day is None or last_day < today else last_day

    def citizen_days(self, today: date) -> int | None:
        """How many days the citizen has left, today included as 0; ``None`` when nothing is asked."""
        last_day = self.citizen_last_day(today)
        return None if last_day is None else (last_day - today).days

    def days_left(self, today: date) -> int:
        """How many days the office has left; negative when it is late."""
        return (self.due_on - today).days

    def is_standing(self, today: date) -> bool:
        """Whether the term does not run today."""
        return any(start <= today < end for start, end in self._pauses())

    @property
    def can_suspend(self) -> bool:
        """Whether the one suspension is still there, and no refusal has been announced."""
        return self._find(Suspended) is None and self._find(NoticeOfRefusal) is None

    @property
    def can_announce_refusal(self) -> bool:
        """Whether the notice of refusal has not been given yet."""
        return self._find(NoticeOfRefusal) is None

    def may_refuse_on(self, day: date) -> bool:
        """Whether a refusal is lawful on a day: after the observations, or after the days to answer."""
        last_day = self.notice_answer_by
        if last_day is None:
            return False
        return self._find(Observations) is not None or day > last_day

    def explain(self) -> tuple[Line, ...]:
        """One line per change, oldest first, each with the last day it leads to."""
        clock = replace(self, events=())
        lines = [Line("received", self.received_on, clock.due_on)]
        for event in self.events:
            before, clock = clock, clock.after(event)
            lines.append(clock._line(event, before))
        return tuple(lines)

    def _line(self, event: Event, before: Clock) -> Line:
        """What the last event changed."""
        moved = (self.due_on - before.due_on).days
        late = event.on > before.due_on
        code, by, restarts = self._stop_and_restart(event)
        if isinstance(event, Observations):
            late = self.notice_answer_by is not None and event.on > self.notice_answer_by
        if late:
            return Line(f"{code}_late", event.on, self.due_on, answer_by=by)
        return Line(code, event.on, self.due_on, by, restarts, moved)

    def _stop_and_restart(self, event: Event) -> tuple[str, date | None, date]:
        match event:
            case Suspended():
                return "suspended", self._give_by(event), event.ends
            case Resumed():
                suspended = self._find(Suspended)
                ends = suspended.ends if isinstance(suspended, Suspended) else event.on
                return "resumed", None, min(event.on, ends)
            case NoticeOfRefusal():
                return "notice", self._answer_by(event), self._answer_by(event)
            case Observations():
                return "observations", None, event.on + timedelta(days=NOTICE_DAYS)

    def _pauses(self) -> Iterator[tuple[date, date]]:
        """The days that do not count: from the first, up to the second, which counts again."""
        for position, event in enumerate(self.events):
            later = self.events[position + 1 :]
            if isinstance(event, Suspended):
                ended = [one.on for one in later if isinstance(one, Resumed | NoticeOfRefusal)]
                yield event.on, min([event.ends, *ended])
            elif isinstance(event, NoticeOfRefusal):
                yield event.on, self._restart(event, later)

    def _restart(self, notice: NoticeOfRefusal, later: tuple[Event, ...]) -> date:
        """Ten days after the last observations given in time, else the end of the days to give them."""
        last_day = self._answer_by(notice)
        given = [one.on for one in later if isinstance(one, Observations) and one.on <= last_day]
        return max(given) + timedelta(days=NOTICE_DAYS) if given else last_day

    def _answer_by(self, notice: Event) -> date:
        return self.holidays.citizen_day(notice.on + timedelta(days=NOTICE_DAYS))

    def _give_by(self, suspended: Suspended) -> date:
        return self.holidays.citizen_day(suspended.ends)

    def _find(self, kind: type[Event]) -> Event | None:
        return next((event for event in self.events if isinstance(event, kind)), None)
