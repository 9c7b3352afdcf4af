"""Before a term ends, and after: who is to be warned on which day. Pure.

L. 241/1990 art. 2 c. 9-bis: for each body somebody decides instead of an office that let a term pass.
"""

from __future__ import annotations

from enum import StrEnum


class Rung(StrEnum):
    """The rungs of the ladder, lowest first."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    SUBSTITUTE = "substitute"


def rungs_due(days_left: int, officer_days: int, coordinator_days: int) -> tuple[Rung, ...]:
    """The rungs to warn with so many days left (0 on the last day, negative afterwards).

    Who was warned already is for the caller to know; once the term has passed only the substitute is
    warned: "the last day is near" would be untrue.
    """
    if days_left < 0:
        return (Rung.SUBSTITUTE,)
    near = []
    if days_left <= officer_days:
        near.append(Rung.OFFICER)
    if days_left <= coordinator_days:
        near.append(Rung.COORDINATOR)
    return tuple(near)
