"""Who may enter: each route says it aloud, "public" included, and an unsigned door is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.platform import clock
from portal.platform.actor import Actor, Authentication, Role, current_actor
from portal.platform.kept import keep_for
from portal.platform.sessions import is_proof_fresh

View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[Actor], bool]


class UndeclaredAccess(Exception):
    """A route has no access mark; put one of the decorators of this module under the route."""


class StepUpNeeded(Exception):
    """The person signed in less surely than this asks for: they do it once more, at ``level``."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.level = level


class ProofNeeded(Exception):
    """Whoever is at the keyboard must show anew, with a second factor, that they are who signed in.

    ``minutes``: how old the proof may be at most; without it, that nobody left the machine since.
    """

    def __init__(self, minutes: int = 0) -> None:
        super().__init__(minutes)
        self.minutes = minutes


@dataclass(frozen=True)
class Door:
    """The sign on a door: its word (as in the access table of the docs) and its rule.

    ``is_for_staff``: what lies behind is other people's; a password alone does not open it.
    """

    word: str
    admits: Rule
    needs_login: bool = True
    is_for_staff: bool = False


PUBLIC = Door("public", lambda actor: True, needs_login=False)
#: A citizen, an operator in a visit, or a guest: what they see is then loaded through the actor.
PARTICIPANT = Door("participant", lambda actor: actor.is_signed_in or actor.guest is not None)
SIGNED_IN = Door("signed_in", lambda actor: actor.is_signed_in)
#: Someone who has a subject: oneself, or the citizen of the visit.
CITIZEN = Door("citizen", lambda actor: actor.subject_id is not None)
OPERATOR = Door("operator", lambda actor: actor.has(Role.OPERATOR), is_for_staff=True)
IN_VISIT = Door(
    "in_visit",
    lambda actor: actor.has(Role.OPERATOR) and actor.visit is not None,
    is_for_staff=True,
)
OFFICER = Door("officer", lambda actor: actor.is_officer, is_for_staff=True)
EDITOR = Door("editor", lambda actor: actor.has(Role.EDITOR), is_for_staff=True)
#: Not while a person sits beside this screen, and never in the name of another: what is done here is
#: written down as the administrator's own.
ADMINISTRATOR = Door(
    "administrator",
    lambda actor: actor.is_administrator and actor.acting_for is None,
    is_for_staff=True,
)
#: Who looks after the public machines of a desk: its operators, and who administers its body.
DESK_KEEPER = Door(
    "desk_keeper",
    lambda actor: (actor.is_operator or actor.is_administrator) and actor.visit is None,
    is_for_staff=True,
)


def _sign(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return mark


public = _sign(PUBLIC)
participant = _sign(PARTICIPANT)
signed_in = _sign(SIGNED_IN)
citizen = _sign(CITIZEN)
operator = _sign(OPERATOR)
in_visit = _sign(IN_VISIT)
officer = _sign(OFFICER)
editor = _sign(EDITOR)
administrator = _sign(ADMINISTRATOR)
desk_keeper = _sign(DESK_KEEPER)


def sensitive(view: View) -> View:
    """Mark a view of staff that decides, gives power or shows much at once: who left the machine alone
    for a quarter of an hour signs in again before it. What was posted is kept until then, so that the
    view's own page must give it back (``kept_form``)."""
    view.is_sensitive = True  # type: ignore[attr-defined]
    return view


def demand_fresh_proof() -> None:
    """The same for a view that finds out only while it works that what it shows is sensitive.

    Raises:
        ProofNeeded: see there.
    """
    if not is_proof_fresh():
        raise ProofNeeded


def demand_recent_proof(within: timedelta) -> None:
    """For an act that is sealed in somebody's name: they showed who they are, with a second factor, so short
    a time ago.

    Raises:
        ProofNeeded: see there.
    """
    proof = current_actor().authentication
    if proof is None or not is_proof_recent(proof, within):
        raise ProofNeeded(int(within.total_seconds() // 60))


def is_proof_recent(proof: Authentication, within: timedelta) -> bool:
    """Whether a proof with a second factor is so young, and the machine was not left alone since."""
    return proof.second_factor and is_proof_fresh() and proof.at + within > clock.now()


def door_of(app: Flask, endpoint: str) -> Door | None:
    """The sign on the view behind an endpoint."""
    return getattr(app.view_functions[endpoint], "door", None)


def check_doors(app: Flask) -> None:
    """Refuse to start while a route does not say who may enter.

    Raises:
        UndeclaredAccess: naming every such endpoint.
    """
    unsigned = sorted(name for name in app.view_functions if door_of(app, name) is None)
    if unsigned:
        raise UndeclaredAccess(
            f"No access mark on: {', '.join(unsigned)}. Add @public, @citizen, @operator … "
            "(portal/platform/access.py) right under the route."
        )


def guard(app: Flask) -> None:
    """Compare the actor with the sign on the door before each view runs."""

    @app.before_request
    def check_door() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        door = door_of(app, request.endpoint)
        if door is None:
            raise UndeclaredAccess(request.endpoint)
        if door is PUBLIC:
            return None
        actor = current_actor()
        if door.admits(actor):
            return None if _is_proved(app, door, actor) else to_new_proof()
        if door.needs_login and not actor.is_signed_in:
            return to_login()
        raise Forbidden

    app.register_error_handler(StepUpNeeded, _to_safer_login)
    app.register_error_handler(ProofNeeded, lambda needed: to_new_proof(needed.minutes))


def _is_proved(app: Flask, door: Door, actor: Actor) -> bool:
    """Whether this login is sure enough for the door, and fresh enough for what lies behind it."""
    if not door.is_for_staff:
        return True
    proof = actor.authentication
    if proof is None or not proof.second_factor:
        return False
    view = app.view_functions[request.endpoint or ""]
    return is_proof_fresh() or not getattr(view, "is_sensitive", False)


def to_new_proof(minutes: int = 0) -> ResponseReturnValue:
    """Send somebody who is signed in to sign in once more, and back; what they posted is kept for them.

    ``minutes``: see ``ProofNeeded``.
    """
    actor = current_actor()
    if request.method == "POST" and actor.person_id is not None and actor.visit is None:
        keep_for(actor.person_id)
    return redirect(url_for("identity.sign_in", da=_here(), conferma=minutes or 1))


def to_login() -> ResponseReturnValue:
    """Send to the login and back again; what was being posted is not repeated."""
    return redirect(url_for("identity.sign_in", da=_here()))


def _to_safer_login(needed: StepUpNeeded) -> ResponseReturnValue:
    return redirect(url_for("identity.sign_in", da=_here(), livello=needed.level))


def _here() -> str:
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return request.script_root + back
