"""Whom an operator may not serve: themselves, their household, whom they declared (L. 241/1990 art. 6-bis,
DPR 62/2013 art. 7)."""

from __future__ import annotations

from portal.cases.ties import is_bound_to
from portal.identity.models import Person
from portal.identity.profile import Profile
from portal.identity.queries import open_profile, profile_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class KeptApart(Situation):
    """An operator may not serve this person; ``reason`` is the closed word of the record, ``waits`` says
    whether somebody stands at the desk whom a colleague takes."""

    status = 403
    reason = "bound"
    waits = True


class OwnAffair(KeptApart):
    """An operator never opens a visit for themselves."""

    reason = "own"
    waits = False
    title = _l("You cannot open a visit for yourself")
    words = _l("For your own affairs use your personal area, or ask a colleague.")


class BoundToPerson(KeptApart):
    """The operator lives with this person, or declared what binds them."""

    title = _l("A colleague serves this person")
    words = _l("You are bound to this person: you cannot open a visit for them.")


class BoundToCaller(BoundToPerson):
    """The same of somebody who calls: nobody waits at the desk."""

    waits = False
    title = _l("A colleague calls this person back")
    words = _l("You are bound to this person: you see neither their number nor their mandates.")


class DocumentNeeded(Situation):
    """All that was done about a person is given only to whoever showed who they are."""

    status = 403
    title = _l("A document is needed")
    words = _l("To print who opened their data, look at a document of the person first.")


class OnlyThePerson(Situation):
    """Whoever came in the person's place does not do this for them."""

    status = 403
    title = _l("Only the person can do this")
    words = _l(
        "Who represents the person gives no mandate for them, does not change how they are reached and "
        "does not read who opened their data. The person does it themselves, or writes to the body."
    )


def refuse_representative(actor: Actor) -> None:
    """Stop what is the person's alone, in a visit of who represents them.

    Raises:
        OnlyThePerson.
    """
    if actor.visit is not None and actor.visit.representative_id is not None:
        raise OnlyThePerson


def refuse_bound(actor: Actor, person: Person) -> None:
    """Stop before anything of this person is shown.

    Raises:
        OwnAffair, BoundToPerson.
    """
    if actor.person_id is None:
        return
    if person.id == actor.person_id:
        raise OwnAffair
    if is_bound_to(actor.person_id, person):
        raise BoundToPerson


def refuse_caller(actor: Actor, person: Person) -> None:
    """The same for somebody who calls.

    Raises:
        BoundToCaller: see there.
    """
    if actor.person_id is not None and is_bound_to(actor.person_id, person):
        raise BoundToCaller


def is_same_home(keyring: Keyring, actor: Actor, person: Person) -> bool:
    """Whether operator and person share family name and street: no proof of a tie, so nobody is refused,
    but somebody else looks at it later."""
    if actor.person_id is None:
        return False
    own, other = _home(profile_of(keyring, actor.person_id)), _home(open_profile(keyring, person))
    return own is not None and own == other


def _home(profile: Profile) -> tuple[str, ...] | None:
    parts = (profile.family_name, profile.street, profile.locality)
    return tuple(" ".join(one.casefold().split()) for one in parts) if all(parts) else None
