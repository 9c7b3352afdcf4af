"""Who may give roles, look through them and end them: nobody their own, nobody outside their bodies."""

from __future__ import annotations

from collections.abc import Iterable

from portal.identity import reach
from portal.identity.reach import Place
from portal.platform.actor import Actor, Grant, Role
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class OwnRole(Situation):
    """Somebody would give, end, confirm or lift a role of themselves."""

    status = 403
    title = _l("Not your own role")
    words = _l("Nobody gives or ends a role of their own. Ask another administrator of your body.")


class NotBoth(Situation):
    """Somebody would help people at the desks of a body and give roles in it: whoever acts beside people
    must not also decide who may look over their shoulder."""

    status = 409
    title = _l("Not both in one body")
    words = _l(
        "Whoever works at a desk of a body gives no roles there, and the other way round. "
        "End one role first, or choose somebody else."
    )


class LastAdministrator(Situation):
    """The body would be left with nobody who gives and ends roles."""

    status = 409
    title = _l("This is the last administrator of the body")
    words = _l(
        "First give the administration of roles to somebody else. Then you can end this one."
    )


def fits(role: Role, place: Place) -> bool:
    """Whether a role can be held there: an operator's at a desk, an officer's in an office, and each in a
    whole body or territory."""
    if place.desk is not None:
        return role is Role.OPERATOR
    if place.office is not None:
        return role in (Role.OFFICER, Role.COORDINATOR)
    return True


def clashes(wanted: Grant, held: Iterable[Grant]) -> bool:
    """Whether a role does not go with those somebody holds: an operator is never also an administrator of
    the same body, however narrow or wide the two are."""
    apart = {Role.OPERATOR: Role.ADMINISTRATOR, Role.ADMINISTRATOR: Role.OPERATOR}
    other = apart.get(wanted.role)
    bodies = _bodies_of(wanted)
    return any(one.role is other and bodies & _bodies_of(one) for one in held)


def _bodies_of(grant: Grant) -> frozenset[str]:
    around = reach.bodies_of(grant.territory) if grant.territory else frozenset()
    return around | {grant.body}


def may_give(actor: Actor, role: Role, place: Place) -> bool:
    """Whether this administrator gives this role there. A role in a territory reaches the offices of all
    its bodies: only who administers all of them gives it."""
    return fits(role, place) and place in reach.places_of(actor.bodies())


def answers_for(actor: Actor, body: str) -> bool:
    """Whether this administrator ends, confirms and lifts the roles of a body; those in a territory
    belong to the body they were given by."""
    return body in actor.bodies()
