"""Besides the requests: hours at a desk and the drawer of papers, for who acts under a power."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from portal.appointments import policy as hours
from portal.appointments.models import Appointment, State
from portal.cases.drawer.actions import Paper, keep_paper
from portal.cases.drawer.queries import subject_of
from portal.platform.acting import Act, Errand, InVisit
from portal.platform.actor import Actor
from portal.platform.clock import now
from portal.powers import policy
from portal.powers.models import Kind, Power, PowerState, Reach
from tests.powers.conftest import Giving, token
from tests.powers.test_acting import switch
from tests.support.booking import Booking, press
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.papers import pdf
from tests.support.people import ANNA, CARLA, SERVICE, acting

E = Errand
OTHER = "nido"
#: By reach: what may be done besides the requests. Taking a paper out is nobody's but the person's.
TABLE = {
    Reach.READ: {E.SEE_HOUR, E.SEE_PAPER},
    Reach.PREPARE: {E.SEE_HOUR, E.BOOK_HOUR, E.SEE_PAPER, E.KEEP_PAPER},
    Reach.SEND: {E.SEE_HOUR, E.BOOK_HOUR, E.SEE_PAPER, E.KEEP_PAPER},
}
DRAWER = "/en/area-personale/documenti"


def holder(reach: Reach, **changes: Any) -> Actor:
    """Person 2, who acts for person 1."""
    facts = {
        "id": 9, "kind": Kind.MANDATE, "state": PowerState.IN_FORCE, "subject_id": 1,
        "holder_id": 2, "services": [SERVICE], "every_service": False, "reach": reach,
        "represents": True, "until": date(2026, 12, 31), **changes,
    }  # fmt: skip
    found = policy.acting_by(Power(**facts), 2, "Anna", date(2026, 11, 27))
    assert found is not None
    return Actor(person_id=2, acting_for=found)


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("errand", Errand)
def test_each_errand_takes_its_act(reach: Reach, errand: Errand) -> None:
    actor = holder(reach)
    assert actor.may_do(errand, SERVICE) is (errand in TABLE[reach])
    assert not actor.may_do(errand, OTHER), "a service nobody allowed"
    assert holder(reach, every_service=True).may_do(errand, OTHER) is (errand in TABLE[reach])
    assert Actor(person_id=1).may_do(errand), "in one's own affairs anything"


def test_an_hour_for_no_service_is_for_who_acts_in_all() -> None:
    row = Appointment(person_id=1, service=None, state=State.BOOKED)
    for_some, for_all = holder(Reach.SEND), holder(Reach.SEND, every_service=True)
    assert not hours.is_own(for_some, row)
    assert not hours.can_book(for_some, None)
    assert hours.is_own(for_all, row, E.BOOK_HOUR)
    assert not hours.is_own(for_all, Appointment(person_id=2, service=None)), "one's own is apart"


def test_beside_the_person_an_operator_takes_a_paper_out_and_without_a_mandate_nothing() -> None:
    visit = InVisit(
        visit_id=1, subject_id=1, subject_name="Anna", desk="d", desk_name="D", opened_at=now(),
        identified_by="document", mandate_id=4, every_service=True,
    )  # fmt: skip
    assert all(visit.may_do(one) for one in Errand)
    assert Act.DECLARE not in visit.acts
    assert not any(replace(visit, mandate_id=None).may_do(one) for one in Errand)


@pytest.fixture
def booked(giving: Giving) -> int:
    """An hour of Anna for the service."""
    return Booking(giving.app).book(acting(giving.app, ANNA), service=SERVICE)


def test_who_may_only_read_sees_an_hour_and_changes_nothing(giving: Giving, booked: int) -> None:
    switch(giving, giving.in_force(reach="read"))
    page = giving.carla.get(f"/en/appuntamenti/{booked}")
    assert not page.soup.select("main form")
    assert not page.soup.select("a[href$=disdici]")
    giving.carla.get(f"/en/appuntamenti/{booked}/disdici", status=404)
    carried = token(page)
    for act in ("disdici", "sposta"):
        giving.carla.post(f"/en/appuntamenti/{booked}/{act}", {"csrf_token": carried}, status=404)
    giving.carla.get(f"/en/appuntamenti?servizio={SERVICE}", status=403)
    assert Booking(giving.app).state(booked) is State.BOOKED


def test_who_may_prepare_cancels_and_the_person_reads_who_did(giving: Giving, booked: int) -> None:
    switch(giving, giving.in_force(reach="prepare"))
    giving.carla.get(f"/en/appuntamenti/{booked}/disdici")
    press(giving.carla, "disdici")
    assert Booking(giving.app).state(booked) is State.CANCELLED
    assert CARLA.name in giving.anna.get("/en/area-personale/accessi").text


def test_hours_for_another_service_or_for_none_are_not_there(giving: Giving) -> None:
    anna, booking = acting(giving.app, ANNA), Booking(giving.app)
    general = booking.book(anna)
    switch(giving, giving.in_force())
    giving.carla.get(f"/en/appuntamenti/{general}", status=404)
    assert "/appuntamenti/" not in str(
        giving.carla.get("/en/area-personale/appuntamenti").one("main")
    )
    page = giving.carla.get("/en/appuntamenti", status=403)
    assert "ask them for one" in page.text


@pytest.fixture
def kept(giving: Giving) -> int:
    """A paper in Anna's drawer that the service asks for; the first of all drawers."""
    filing, anna = Filing(giving.app), acting(giving.app, ANNA)
    with filing.read():
        data_key = subject_of(anna).data_key
    key = giving.app.config["FILES"].save(data_key, b"%PDF-1.7")
    with filing.write():
        keep_paper(
            filing.keyring, anna, Paper("isee", key, "isee.pdf", "application/pdf", 8, "ab" * 32)
        )
    return 1


def put(client: PageClient, *, status: int) -> None:
    """Post a paper without a form that leads there."""
    carried = token(client.get(DRAWER))
    paper = {"csrf_token": carried, "document": "isee", "files": (BytesIO(pdf("x")), "x.pdf")}
    client.post(DRAWER, paper, status=status)


@pytest.mark.parametrize(("reach", "status"), [("read", 404), ("prepare", 200)])
def test_who_may_write_puts_papers_in_and_nobody_takes_one_out(
    giving: Giving, kept: int, reach: str, status: int
) -> None:
    switch(giving, giving.in_force(reach=reach))
    page = giving.carla.get(DRAWER)
    assert "isee.pdf" in page.text
    assert bool(page.soup.select(f"form[action$='{DRAWER}']")) is (status == 200)
    assert not page.soup.select("form[action$=togli]")
    put(giving.carla, status=status)
    carried = token(page)
    giving.carla.post(f"{DRAWER}/{kept}/togli", {"csrf_token": carried}, status=404)
    assert "isee.pdf" in giving.anna.get(DRAWER).text


def test_a_paper_the_service_does_not_ask_for_stays_closed(giving: Giving, kept: int) -> None:
    switch(giving, giving.in_force("contrassegno"))
    service_asks = "isee.pdf" in giving.carla.get(DRAWER).text
    assert not service_asks
    giving.carla.get(f"{DRAWER}/{kept}", status=404)
