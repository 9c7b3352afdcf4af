"""For whom somebody acts, by which permission, and how far it reaches: values that every rule reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Act(StrEnum):
    """What may be done in another person's affairs; to declare is to answer for the truth of it."""

    READ = "read"
    PREPARE = "prepare"
    SEND = "send"
    DECLARE = "declare"


#: What an operator does beside a citizen: all but the declarations, which are the citizen's own.
BESIDE = frozenset({Act.READ, Act.PREPARE, Act.SEND})


@dataclass(frozen=True, kw_only=True)
class ActingFor:
    """Whose affairs somebody looks after, for which services, and by which acts.

    ``mandate_id`` is the permission they act under: in a visit the mandate given there, otherwise the
    power of ``portal.powers``. Without one nothing of the person is open.
    """

    subject_id: int
    subject_name: str
    mandate_id: int | None = None
    services: frozenset[str] = frozenset()
    every_service: bool = False
    acts: frozenset[Act] = BESIDE

    def allows(self, service: str) -> bool:
        """Whether the permission in force covers this service."""
        return self.mandate_id is not None and (self.every_service or service in self.services)

    def may(self, act: Act, service: str) -> bool:
        """Whether this may be done now, for this service."""
        return act in self.acts and self.allows(service)


@dataclass(frozen=True, kw_only=True)
class InVisit(ActingFor):
    """An open visit: the citizen beside the operator, their language, and what they allowed.

    ``level``: how surely it is known who the citizen is, on the scale of SPID and CIE (1 to 3).
    """

    visit_id: int
    desk: str
    desk_name: str
    opened_at: datetime
    identified_by: str
    language: str = "it"
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class ByPower(ActingFor):
    """Somebody acts online for another person, alone: by mandate, or as parent, guardian …

    ``kind`` is the closed word of where the power comes from, ``until`` its last day, if it has one.
    """

    kind: str
    until: date | None = None
