"""Where a passing stands: can it still be used, and if not, why; predicates over the row. No database."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from portal.cases.models import Handover
from portal.platform import clock
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

#: How long a link and its code work.
MINUTES = 15


class Standing(StrEnum):
    """What has become of it."""

    OPEN = "open"
    TAKEN = "taken"
    LATE = "late"
    ENDED = "ended"


class UsedAlready(Situation):
    """A code works once: it was used, and not by this phone."""

    title = _l("This code was used already")
    words = _l(
        "A code works once. If it was not you, tell the operator at once. Else ask for a new code."
    )


class TooLate(Situation):
    """The time of a code is over."""

    title = _l("The time of this code is over")
    words = _l("A code works for 15 minutes. Nothing was lost: ask for a new one.")


class TakenBack(Situation):
    """Whoever showed the code took it back, or the visit ended."""

    title = _l("This code was taken back")
    words = _l("Whoever showed it ended it. Nothing was lost: if you need one, ask for a new code.")


class BackAtDesk(Situation):
    """The phone held a draft, and the desk took it back."""

    title = _l("The desk took this request back")
    words = _l("The operator took this request back to the desk. Your answers are there: ask them.")


_REFUSALS: dict[Standing, type[Situation]] = {
    Standing.TAKEN: UsedAlready,
    Standing.LATE: TooLate,
    Standing.ENDED: TakenBack,
}


def ends_at() -> datetime:
    """The moment at which something shown now stops working."""
    return clock.now() + timedelta(minutes=MINUTES)


def standing(row: Handover) -> Standing:
    """Where it stands at this moment."""
    if row.ended_at is not None:
        return Standing.ENDED
    if row.taken_at is not None:
        return Standing.TAKEN
    return Standing.LATE if row.expires_at <= clock.now() else Standing.OPEN


def check_open(row: Handover) -> None:
    """Whether it can still be used.

    Raises:
        UsedAlready, TooLate, TakenBack: see there.
    """
    refusal = _REFUSALS.get(standing(row))
    if refusal is not None:
        raise refusal
