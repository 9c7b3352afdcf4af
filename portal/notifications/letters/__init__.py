"""What each letter says: what happened, what to do, by when; one module for each kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from portal.notifications.letters import (
    absence,
    appointments,
    cases,
    contacts,
    drafts,
    drawer,
    federations,
    mandates,
    newcomers,
    office,
    powers,
    staff,
)
from portal.notifications.letters.letter import Letter, Written

__all__ = ["LETTERS", "Letter", "Written", "written"]

LETTERS: dict[str, Letter] = {
    **absence.LETTERS,
    **appointments.LETTERS,
    **cases.LETTERS,
    **contacts.LETTERS,
    **drafts.LETTERS,
    **drawer.LETTERS,
    **federations.LETTERS,
    **mandates.LETTERS,
    **newcomers.LETTERS,
    **office.LETTERS,
    **powers.LETTERS,
    **staff.LETTERS,
}


def written(event: str, values: Mapping[str, str], say_day: Callable[[date], str]) -> Written:
    """The letter of an event, in the language of the moment; ``say_day`` puts a day in words."""
    return LETTERS[event].fill(values, say_day)
