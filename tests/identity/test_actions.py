"""A login belongs to the browser that began it, and a person is one person, known by their fiscal code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.identity import actions, queries
from portal.identity.actions import AttemptUnknown, PersonUnclear
from portal.identity.models import LoginAttempt, Person, ProviderIdentity
from portal.identity.profile import Profile, Source
from portal.identity.provider import Identified
from portal.platform import clock
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.identity.scripted import FISCAL_NUMBER
from tests.support import people
from tests.support.people import ANNA, CARLA, Somebody, known

ISSUER = "https://accesso.prova.invalid"


def attempt(app: Flask, state: str = "state-1") -> str:
    """A login under way; the secret of its browser."""
    kept = actions.Attempt("nonce", "verifier", "/servizi", "en", "accesso", 2)
    with writing():
        return actions.remember_attempt(app.config["KEYRING"], state, kept)


def use(app: Flask, state: str, browser: str) -> actions.Attempt:
    """Come back with a state."""
    with writing():
        return actions.use_attempt(app.config["KEYRING"], state, browser)


def identified(who: Somebody, subject: str = "", **claims: Any) -> Identified:
    """What a provider says of somebody."""
    said = {
        "given_name": who.given_name,
        "family_name": who.family_name,
        "birthdate": who.birth_date,
        "email": who.email,
        FISCAL_NUMBER: f"TINIT-{who.fiscal_code}",
        **claims,
    }
    return Identified(ISSUER, subject or f"subject-{who.given_name}", 2, True, said)


def enter(app: Flask, who: Identified) -> int:
    """Sign in; the id of the person."""
    with writing():
        return actions.sign_in(app.config["KEYRING"], who).id


def profile(app: Flask, person_id: int) -> Any:
    """What we know of a person now."""
    db.session.rollback()
    return queries.profile_of(app.config["KEYRING"], person_id)


def test_a_login_comes_back_to_the_browser_that_began_it(app: Flask) -> None:
    with app.app_context():
        browser = attempt(app)
        found = use(app, "state-1", browser)
        assert (found.nonce, found.verifier) == ("nonce", "verifier")
        assert (found.back, found.language) == ("/servizi", "en")


def test_another_browser_with_the_same_state_burns_nothing(app: Flask) -> None:
    with app.app_context():
        browser = attempt(app)
        for stolen in ("", "guess", attempt(app, "state-2")):
            with pytest.raises(AttemptUnknown):
                use(app, "state-1", stolen)
        assert use(app, "state-1", browser).nonce == "nonce"


def test_a_state_is_used_once(app: Flask) -> None:
    with app.app_context():
        browser = attempt(app)
        use(app, "state-1", browser)
        with pytest.raises(AttemptUnknown):
            use(app, "state-1", browser)


def test_a_login_that_took_too_long_begins_again(app: Flask) -> None:
    with app.app_context():
        browser = attempt(app)
        with clock.freeze(clock.after(minutes=16)), pytest.raises(AttemptUnknown):
            use(app, "state-1", browser)


def test_whoever_reads_the_attempts_cannot_finish_one(app: Flask) -> None:
    with app.app_context():
        browser = attempt(app)
        rows = repr(db.session.execute(text("SELECT * FROM login_attempts")).all())
        for secret in (browser, "state-1", "nonce", "verifier"):
            assert secret not in rows


def test_logins_that_never_came_back_are_forgotten(app: Flask) -> None:
    with app.app_context():
        attempt(app)
        with clock.freeze(clock.after(minutes=16)), writing() as session:
            actions.forget_attempts(session)
        assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_the_first_login_knows_the_person_and_says_so_in_the_trail(app: Flask) -> None:
    with app.app_context():
        person_id = enter(app, identified(ANNA))
        assert profile(app, person_id).name == ANNA.name
        entry = db.session.scalars(select(AuditEntry)).one()
        assert (entry.event, entry.person_id, entry.level) == (
            "identity.signed_in",
            person_id,
            2,
        )


def test_the_same_name_of_a_provider_is_the_same_person(app: Flask) -> None:
    with app.app_context():
        assert enter(app, identified(ANNA)) == enter(app, identified(ANNA))
        assert db.session.scalar(select(func.count()).select_from(ProviderIdentity)) == 1


def test_a_person_known_at_a_desk_is_found_by_fiscal_code(app: Flask) -> None:
    with app.app_context():
        with writing():
            facts = {**ANNA.facts(), "given_name": "Annina"}
            person = actions.know_person(app.config["KEYRING"], facts, Source.DOCUMENT)
            first = person.id
        claimed = identified(ANNA, **{FISCAL_NUMBER: f"tinit-{ANNA.fiscal_code.lower()}"})
        assert enter(app, claimed) == first
        assert profile(app, first).given_name == "Anna"
        assert profile(app, first).sources["given_name"] == Source.PROVIDER


def test_nobody_is_found_by_their_email(app: Flask) -> None:
    with app.app_context():
        first = enter(app, identified(ANNA))
        assert enter(app, identified(CARLA, email=ANNA.email)) != first


def test_what_a_provider_certified_is_not_overwritten_by_less(app: Flask) -> None:
    with app.app_context():
        person_id = enter(app, identified(ANNA))
        weaker = {"fiscal_code": ANNA.fiscal_code, "family_name": "Altra", "street": "Via di Prova"}
        for source in (Source.SAID, Source.DOCUMENT):
            with writing():
                actions.know_person(app.config["KEYRING"], weaker, source)
        known_now = profile(app, person_id)
        assert known_now.family_name == ANNA.family_name
        assert (known_now.street, known_now.sources["street"]) == ("Via di Prova", "document")


def test_a_name_that_comes_with_the_code_of_somebody_else_lets_nobody_in(app: Flask) -> None:
    with app.app_context():
        anna, carla = enter(app, identified(ANNA)), enter(app, identified(CARLA))
        with pytest.raises(PersonUnclear):
            enter(app, identified(CARLA, subject="subject-Anna"))
        other = "RSSMRA70A01L741W"
        with pytest.raises(PersonUnclear):
            enter(app, identified(ANNA, **{FISCAL_NUMBER: f"TINIT-{other}"}))
        assert profile(app, anna).fiscal_code == ANNA.fiscal_code
        assert profile(app, carla).fiscal_code == CARLA.fiscal_code


def test_contacts_a_person_chose_stay_when_they_sign_in_again(app: Flask) -> None:
    with app.app_context():
        person_id = enter(app, identified(ANNA))
        with writing():
            actions.change_contacts(
                app.config["KEYRING"], people.actor(person_id), {"email": "nuova@prova.invalid"}
            )
        enter(app, identified(ANNA))
        assert profile(app, person_id).email == "nuova@prova.invalid"


def test_a_contact_can_be_taken_away_and_is_then_not_found_by(app: Flask) -> None:
    with app.app_context():
        person_id = enter(app, identified(ANNA))
        with writing():
            actions.change_contacts(
                app.config["KEYRING"], people.actor(person_id), {"email": "", "phone": ""}
            )
        assert profile(app, person_id).email == ""
        assert db.session.get_one(Person, person_id).email_hash is None


def test_only_contacts_can_be_chosen(app: Flask) -> None:
    with app.app_context():
        person_id = enter(app, identified(ANNA))
        with pytest.raises(ValueError, match="Only contacts"), writing():
            actions.change_contacts(
                app.config["KEYRING"], people.actor(person_id), {"fiscal_code": "X"}
            )


def test_whoever_reads_the_people_learns_nothing(app: Flask) -> None:
    person_id = known(app, ANNA)
    with app.app_context():
        rows = repr(db.session.execute(text("SELECT * FROM people")).all())
        for word in (ANNA.family_name, ANNA.fiscal_code, ANNA.email, "1970"):
            assert word not in rows
        assert profile(app, person_id).family_name == ANNA.family_name


def test_a_role_is_given_once_and_an_ended_one_counts_no_more(app: Flask) -> None:
    role = Grant(Role.OFFICER, "comune-prova", office="ufficio")
    person_id = known(app, ANNA, role, role)
    with app.app_context():
        assert queries.grants_of(person_id) == (role,)
        assert queries.staff_of_office("ufficio") == [person_id]
        with writing() as session:
            session.execute(text("UPDATE staff_grants SET ended_at = CURRENT_TIMESTAMP"))
        assert queries.grants_of(person_id) == ()
        with writing():
            actions.grant_role(NOBODY, db.session.get_one(Person, person_id), role)
        assert queries.grants_of(person_id) == (role,)


def test_each_datum_knows_since_when_we_have_it() -> None:
    march, april = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    with clock.freeze(march):
        first = Profile().learn({"given_name": "Anna", "street": "Via Vecchia"}, Source.SAID)
    with clock.freeze(april):
        told_again = first.learn({"given_name": "Anna", "street": "Via Nuova"}, Source.SAID)
        vouched = told_again.learn({"given_name": "Anna"}, Source.PROVIDER)
        weaker = vouched.learn({"given_name": "Annetta"}, Source.SAID)
    assert told_again.learnt["given_name"] == march.isoformat()
    assert told_again.learnt["street"] == april.isoformat()
    assert vouched.learnt["given_name"] == april.isoformat(), "the same name, better vouched for"
    assert weaker == vouched
