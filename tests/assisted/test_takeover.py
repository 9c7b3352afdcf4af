"""F5: whoever signs in later owns what a desk did for them, is told once, and keeps their own data."""

from __future__ import annotations

from sqlalchemy import select

from portal.cases.models import Case
from portal.identity.actions import sign_in
from portal.identity.login import Identified
from portal.identity.models import Person
from portal.identity.queries import open_profile
from portal.notifications.models import Notification
from portal.platform.database import writing
from tests.assisted.conftest import DESK, Desk, Someone
from tests.assisted.test_beside import begin
from tests.support.page import PageClient


def helped(desk: Desk) -> tuple[Someone, PageClient]:
    """Somebody who never signed in, and the operator who wrote a draft for them."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.luca)
    desk.allow(olga)
    begin(olga)
    return desk.luca, olga


def come_in(desk: Desk, who: Someone, *, subject: str = "luca") -> int:
    """They sign in by themselves, as the return of a login does it."""
    claims = {
        "given_name": who.given_name,
        "family_name": who.family_name,
        "birthdate": who.birth_date,
        "https://attributes.eid.gov.it/fiscal_number": f"TINIT-{who.fiscal_code}",
    }
    found = Identified(
        issuer="https://accesso.prova.invalid", subject=subject, claims=claims, level=2,
        second_factor=True,
    )  # fmt: skip
    with desk.app.test_request_context("/", method="POST"), writing():
        return sign_in(desk.app.config["KEYRING"], found).id


def told(desk: Desk) -> list[Notification]:
    """The tellings of a take-over."""
    return desk.rows(select(Notification).where(Notification.event == "taken_over"))


def test_f5_everything_done_at_the_desk_is_theirs(desk: Desk) -> None:
    """F5: the person takes it over by signing in, without any other act."""
    luca, _olga = helped(desk)
    person_id = come_in(desk, luca)
    (case,) = desk.rows(select(Case))
    assert case.subject_id == person_id
    own = desk.browser(person_id)
    assert own.get(f"/en/pratiche/{case.reference}/riepilogo")
    assert "Olga" in own.get("/en/area-personale/accessi").text


def test_f5_who_had_no_fiscal_code_then_owns_it_too_once_a_desk_saw_theirs(desk: Desk) -> None:
    """F5: helped without a code, back with the card, then signed in: one person throughout."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.luca, fiscal_code="")
    desk.allow(olga)
    begin(olga)
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    desk.identify(olga, desk.luca)
    person_id = come_in(desk, desk.luca)
    (case,) = desk.rows(select(Case))
    assert case.subject_id == person_id
    assert desk.browser(person_id).get(f"/en/pratiche/{case.reference}/riepilogo")


def test_f5_they_are_told_once_by_which_desk_and_body(desk: Desk) -> None:
    """F5: told once, whoever signs in how often, and with words."""
    luca, _olga = helped(desk)
    person_id = come_in(desk, luca)
    come_in(desk, luca)
    come_in(desk, luca, subject="another way in")
    assert [one.person_id for one in told(desk)] == [person_id]
    page = desk.browser(person_id).get("/en/area-personale/messaggi")
    assert "What a desk did for you" in page.text


def test_who_was_never_at_a_desk_is_not_told(desk: Desk) -> None:
    come_in(desk, desk.luca)
    assert not told(desk)


def test_who_signed_in_before_their_first_visit_is_not_told_afterwards(desk: Desk) -> None:
    come_in(desk, desk.luca)
    helped(desk)
    come_in(desk, desk.luca)
    assert not told(desk)


def test_f5_then_the_desk_does_not_change_their_name_and_reads_why(desk: Desk) -> None:
    """F5: the operator loses the rights on key data, with an explaining text."""
    luca, olga = helped(desk)
    assert "signed in by themselves" not in olga.get("/en/sportello/visita/pagina").text
    olga.submit("/en/sportello/visita/fine")
    person_id = come_in(desk, luca)
    desk.identify(olga, luca, given_name="Lucio", family_name="Saggino")
    page = olga.get("/en/sportello/visita/pagina")
    assert "signed in by themselves" in page.text
    assert "Luca Saggini" in page.text
    with desk.app.app_context():
        (person,) = desk.rows(select(Person).where(Person.id == person_id))
        known = open_profile(desk.app.config["KEYRING"], person)
    assert (known.given_name, known.family_name) == ("Luca", "Saggini")
