"""Changing what we know of people: logins, what a document or a person says, staff roles."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.identity import arrivals, policy, queries
from portal.identity.actor import provider_session
from portal.identity.login import Identified, Left
from portal.identity.models import LoginAttempt, Person, ProviderIdentity, StaffGrant
from portal.identity.profile import Profile, Source, claims_to_facts
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor, Authentication, Grant
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.sessions import end_sessions_with

ATTEMPT_MINUTES = 15


class AttemptUnknown(Exception):
    """No login under way has this state in this browser, or it was used or is too old."""


class PersonUnclear(Exception):
    """The provider's name and the fiscal code point to two people: nobody enters, a human looks."""


@dataclass(frozen=True)
class Attempt:
    """What was remembered of a login on its way; ``language`` is that of the page it began on,
    ``level`` the least that was asked for (0: none). ``confirms``: somebody who is in proves anew, with
    a second factor, who they are; ``begun`` is when, in seconds since 1970. ``errand``: for whom the login
    only answers who somebody is (``portal.identity.errands``); it then opens no session."""

    nonce: str
    verifier: str
    back: str
    language: str
    provider: str
    level: int
    confirms: bool = False
    begun: int = 0
    errand: str = ""


def _hashed(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def remember_attempt(keyring: Keyring, state: str, attempt: Attempt) -> str:
    """Keep a login on its way; the secret for the browser's own cookie."""
    browser = secrets.token_urlsafe(24)
    data_key = keyring.new_data_key()
    db.session.add(
        LoginAttempt(
            state_hash=_hashed(state),
            browser_hash=_hashed(browser),
            data_key=data_key,
            sealed=keyring.seal_json(data_key, asdict(attempt), "login"),
            expires_at=clock.after(minutes=ATTEMPT_MINUTES),
        )
    )
    return browser


def use_attempt(keyring: Keyring, state: str, browser: str) -> Attempt:
    """Use up a login's state; another browser with the same state burns nothing.

    Raises:
        AttemptUnknown: see there.
    """
    row = db.session.get(LoginAttempt, _hashed(state), with_for_update=True)
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise AttemptUnknown
    if not secrets.compare_digest(row.browser_hash, _hashed(browser)):
        raise AttemptUnknown
    row.used_at = clock.now()
    return Attempt(**keyring.open_json(row.data_key, row.sealed, "login"))


@jobs.regularly(timedelta(hours=1))
def forget_attempts(session: Session) -> None:
    """Erase logins that never came back, or did."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.expires_at <= clock.now()))


def sign_in(keyring: Keyring, who: Identified) -> Person:
    """Know the person a provider identified, and note that they signed in.

    Raises:
        PersonUnclear: see ``recognise``.
    """
    person = recognise(keyring, who)
    proof = Authentication("oidc", who.issuer, who.level, clock.now(), who.second_factor)
    actor = Actor(person_id=person.id, authentication=proof)
    is_first = not audit.has_recorded(actor, "identity.signed_in", "person", person.id, None)
    audit.record(actor, "identity.signed_in", "person", person.id)
    if is_first:
        arrivals.announce_newcomer(actor)
    return person


def recognise(keyring: Keyring, who: Identified) -> Person:
    """Know the person a provider identified: by their fiscal code first, never by e-mail.

    The provider's data replace what was only said or read on a document.

    Raises:
        PersonUnclear: the data belong to somebody else than the person this name stands for.
    """
    facts = claims_to_facts(who.claims)
    person = queries.find_by_provider(keyring, who.issuer, who.subject)
    if person is None:
        person = know_person(keyring, facts, Source.PROVIDER)
        hashed = keyring.lookup("provider", f"{who.issuer}|{who.subject}")
        db.session.add(
            ProviderIdentity(
                person_id=person.id,
                issuer=who.issuer,
                subject_hash=hashed,
                last_login_at=clock.now(),
            )
        )
    else:
        _must_be_same(keyring, person, facts)
        learn(keyring, person, facts, Source.PROVIDER)
        _note_login(person, who.issuer)
    return person


def sign_out_by_provider(keyring: Keyring, session: Session, left: Left) -> None:
    """End what the provider ended: the one login it names, or every one of the person by this provider."""
    if left.session:
        known = provider_session(keyring, left.issuer, left.session)
        end_sessions_with(session, sid=known["sid"])
        return
    person = queries.find_by_provider(keyring, left.issuer, left.subject)
    if person is not None:
        end_sessions_with(session, person_id=person.id, provider=left.issuer)


def _note_login(person: Person, issuer: str) -> None:
    """A role nobody signs in for is paused after a while."""
    names = (ProviderIdentity.person_id == person.id, ProviderIdentity.issuer == issuer)
    db.session.execute(update(ProviderIdentity).where(*names).values(last_login_at=clock.now()))


def _must_be_same(keyring: Keyring, person: Person, facts: Mapping[str, str]) -> None:
    fiscal_code = facts.get("fiscal_code", "")
    if not fiscal_code:
        return
    owner = queries.find_by_fiscal_code(keyring, fiscal_code)
    known = queries.open_profile(keyring, person)
    is_certified = known.sources.get("fiscal_code") == Source.PROVIDER
    if (owner is not None and owner.id != person.id) or (
        is_certified and known.fiscal_code != fiscal_code
    ):
        raise PersonUnclear


def know_person(keyring: Keyring, facts: Mapping[str, str], source: Source) -> Person:
    """The person these data are about: the one with the same fiscal code, or a new one."""
    fiscal_code = facts.get("fiscal_code", "")
    person = queries.find_by_fiscal_code(keyring, fiscal_code) if fiscal_code else None
    if person is None:
        try:
            with db.session.begin_nested():
                return _newcomer(keyring, facts, source)
        except IntegrityError:  # two desks at once: the other was quicker, now they are known
            person = queries.find_by_fiscal_code(keyring, fiscal_code) if fiscal_code else None
            if person is None:
                raise
    learn(keyring, person, facts, source)
    return person


def _newcomer(keyring: Keyring, facts: Mapping[str, str], source: Source) -> Person:
    person = Person(data_key=keyring.new_data_key(), sealed=b"", created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    _store(keyring, person, Profile().learn(facts, source))
    db.session.flush()
    return person


def learn(keyring: Keyring, person: Person, facts: Mapping[str, str], source: Source) -> None:
    """Add to what we know of a person; weaker data never replace stronger ones."""
    known = queries.open_profile(keyring, person)
    better = known.learn(facts, source)
    if better != known:
        _store(keyring, person, better)


def change_contacts(
    keyring: Keyring, actor: Actor, facts: Mapping[str, str], source: Source = Source.CHOSEN
) -> None:
    """Keep the contacts the person gives, also none: they are always theirs to change. ``source``: whether
    they gave them by themselves, or at a desk."""
    person = db.session.get_one(Person, actor.subject_id)
    _store(keyring, person, queries.open_profile(keyring, person).choose(facts, source))
    audit.record(actor, "identity.contacts_changed", "person", person.id)


def doubt_email(person_id: int) -> None:
    """Remember that letters to the e-mail of a profile come back; a new e-mail ends the doubt."""
    db.session.get_one(Person, person_id).email_doubtful_at = clock.now()


def _store(keyring: Keyring, person: Person, profile: Profile) -> None:
    if person.sealed and queries.open_profile(keyring, person).email != profile.email:
        person.email_doubtful_at = None
    person.sealed = keyring.seal_json(person.data_key, profile.facts(), f"person:{person.id}")
    whole = {
        "fiscal_code_hash": ("fiscal_code", profile.fiscal_code),
        "name_birth_hash": ("name_birth", profile.name_and_birth()),
        "email_hash": ("email", profile.email),
        "phone_hash": ("phone", profile.phone),
    }
    for column, (purpose, value) in whole.items():
        setattr(person, column, keyring.lookup(purpose, value) if value else None)


def grant_role(actor: Actor, person: Person, grant: Grant) -> StaffGrant | None:
    """Give a role; nothing where the person has the same one, be it paused: that is for an administrator
    to lift.

    Raises:
        NotBoth: they would be operator and administrator of one body.
    """
    if queries.find_grant(person.id, grant) is not None:
        return None
    if policy.clashes(grant, queries.held_by(person.id)):
        raise policy.NotBoth
    row = StaffGrant(
        person_id=person.id,
        role=grant.role,
        body=grant.body,
        office=grant.office,
        desk=grant.desk,
        territory=grant.territory,
        given_at=clock.now(),
    )
    db.session.add(row)
    audit.record(actor, f"staff.{grant.role}_given", "person", person.id, subject_id=person.id)
    return row
