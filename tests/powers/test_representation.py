"""Representation by law: asked with its act, looked at by an officer, over by itself on its last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from portal.cases.models import Tie
from portal.integrations.mail.fake import FakeMail
from portal.platform import clock, jobs
from portal.platform.database import writing
from portal.powers import rounds
from portal.powers.actions.representing import last_day
from portal.powers.models import Kind, PowerState
from tests.powers.conftest import Giving
from tests.support.empowering import Empowering
from tests.support.page import Page, PageClient
from tests.support.papers import pdf
from tests.support.people import ANNA, BODY, CARLA, OLGA, OTTO, SERVICE, Somebody

CHILD = Somebody("Mino", "Minori", "MNRMNI12A01L741K", "2012-01-01", "mino@prova.invalid")
OLD = Somebody("Sestina", "Anziani", "SSTSRN40A41L741Z", "1940-01-01", "")


def ask(client: PageClient, who: Somebody, *, status: int = 200, **changes: Any) -> Page:
    """Fill in the form and add the act."""
    client.get("/en/area-personale/per-chi/rappresentanza")
    year, month, day = who.birth_date.split("-")
    typed = {
        "kind": "support",
        "fiscal_code": who.fiscal_code,
        "given_name": who.given_name,
        "family_name": who.family_name,
        "birth_date-day": day,
        "birth_date-month": month,
        "birth_date-year": year,
        "court": "Tribunale di Prova",
        "number": "7/2026",
        "services": [SERVICE],
        "reach": "send",
        "represents": "yes",
        "body": BODY,
        "files": (BytesIO(pdf("atto")), "atto.pdf"),
        **changes,
    }
    return client.submit("form", typed, status=status)


def answer(client: PageClient, power_id: int, said: str, words: str = "") -> Page:
    """An officer answers about an act."""
    client.get(f"/en/ufficio/rappresentanze/{power_id}")
    return client.submit("form", {"answer": said, "words": words})


def test_a_grown_up_is_made_nobodys_child_by_another_date_of_birth(giving: Giving) -> None:
    """The day that is typed says until when a parent acts: the code says when they were born too."""
    page = ask(giving.carla, replace(OLD, birth_date="2020-01-01"), kind="parent", status=422)
    assert "18 or older" in page.problems[0]
    assert giving.rows() == []
    ask(giving.carla, replace(CHILD, birth_date="2025-01-01"), kind="parent")
    assert giving.last().until == date(2029, 12, 31)


@pytest.fixture
def olga(giving: Giving) -> PageClient:
    """An officer of the body."""
    return giving.browser(OLGA)


def test_an_accepted_act_lets_the_representative_act(
    giving: Giving, olga: PageClient, mail: FakeMail
) -> None:
    page = ask(giving.carla, OLD)
    assert "An officer is looking at the act" in page.text
    power_id = giving.last().id
    giving.forge(giving.carla, f"per-chi/{power_id}/scegli", status=404)
    page = olga.get("/en/ufficio/rappresentanze")
    assert CARLA.name in page.text
    assert OLD.name in page.text
    answer(olga, power_id, "accept")
    row = giving.last()
    assert row.state is PowerState.IN_FORCE
    assert row.subject_id not in (None, giving.carla_id)
    giving.carla.get("/en/area-personale/per-chi")
    page = giving.carla.submit(f"/en/area-personale/per-chi/{power_id}/scegli")
    assert OLD.name in page.one(".ac-acting").get_text()
    assert giving.carla.get(f"/en/servizi/{SERVICE}/richiedi").status == 200
    with giving.app.app_context():
        jobs.drain()
    assert mail.to(CARLA.email)


def test_a_better_copy_is_asked_for_with_words_and_given(giving: Giving, olga: PageClient) -> None:
    ask(giving.carla, OLD)
    power_id = giving.last().id
    olga.get(f"/en/ufficio/rappresentanze/{power_id}")
    page = olga.submit("form", {"answer": "copy", "words": ""}, status=422)
    assert len(page.problems) == 1
    answer(olga, power_id, "copy", "Manca la seconda pagina.")
    assert "Manca la seconda pagina." in giving.carla.get("/en/area-personale/per-chi").text
    olga.get(f"/en/ufficio/rappresentanze/{power_id}", status=404)
    giving.carla.get(f"/en/area-personale/per-chi/{power_id}/atto")
    giving.carla.submit("form", {"files": (BytesIO(pdf("atto")), "atto.pdf")})
    row = giving.last()
    assert row.state is PowerState.ASKED
    assert [one.number for one in giving.acts(power_id)] == [2, 1]


def test_a_no_has_its_reason_and_nobody_acts(giving: Giving, olga: PageClient) -> None:
    ask(giving.carla, OLD)
    power_id = giving.last().id
    answer(olga, power_id, "refuse", "Il decreto riguarda solo la banca.")
    assert giving.last().state is PowerState.REFUSED
    page = giving.carla.get("/en/area-personale/per-chi")
    assert "solo la banca" in page.text
    giving.forge(giving.carla, f"per-chi/{power_id}/scegli", status=404)


def test_nobody_looks_at_their_own_act_nor_at_that_of_who_they_are_bound_to(
    giving: Giving, olga: PageClient
) -> None:
    made = Empowering(giving.app)
    own, over_her = made.asked(OLGA, OLD), made.asked(CARLA, OLGA)
    theirs = made.asked(CARLA, OLD)
    for power_id in (own, over_her):
        olga.get(f"/ufficio/rappresentanze/{power_id}", status=404)
    assert olga.get(f"/ufficio/rappresentanze/{theirs}").status == 200
    otto = giving.browser(OTTO)
    assert otto.get(f"/ufficio/rappresentanze/{own}").status == 200
    olga.get("/en/ufficio/legami")
    olga.submit("form", {"fiscal_code": CARLA.fiscal_code, "tie": next(iter(Tie)).value})
    olga.get(f"/ufficio/rappresentanze/{theirs}", status=404)
    assert CARLA.name not in olga.get("/en/ufficio/rappresentanze").text


def test_another_body_does_not_see_it(giving: Giving, olga: PageClient) -> None:
    power_id = Empowering(giving.app).asked(CARLA, OLD, body="comune-sanremo")
    olga.get(f"/ufficio/rappresentanze/{power_id}", status=404)
    assert CARLA.name not in olga.get("/en/ufficio/rappresentanze").text


def test_a_parent_acts_until_eighteen_and_for_no_adult(giving: Giving) -> None:
    page = ask(giving.carla, OLD, kind="parent", status=422)
    assert "18" in page.problems[0]
    ask(giving.carla, CHILD, kind="parent")
    assert giving.last().until == date(2029, 12, 31)


def test_nobody_represents_themselves(giving: Giving) -> None:
    page = ask(giving.carla, CARLA, status=422)
    assert "your own fiscal code" in page.problems[0]
    assert not giving.rows()


def test_what_is_no_document_is_not_kept(giving: Giving) -> None:
    bad = (BytesIO(b"MZ program"), "atto.pdf")
    ask(giving.carla, OLD, files=bad, status=422)
    assert not giving.rows()


@pytest.mark.parametrize(
    ("kind", "until", "expected"),
    [
        (Kind.PARENT, None, date(2029, 12, 31)),
        (Kind.PARENT, date(2027, 5, 1), date(2027, 5, 1)),
        (Kind.PARENT, date(2040, 5, 1), date(2029, 12, 31)),
        (Kind.GUARDIAN, None, None),
        (Kind.SUPPORT, date(2040, 5, 1), date(2040, 5, 1)),
    ],
)
def test_the_last_day(kind: Kind, until: date | None, expected: date | None) -> None:
    assert last_day(kind, date(2012, 1, 1), until) == expected


def test_both_are_told_once_thirty_days_before_the_end(
    app: Flask, giving: Giving, mail: FakeMail
) -> None:
    giving.in_force(lasts="90")

    def told() -> list[str]:
        with app.app_context(), writing() as session:
            rounds.warn_before_the_end(session)
        with app.app_context():
            jobs.drain()
        return [one.to for one in mail.letters if "presto" in one.subject.casefold()]

    assert told() == []
    with clock.freeze(clock.now() + timedelta(days=60)):
        assert sorted(told()) == sorted([ANNA.email, CARLA.email])
        assert len(told()) == 2


def test_a_mandate_for_a_month_is_not_announced_to_end(giving: Giving, mail: FakeMail) -> None:
    giving.in_force(lasts="30")
    with giving.app.app_context(), writing() as session:
        rounds.warn_before_the_end(session)
    with giving.app.app_context():
        jobs.drain()
    assert not [one for one in mail.letters if "presto" in one.subject.casefold()]


def test_who_is_represented_sees_who_and_cannot_end_it(giving: Giving, olga: PageClient) -> None:
    power_id = Empowering(giving.app).asked(CARLA, ANNA)
    answer(olga, power_id, "accept")
    page = giving.anna.get("/en/area-personale/deleghe/persone")
    assert CARLA.name in page.text
    assert not page.soup.select(f"form[action$='{power_id}/revoca']")
    giving.forge(giving.anna, f"deleghe/persone/{power_id}/revoca", status=404)
