"""Who is at the keyboard, how they proved it, and for whom they act: three truths, never mixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from flask import g

from portal.platform.acting import Act, ActingFor, ByPower, Errand, InVisit

#: The purpose on record, where none is said, of what is done at a public machine.
AT_MACHINE = "machine"


class Role(StrEnum):
    """What a member of staff may be; a citizen has no role."""

    OPERATOR = "operator"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Grant:
    """One role, held in a body and, where it is narrower, at a desk or in an office; or, where it is
    wider, in a territory.

    ``reaches``: where a role that is not of one desk or one office reaches today, by the catalogue: the
    offices of who works cases, the desks of an operator, the bodies of an administrator. Identity fills
    it in; it says nothing of which role it is.
    """

    role: Role
    body: str
    office: str | None = None
    desk: str | None = None
    territory: str | None = None
    reaches: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Authentication:
    """How the person at the keyboard proved who they are; never what they claimed at a desk."""

    method: str
    provider: str
    level: int
    at: datetime
    second_factor: bool = False


@dataclass(frozen=True)
class Actor:
    """The person at the keyboard as every rule sees them.

    ``guest`` is the hash of the browser session of somebody who has not signed in: it owns only
    what was begun in that session. ``at_machine``: it is a public machine of a desk.
    """

    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    authentication: Authentication | None = None
    guest: str | None = None
    acting_for: ActingFor | None = None
    desk: str | None = None
    at_machine: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether a login session is open in this browser."""
        return self.person_id is not None

    @property
    def subject_id(self) -> int | None:
        """Whose affairs these are: the person acted for, otherwise the person themselves."""
        return self.acting_for.subject_id if self.acting_for else self.person_id

    @property
    def visit(self) -> InVisit | None:
        """The open visit, where the actor is an operator beside a citizen."""
        return self.acting_for if isinstance(self.acting_for, InVisit) else None

    @property
    def power(self) -> ByPower | None:
        """The power in use, where the actor acts for another person by themselves."""
        return self.acting_for if isinstance(self.acting_for, ByPower) else None

    @property
    def speaker_id(self) -> int | None:
        """Who says what the subject wants, where it is somebody else; see ``ActingFor``."""
        return self.acting_for.speaker_id if self.acting_for else None

    def may(self, act: Act, service: str) -> bool:
        """Whether this may be done now: in one's own affairs anything, for another what was allowed."""
        return self.acting_for is None or self.acting_for.may(act, service)

    def may_do(self, errand: Errand, service: str | None = None) -> bool:
        """The same of an errand besides the requests; ``service`` where it is about one."""
        return self.acting_for is None or self.acting_for.may_do(errand, service)

    @property
    def is_operator(self) -> bool:
        """Whether the person works at a desk."""
        return self.has(Role.OPERATOR)

    @property
    def is_officer(self) -> bool:
        """Whether the person works in an office."""
        return self.has(Role.OFFICER) or self.has(Role.COORDINATOR)

    @property
    def is_administrator(self) -> bool:
        """Whether the person gives and ends roles."""
        return self.has(Role.ADMINISTRATOR)

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any role."""
        return bool(self.grants)

    def has(self, role: Role) -> bool:
        """Whether the person holds this role anywhere."""
        return any(grant.role is role for grant in self.grants)

    def desks(self) -> tuple[str, ...]:
        """The desks where the person may open a visit."""
        held = [g for g in self.grants if g.role is Role.OPERATOR]
        own = [g.desk for g in held if g.desk]
        wider = sorted({one for g in held for one in g.reaches} - set(own))
        return (*own, *wider)

    def offices(self) -> frozenset[str]:
        """The offices whose cases the person works."""
        roles = {Role.OFFICER, Role.COORDINATOR}
        held = [g for g in self.grants if g.role in roles]
        own = {g.office for g in held if g.office}
        return frozenset(own.union(*(g.reaches for g in held)))

    def bodies(self) -> frozenset[str]:
        """The bodies whose roles the person gives and ends."""
        held = [g for g in self.grants if g.role is Role.ADMINISTRATOR]
        return frozenset({g.body for g in held}.union(*(g.reaches for g in held)))


NOBODY = Actor()

Completion = Callable[[Actor], Actor]
_completions: list[Completion] = []


def completes_actor(step: Completion) -> Completion:
    """Register a step that adds to the actor; identity says who, assisted says for whom.

    Steps run in the order of registration, once per request, when the actor is first asked for.
    """
    if step not in _completions:
        _completions.append(step)
    return step


def current_actor() -> Actor:
    """The actor of this request, put together on first use."""
    if "actor" not in g:
        g.actor = NOBODY
        for step in _completions:
            g.actor = step(g.actor)
    found: Actor = g.actor
    return found


def set_actor(actor: Actor) -> None:
    """Replace the actor of this request, for instance right after a login."""
    g.actor = actor


def with_visit(actor: Actor, visit: InVisit | None) -> Actor:
    """The same person at the keyboard, acting for the citizen of a visit (or for nobody)."""
    return replace(actor, acting_for=visit)
