"""Leads from a few plain answers to the services that fit, each with the reason why. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.catalogue.definitions import Service

#: The audience that means everybody, and the need of somebody who does not know what to ask.
EVERYONE = "everyone"
UNSURE = "talk"
DANGER = "danger"
#: The question of the bank that asks for the urgency.
HOW_SOON = "how_soon"
#: The answer "somebody else" or "I don't know" to the question for whom.
ANYBODY = "chiunque"


class Urgency(StrEnum):
    """How soon help is needed; the values stand in addresses."""

    NOW = "subito"
    DAYS = "giorni"
    CAN_WAIT = "con-calma"


class Reason(StrEnum):
    """Why a service is suggested."""

    URGENT = "urgent"
    NEED = "need"
    AUDIENCE = "audience"
    EVERYONE = "everyone"
    EVENT = "event"
    FIRST_CONTACT = "first-contact"


@dataclass(frozen=True)
class Answers:
    """What was answered so far; None where the question still stands."""

    need: str | None = None
    audience: str | None = None
    urgency: Urgency | None = None
    event: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to ask."""
        return bool(self.need and self.audience and self.urgency)

    @property
    def is_danger(self) -> bool:
        """Whether the numbers to call come before everything else."""
        return self.need == DANGER or self.urgency is Urgency.NOW


@dataclass(frozen=True)
class Suggestion:
    """A service that fits, and why."""

    slug: str
    reasons: tuple[Reason, ...]


def audiences_for(services: Iterable[Service], need: str) -> frozenset[str]:
    """For whom the services of a need are, besides everybody: the only answers worth offering."""
    found = {who for service in services if need in service.needs for who in service.audiences}
    return frozenset(found - {EVERYONE})


def suggest(services: Iterable[Service], answers: Answers) -> list[Suggestion]:
    """The services that fit, best first: help that comes at once, then what fits the person most.

    A service fits when it meets the need and is for that person or for everybody. Where none is for
    that person, those that meet the need are better than nothing. Who cannot wait also sees the help
    that comes at once for everybody, whatever the need.
    """
    everything = list(services)
    fitting = [service for service in everything if _fits(service, answers)]
    if not fitting:
        fitting = [service for service in everything if answers.need in service.needs]
    if answers.urgency is Urgency.NOW:
        fitting += [one for one in everything if _helps_anybody_now(one) and one not in fitting]
    if answers.urgency is not Urgency.CAN_WAIT or not fitting:
        fitting += [one for one in everything if UNSURE in one.needs and one not in fitting][:1]
    fitting.sort(key=lambda service: _place(service, answers))
    return [Suggestion(service.slug, _reasons(service, answers)) for service in fitting]


def _helps_anybody_now(service: Service) -> bool:
    return service.urgent and EVERYONE in service.audiences


def _fits(service: Service, answers: Answers) -> bool:
    if answers.need not in service.needs:
        return False
    return (
        answers.audience in {None, ANYBODY}
        or answers.audience in service.audiences
        or EVERYONE in service.audiences
    )


def _place(service: Service, answers: Answers) -> tuple[bool, bool, bool, bool, int, str]:
    """Where a service stands: smaller comes first."""
    return (
        not (service.urgent and answers.urgency is Urgency.NOW),
        answers.need not in service.needs,
        not (answers.event and answers.event in service.life_events),
        answers.audience not in service.audiences,
        # What serves one purpose says more than what serves many, and its first need is its main one.
        service.needs.index(answers.need) if answers.need in service.needs else len(service.needs),
        service.slug,
    )


def _reasons(service: Service, answers: Answers) -> tuple[Reason, ...]:
    reasons = []
    if service.urgent and answers.urgency is Urgency.NOW:
        reasons.append(Reason.URGENT)
    if answers.event and answers.event in service.life_events:
        reasons.append(Reason.EVENT)
    if answers.need in service.needs:
        reasons.append(Reason.NEED)
        if answers.audience in service.audiences:
            reasons.append(Reason.AUDIENCE)
        elif EVERYONE in service.audiences:
            reasons.append(Reason.EVERYONE)
    elif not reasons:
        reasons.append(Reason.FIRST_CONTACT)
    return tuple(reasons)
