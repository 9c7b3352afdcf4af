"""What can happen to the legal clock of a case, and what the law refuses. Pure.

Sources: L. 241/1990 art. 2 c. 7 (one suspension of at most thirty days) and art. 10-bis (notice of refusal).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_TERM = 180
LONGEST_SUSPENSION = 30
NOTICE_DAYS = 10


class ClockRefused(ValueError):
    """The law does not let the clock do this."""


class AlreadySuspended(ClockRefused):
    """The term can be suspended only once (L. 241/1990 art. 2 c. 7)."""


class SuspensionTooLong(ClockRefused):
    """A suspension lasts at most thirty days (L. 241/1990 art. 2 c. 7)."""


class AlreadyNotified(ClockRefused):
    """The refusal has been announced already (L. 241/1990 art. 10-bis)."""


class NothingToResume(ClockRefused):
    """There is no suspension, or no notice, that this could end."""


class OutOfOrder(ClockRefused):
    """An event before the one it follows, or one that no longer has its place: asking after announcing."""


class TermTooLong(ClockRefused):
    """No regulation may give an office more than 180 days (L. 241/1990 art. 2 c. 4)."""


@dataclass(frozen=True)
class Suspended:
    """The office asked for something no public body has; ``until`` is the last day to give it."""

    on: date
    until: date | None = None

    @property
    def ends(self) -> date:
        """The day the term starts again by itself."""
        return self.until or self.on + timedelta(days=LONGEST_SUSPENSION)


@dataclass(frozen=True)
class Resumed:
    """What was missing arrived, or the office goes on without it."""

    on: date


@dataclass(frozen=True)
class NoticeOfRefusal:
    """The office announced that the answer may be no."""

    on: date


@dataclass(frozen=True)
class Observations:
    """The citizen answered the notice."""

    on: date


Event = Suspended | Resumed | NoticeOfRefusal | Observations
#: The word each event is stored under.
EVENTS: dict[str, type[Event]] = {
    "suspended": Suspended,
    "resumed": Resumed,
    "notice_of_refusal": NoticeOfRefusal,
    "observations": Observations,
}
KINDS = {event: kind for kind, event in EVENTS.items()}


def event_of(kind: str, day: date, until: date | None = None) -> Event:
    """The event of a stored row; ``KeyError`` for an unknown kind."""
    return Suspended(day, until) if EVENTS[kind] is Suspended else EVENTS[kind](day)


def kind_of(event: Event) -> str:
    """The word an event is stored under."""
    return KINDS[type(event)]


def check_event(event: Event, earlier: tuple[Event, ...], received_on: date) -> None:
    """Refuse what the law, or the order of days, does not allow."""
    if event.on < max([received_on, *(one.on for one in earlier)]):
        raise OutOfOrder(event.on.isoformat())
    kinds = {type(one) for one in earlier}
    announced = NoticeOfRefusal in kinds
    match event:
        case Suspended():
            _check_suspension(event, kinds)
        case Resumed() if announced or Suspended not in kinds or Resumed in kinds:
            raise NothingToResume(event.on.isoformat())
        case NoticeOfRefusal() if announced:
            raise AlreadyNotified(event.on.isoformat())
        case Observations() if not announced:
            raise NothingToResume(event.on.isoformat())


def _check_suspension(event: Suspended, kinds: set[type[Event]]) -> None:
    if Suspended in kinds:
        raise AlreadySuspended(event.on.isoformat())
    if NoticeOfRefusal in kinds or event.ends < event.on:
        raise OutOfOrder(event.on.isoformat())
    if (event.ends - event.on).days > LONGEST_SUSPENSION:
        raise SuspensionTooLong((event.ends - event.on).days)
