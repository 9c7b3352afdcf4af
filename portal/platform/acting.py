"""For whom somebody acts, by which permission, and how far it reaches: values that every rule reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class Act(StrEnum):
    """What may be done in another person's affairs; to declare is to answer for the truth of it."""

    READ = "read"
    PREPARE = "prepare"
    SEND = "send"
    DECLARE = "declare"


class Errand(StrEnum):
    """What is looked after besides a person's requests: hours at a desk, and the papers they keep here.

    ``BOOK_HOUR`` is also to move or cancel one.
    """

    SEE_HOUR = "see_hour"
    BOOK_HOUR = "book_hour"
    SEE_PAPER = "see_paper"
    KEEP_PAPER = "keep_paper"
    REMOVE_PAPER = "remove_paper"


#: The act each errand takes, for whoever acts for another.
NEEDS = {
    Errand.SEE_HOUR: Act.READ,
    Errand.BOOK_HOUR: Act.PREPARE,
    Errand.SEE_PAPER: Act.READ,
    Errand.KEEP_PAPER: Act.PREPARE,
    Errand.REMOVE_PAPER: Act.PREPARE,
}

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
    #: What is never done this way, however much was allowed.
    never: ClassVar[frozenset[Errand]] = frozenset()

    @property
    def speaker_id(self) -> int | None:
        """Who says what the person wants, where it is not the person: who acts for them alone, or came in
        their place to a desk. They may be whom the person has to fear.
        """
        return None

    def allows(self, service: str) -> bool:
        """Whether the permission in force covers this service."""
        return self.mandate_id is not None and (self.every_service or service in self.services)

    def may(self, act: Act, service: str) -> bool:
        """Whether this may be done now, for this service."""
        return act in self.acts and self.allows(service)

    def may_do(self, errand: Errand, service: str | None = None) -> bool:
        """Whether an errand may be done now; ``service`` where it is about one."""
        if self.mandate_id is None or errand in self.never or NEEDS[errand] not in self.acts:
            return False
        return service is None or self.allows(service)


@dataclass(frozen=True, kw_only=True)
class InVisit(ActingFor):
    """An open visit: the citizen beside the operator, their language, and what they allowed.

    ``level``: how surely it is known who is there, on the scale of SPID and CIE (1 to 3).
    ``is_signed``: what the person allowed was signed by them, or by law needs no signature of theirs.
    ``representative_id``: who represents the person by law and came in their place, by ``kind``, the
    closed word of their power.
    """

    visit_id: int
    desk: str
    desk_name: str
    opened_at: datetime
    identified_by: str
    language: str = "it"
    level: int = 2
    is_signed: bool = True
    representative_id: int | None = None
    representative_name: str = ""
    kind: str = ""

    @property
    def speaker_id(self) -> int | None:
        """The representative, where one came."""
        return self.representative_id

    @property
    def declarer_id(self) -> int:
        """Whose the declarations of truth are: the person's, or of who represents them (DPR 445/2000,
        art. 5).
        """
        return self.subject_id if self.representative_id is None else self.representative_id

    def may_do(self, errand: Errand, service: str | None = None) -> bool:
        """As for everybody; what is taken out of the drawer is the person's to say, who is not there."""
        is_lost = self.representative_id is not None and errand is Errand.REMOVE_PAPER
        return not is_lost and super().may_do(errand, service)


@dataclass(frozen=True, kw_only=True)
class ByPower(ActingFor):
    """Somebody acts online for another person, alone: by mandate, or as parent, guardian …

    ``kind`` is the closed word of where the power comes from, ``until`` its last day, if it has one;
    ``holder_id`` is who acts.
    """

    kind: str
    until: date | None = None
    holder_id: int | None = None
    #: What is taken out of the drawer is lost to the person, who is not there to say so.
    never: ClassVar[frozenset[Errand]] = frozenset({Errand.REMOVE_PAPER})

    @property
    def speaker_id(self) -> int | None:
        """Who holds the power."""
        return self.holder_id
