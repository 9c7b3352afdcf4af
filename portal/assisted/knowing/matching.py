"""Whom we know already: by fiscal code first, by name only with a reason; shown in very few words."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.identity.models import Person
from portal.identity.profile import Profile
from portal.identity.queries import open_profile, profile_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.i18n import gettext as _

_MATCH = "visit.match"


def find_alike(keyring: Keyring, facts: Mapping[str, str]) -> list[Person]:
    """Who has the same surname, birth date and given name; of who was found by none of their codes.

    With a fiscal code in hand only those are left whose code we do not know yet: another code is
    another person.
    """
    whole = Profile(family_name=facts["family_name"], birth_date=facts["birth_date"])
    hashed = keyring.lookup("name_birth", whole.name_and_birth())
    query = select(Person).where(Person.name_birth_hash == hashed).order_by(Person.id)
    if facts.get("fiscal_code"):
        query = query.where(Person.fiscal_code_hash.is_(None))
    return [one for one in db.session.scalars(query) if _same_given(keyring, one, facts)]


def _same_given(keyring: Keyring, person: Person, facts: Mapping[str, str]) -> bool:
    known = open_profile(keyring, person).given_name
    return known.casefold().split() == facts["given_name"].casefold().split()


def is_own(keyring: Keyring, actor: Actor, facts: Mapping[str, str]) -> bool:
    """Whether these data are the operator's own."""
    if actor.person_id is None:
        return False
    own = profile_of(keyring, actor.person_id)
    if facts.get("fiscal_code"):
        return facts["fiscal_code"] == own.fiscal_code
    same_birth = facts.get("birth_date") == own.birth_date
    return same_birth and facts.get("family_name", "").casefold() == own.family_name.casefold()


def redacted(keyring: Keyring, person: Person) -> str:
    """Somebody we know, in as few words as tell them apart: first letters, year of birth, municipality."""
    known = open_profile(keyring, person)
    initials = " ".join(f"{name[:1]}…" for name in (known.given_name, known.family_name))
    words = _("%(initials)s, born in %(year)s", initials=initials, year=known.birth_date[:4])
    return f"{words}, {known.locality}" if known.locality else words


def sign(keyring: Keyring, actor: Actor, person: Person) -> str:
    """What binds the operator's "it is them" to the person they were asked about, and to the operator."""
    return f"{person.id}.{keyring.sign(_MATCH, f'{actor.person_id}:{person.id}')}"


def signed_person(keyring: Keyring, actor: Actor, answer: str) -> Person | None:
    """The person an answer is about; nothing where it was made up, or is another operator's."""
    number, _dot, signature = answer.partition(".")
    if not number.isdecimal():
        return None
    if not keyring.is_signed(_MATCH, f"{actor.person_id}:{number}", signature):
        return None
    return db.session.get(Person, int(number))
