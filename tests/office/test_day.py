"""An officer's day: from a new case to its answer, each act told, recorded and said to the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.cases import following
from portal.cases import queries as cases
from portal.cases.actions import asking, proceeding
from portal.cases.models import Reply
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.database import db
from tests.office.world import World

REASONS = "L'ISEE supera la soglia del regolamento."


class Taken:
    """A case of Carla, taken by Ugo from its page, where he still is."""

    def __init__(self, world: World) -> None:
        self.citizen, self.officer = world.person("Carla"), world.officer()
        self.reference = world.case(self.citizen)
        self.address = f"/en/ufficio/pratiche/{self.reference}"
        self.desk = world.browser(self.officer)
        self.desk.get(self.address)
        self.desk.submit(f"{self.address}/prendi-in-carico")


def told(world: World, reference: str) -> list[str]:
    with world.app.app_context():
        case = world.find(reference)
        query = select(Notification.event).where(
            Notification.case_id == case.id, Notification.person_id == case.subject_id
        )
        return list(db.session.scalars(query.order_by(Notification.id)))


def last_words(world: World, reference: str) -> str:
    with world.app.app_context():
        case = world.find(reference)
        return cases.words_of_happening(world.keyring, case, cases.happenings_of(case)[-1])


def test_take_charge_ask_read_the_answer_accept(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    reference = world.case(citizen)
    desk = world.browser(officer)
    address = f"/en/ufficio/pratiche/{reference}"

    page = desk.get(address)
    assert "To be taken in charge" in page.text
    page = desk.submit(f"{address}/prendi-in-carico")
    assert "The case is yours" in page.text
    assert world.fact(reference, "officer_id") == officer.person_id

    due_before = world.fact(reference, "due_on")
    page = desk.submit("ask-form", {"text": "Manda il verbale di invalidità.", "days": "10"})
    assert "Waiting for the person" in page.text
    assert "Manda il verbale" in page.text
    assert world.fact(reference, "due_on") == due_before + timedelta(days=10)

    world.answer(citizen, reference, "Ecco il verbale.", file="verbale.pdf")
    page = desk.get(address)
    assert "Ecco il verbale." in page.text
    assert "verbale.pdf" in page.text
    assert "The clock was stopped once already" in page.text

    page = desk.submit("accept-form", {"text": "Ti chiama l'assistente sociale lunedì."})
    assert "Accepted" in page.text
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED
    assert last_words(world, reference) == "Ti chiama l'assistente sociale lunedì."
    assert told(world, reference) == ["case_sent", "case_taken", "case_asks", "case_accepted"]


def test_every_act_leaves_its_row_in_the_audit_trail(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    reference = world.case(citizen)
    desk = world.browser(officer)
    desk.get(f"/ufficio/pratiche/{reference}")
    desk.send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    desk.submit("accept-form", {"text": "Cominciamo lunedì."})
    for event in ("case.in_charge", "case.accepted"):
        (row,) = world.audited(reference, event)
        assert (row.person_id, row.subject_id) == (officer.person_id, citizen.person_id)
        assert (row.method, row.level) == ("oidc", 2)
    reads = world.audited(reference, "case.read")
    assert len(reads) == 3
    assert {(row.person_id, row.purpose) for row in reads} == {(officer.person_id, "work")}


def test_a_refusal_waits_for_ten_days_or_the_answer(world: World) -> None:
    taken = Taken(world)
    officer, desk, reference, address = taken.officer, taken.desk, taken.reference, taken.address
    page = desk.submit("announce-form", {"text": REASONS})
    assert "You can refuse from" in page.text
    assert page.soup.find(id="refuse-form") is None

    page = desk.send(f"{address}/respingi", {"text": REASONS, "seen": "1-1"}, status=409)
    assert world.fact(reference, "status") is CaseStatus.REFUSAL_NOTICE

    with clock.freeze(clock.now() + timedelta(days=20)):
        desk = world.browser(officer)
        page = desk.get(address)
        assert "administrative court" in page.text
        desk.submit("refuse-form", {"text": REASONS})
    assert world.fact(reference, "status") is CaseStatus.REFUSED
    assert last_words(world, reference) == REASONS
    assert told(world, reference)[-2:] == ["case_refusal_notice", "case_refused"]


def test_the_refusal_too_early_says_why(world: World) -> None:
    citizen, officer = world.person("Carla"), world.officer()
    reference = world.case(citizen)
    desk = world.browser(officer)
    address = f"/en/ufficio/pratiche/{reference}"
    desk.get(address)
    page = desk.submit(f"{address}/prendi-in-carico")
    seen = str(page.one("#announce-seen")["value"])
    desk.submit("announce-form", {"text": REASONS})
    with world.app.app_context():
        step = max(one.id for one in cases.happenings_of(world.find(reference)))
    seen = f"{step}-{seen.split('-')[1]}"
    page = desk.send(f"{address}/respingi", {"text": REASONS, "seen": seen}, status=409)
    assert page.h1 == "The refusal must be announced first"


def test_the_answer_to_the_announcement_opens_the_decision(world: World) -> None:
    taken = Taken(world)
    citizen, desk, reference, address = taken.citizen, taken.desk, taken.reference, taken.address
    desk.submit("announce-form", {"text": REASONS})
    world.answer(citizen, reference, "L'ISEE è cambiato.")
    page = desk.get(address)
    assert "L'ISEE è cambiato." in page.text
    assert page.soup.find(id="refuse-form") is not None
    desk.submit("accept-form", {"text": "Hai ragione tu."})
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED


def test_without_an_answer_the_office_goes_on_after_the_last_day(world: World) -> None:
    taken = Taken(world)
    officer, desk, address = taken.officer, taken.desk, taken.address
    page = desk.submit("ask-form", {"text": "Manca l'ISEE.", "days": "5"})
    assert "Without an answer you can go on from" in page.text
    desk.send(f"{address}/prendi-in-carico", status=409)
    with clock.freeze(clock.now() + timedelta(days=12)):
        desk = world.browser(officer)
        desk.get(address)
        page = desk.submit(f"{address}/prendi-in-carico")
        assert "In charge" in page.text
        assert page.soup.find(id="accept-form") is not None


@pytest.mark.parametrize("act", ["accogli", "preavviso", "chiedi"])
def test_a_case_not_taken_in_charge_cannot_be_decided(world: World, act: str) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    data = {"text": "Prova.", "days": "5", "seen": "0-0"}
    page = desk.send(f"/en/ufficio/pratiche/{reference}/{act}", data, status=409)
    assert page.h1 == "The case has changed in the meantime"
    assert world.fact(reference, "status") is CaseStatus.SENT


def test_the_office_goes_on_at_once_where_it_is_asked_to_help_with_everything(
    world: World,
) -> None:
    taken = Taken(world)
    citizen, officer, desk, reference, address = (
        taken.citizen,
        taken.officer,
        taken.desk,
        taken.reference,
        taken.address,
    )
    with world.write():
        asking.ask_for_documents(
            world.keyring,
            officer,
            reference,
            "Ci serve una carta.",
            10,
            [asking.Document(name="Foto")],
        )
    desk.send(f"{address}/prendi-in-carico", status=409)
    with world.write():
        (wanted,) = following.wanted_of(world.keyring, world.find(reference))
        asking.answer_request(world.keyring, citizen, reference, wanted.id, Reply.HELP_ME, "", [])
    page = desk.get(address)
    assert "asks you for help with everything" in page.text
    page = desk.submit(f"{address}/prendi-in-carico")
    assert "You go on with the case." in page.text
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE


def test_a_case_that_waits_for_another_body_is_gone_on_with_by_whoever_has_it(
    world: World,
) -> None:
    taken = Taken(world)
    officer, desk, reference, address = taken.officer, taken.desk, taken.reference, taken.address
    with world.write():
        proceeding.wait_for_other_body(world.keyring, officer, reference, "ASL di prova")
    page = desk.get(address)
    assert "Has the other body answered?" in page.text
    desk.submit(f"{address}/prendi-in-carico")
    assert world.fact(reference, "officer_id") == officer.person_id
    events = told(world, reference)
    assert events.count("case_taken") == 1
    assert events[-1] == "case_goes_on"
