"""How surely somebody must be known to give, take or use a power."""

from __future__ import annotations

from portal.platform import clock
from portal.platform.access import StepUpNeeded
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import policy, queries


class NotOfAge(Situation):
    """Who is a minor gives no mandate and takes none: a parent or a guardian acts for them."""

    status = 403
    title = _l("You must be 18 for this")
    words = _l("Until you are 18 a parent, or who has charge of you, acts for you.")


class NameUnknown(Situation):
    """The mandate would not say who gives it: no provider vouched for name and fiscal code."""

    status = 403
    title = _l("Sign in with SPID or CIE to do this")
    words = _l("We must be sure who you are. Sign out, then sign in with SPID or with your CIE.")


def must_be_sure(keyring: Keyring, actor: Actor) -> None:
    """Whether this person may give or take a power as they are here.

    Raises:
        NotThere: nobody is signed in, or somebody acts for another: powers make no chains.
        StepUpNeeded, NotOfAge, NameUnknown: see there.
    """
    profile = queries.own_profile(keyring, actor)
    if actor.authentication is None or actor.authentication.level < policy.LEAST_LEVEL:
        raise StepUpNeeded(policy.LEAST_LEVEL)
    if not profile.fiscal_code or not profile.is_name_certified:
        raise NameUnknown
    born = queries.born_on(profile)
    if born is None or not policy.is_of_age(born, clock.today()):
        raise NotOfAge
