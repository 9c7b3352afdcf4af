"""A representation that was accepted is ended by an officer: at once, with its reason, told to both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.cases.models import Tie
from portal.integrations.mail.fake import FakeMail
from portal.platform import clock, jobs
from portal.platform.audit import AuditEntry
from portal.platform.codes import printed
from portal.platform.database import db
from portal.powers.models import Kind, PowerState
from tests.powers.conftest import Giving, token
from tests.powers.test_representation import CHILD
from tests.support.empowering import Empowering
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, OLGA, OTTO, Somebody, acting

WHY = "Il giudice ha revocato il decreto il 3 novembre."
FOUND = "/en/ufficio/rappresentanze"


@pytest.fixture
def made(giving: Giving) -> Empowering:
    return Empowering(giving.app)


@pytest.fixture
def olga(giving: Giving) -> PageClient:
    """An officer of the body."""
    return giving.browser(OLGA)


def end(client: PageClient, power_id: int, *, status: int = 200, **changes: object) -> Page:
    client.get(f"{FOUND}/{power_id}/fine")
    return client.submit("form", {"words": WHY, "sure": True, **changes}, status=status)


def find(client: PageClient, text: str) -> Page:
    client.get(FOUND)
    return client.submit("/en/ufficio/rappresentanze/cerca", {"cerca": text})


def test_it_ends_with_the_next_request_and_what_was_typed_comes_back(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    power_id = made.represented(CARLA, ANNA)
    number = Filing(giving.app).sent(acting(giving.app, ANNA))
    giving.carla.get("/en/area-personale/per-chi")
    giving.carla.submit(f"/en/area-personale/per-chi/{power_id}/scegli")
    page = giving.carla.get(f"/en/pratiche/{number}")
    end(olga, power_id)
    assert giving.last().state is PowerState.ENDED
    carried = token(page)
    posted = {"csrf_token": carried, "text": "Ancora una cosa."}
    page = giving.carla.post(f"/en/pratiche/{number}", posted, status=409)
    assert "Ancora una cosa." in page.text
    giving.carla.get(f"/pratiche/{number}", status=404)
    giving.carla.get("/en/area-personale")
    giving.carla.submit("/en/area-personale/per-chi/torna")
    giving.forge(giving.carla, f"per-chi/{power_id}/scegli", status=404)


def test_both_are_told_and_read_why_and_no_letter_says_who(
    giving: Giving, made: Empowering, olga: PageClient, mail: FakeMail
) -> None:
    power_id = made.represented(CARLA, ANNA)
    with giving.app.app_context():
        jobs.drain()
    mail.letters.clear()
    end(olga, power_id)
    with giving.app.app_context():
        jobs.drain()
    assert sorted(one.to for one in mail.letters) == sorted([ANNA.email, CARLA.email])
    for letter in mail.letters:
        for secret in (WHY, ANNA.family_name, CARLA.family_name):
            assert secret not in letter.subject + letter.text
    assert WHY in giving.carla.get("/en/area-personale/per-chi").text
    assert WHY in giving.anna.get("/en/area-personale/deleghe/persone").text
    assert WHY in giving.anna.get(f"/en/area-personale/deleghe/persone/{power_id}").text


def test_it_is_written_down_who_ended_it(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    power_id = made.represented(CARLA, ANNA)
    end(olga, power_id)
    with giving.app.app_context():
        query = select(AuditEntry).where(AuditEntry.event == "power.revoked")
        (entry,) = db.session.scalars(query)
        assert (entry.object_id, entry.subject_id) == (power_id, giving.anna_id)
        assert entry.person_id not in (giving.anna_id, giving.carla_id, None)
    page = giving.anna.get("/en/area-personale/accessi")
    assert "Ended, in the office, who acts for you by law" in page.text
    assert OLGA.name in page.text


def test_without_a_reason_nothing_ends(giving: Giving, made: Empowering, olga: PageClient) -> None:
    power_id = made.represented(CARLA, ANNA)
    page = end(olga, power_id, status=422, words="", sure=False)
    assert len(page.problems) == 2
    page = end(olga, power_id, status=422, sure=False)
    assert WHY in page.text, "nothing typed is lost"
    assert giving.last().state is PowerState.IN_FORCE


def test_after_a_quarter_of_an_hour_it_asks_who_is_there(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    power_id = made.represented(CARLA, ANNA)
    olga.get(f"{FOUND}/{power_id}/fine")
    with clock.freeze(clock.after(minutes=16)):
        page = olga.submit("form", {"words": WHY, "sure": True})
    assert "/accedi" in page.url
    assert giving.last().state is PowerState.IN_FORCE


def test_it_is_found_by_a_whole_value_alone_and_who_looked_is_written_down(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    power_id = made.represented(CARLA, ANNA)
    code = printed(giving.last().code)
    for text in (ANNA.fiscal_code, CARLA.fiscal_code.lower(), code):
        page = find(olga, text)
        assert page.soup.select(f"a[href$='{power_id}/fine']"), text
        assert text not in page.url
    for text in (ANNA.family_name, ANNA.fiscal_code[:-1], "   "):
        assert not find(olga, text).soup.select(f"a[href$='{power_id}/fine']"), text
    assert CARLA.name not in olga.get(FOUND).text, "there is no list of everybody"
    for side in (giving.anna, giving.carla):
        assert "Looked for who acts for you by law" in side.get("/en/area-personale/accessi").text


@pytest.mark.parametrize("holder", [OLGA, CARLA], ids=["their own", "of who they declared"])
def test_nobody_ends_their_own_nor_that_of_who_they_are_bound_to(
    giving: Giving, made: Empowering, olga: PageClient, holder: Somebody
) -> None:
    power_id = made.represented(holder, ANNA)
    if holder is CARLA:
        olga.get("/en/ufficio/legami")
        olga.submit("form", {"fiscal_code": CARLA.fiscal_code, "tie": next(iter(Tie)).value})
    refused(giving, olga, power_id)
    assert giving.browser(OTTO).get(f"{FOUND}/{power_id}/fine").status == 200


def test_nobody_ends_that_of_who_represents_themselves(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    refused(giving, olga, made.represented(CARLA, OLGA))


def test_another_body_ends_nothing(giving: Giving, made: Empowering, olga: PageClient) -> None:
    refused(giving, olga, made.represented(CARLA, ANNA, body="comune-sanremo"))


def test_a_mandate_is_the_persons_own_and_no_office_ends_it(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    refused(giving, olga, made.in_force(ANNA, CARLA))


def test_neither_what_waits_nor_what_is_over_can_be_ended(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    refused(giving, olga, made.asked(CARLA, ANNA), state=PowerState.ASKED)
    power_id = made.represented(CARLA, ANNA)
    end(olga, power_id)
    refused(giving, olga, power_id, state=PowerState.ENDED)


def refused(
    giving: Giving,
    olga: PageClient,
    power_id: int,
    *,
    state: PowerState = PowerState.IN_FORCE,
) -> None:
    """Neither found nor opened nor ended, and its act stays closed unless it waits for this officer."""
    assert not find(olga, ANNA.fiscal_code).soup.select(f"a[href$='{power_id}/fine']")
    olga.get(f"{FOUND}/{power_id}/fine", status=404)
    carried = token(olga.get(FOUND))
    typed = {"csrf_token": carried, "words": WHY, "sure": "y"}
    olga.post(f"{FOUND}/{power_id}/fine", typed, status=404)
    if state is not PowerState.ASKED:
        olga.get(f"{FOUND}/{power_id}/atti/1", status=404)
    assert next(one for one in giving.rows() if one.id == power_id).state is state


def test_an_officer_reads_that_somebody_represents_the_person_already(
    giving: Giving, made: Empowering, olga: PageClient
) -> None:
    first = made.represented(ANNA, CHILD, kind=Kind.PARENT)
    asked = made.asked(CARLA, CHILD, kind=Kind.GUARDIAN)
    page = olga.get(f"{FOUND}/{asked}")
    assert "Somebody represents this person already" in page.text
    assert page.soup.select(f"a[href$='{first}/fine']")
    assert ANNA.name not in page.text
    end(olga, first)
    assert "represents this person already" not in olga.get(f"{FOUND}/{asked}").text


def test_two_parents_read_that_there_is_another_and_nothing_of_them(
    giving: Giving, made: Empowering, mail: FakeMail
) -> None:
    first = made.represented(ANNA, CHILD, kind=Kind.PARENT)
    second = made.asked(CARLA, CHILD, kind=Kind.PARENT)
    said = "Somebody else represents this person too"

    def page(client: PageClient, power_id: int) -> str:
        return client.get(f"/en/area-personale/deleghe/persone/{power_id}").text

    assert said not in page(giving.anna, first), "what nobody accepted is told to nobody"
    assert said not in page(giving.carla, second), "asking must not find it out"
    with giving.app.app_context():
        jobs.drain()
    mail.letters.clear()
    made.accept(second)
    with giving.app.app_context():
        jobs.drain()
    assert ANNA.email not in [one.to for one in mail.letters], "no letter carries it"
    assert said in page(giving.anna, first)
    assert said in page(giving.carla, second)
    assert CARLA.name not in page(giving.anna, first)
    assert ANNA.name not in page(giving.carla, second)
