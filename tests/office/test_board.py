"""The board: what was given up is seen, explained and tried again; a done job is not on it."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from portal.cases.legal_clock.ladder import Rung
from portal.cases.models import Escalation
from portal.cases.reference import spoken
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import clock, jobs
from portal.platform.audit import AuditEntry
from portal.platform.database import db
from portal.platform.jobs import Job, JobStatus
from tests.office.world import OTHER_OFFICE, World
from tests.support.page import Page
from tests.support.people import ANNA, CARLA, acting


def errand(world: World, reference: str, **values: object) -> int:
    """The job that registers a case, brought into a state."""
    with world.write() as session:
        key = f"register:{world.find(reference).id}"
        session.execute(update(Job).where(Job.dedup_key == key).values(**values))
        return int(session.scalars(select(Job.id).where(Job.dedup_key == key)).one())


def status_of(world: World, number: int) -> JobStatus:
    with world.app.app_context():
        return db.session.get_one(Job, number).status


def test_a_job_given_up_is_explained_and_tried_again(world: World) -> None:
    reference = world.case(world.person("Carla"))
    given_up = {"status": JobStatus.GIVEN_UP, "attempts": 7, "trouble": "register_refused"}
    number = errand(world, reference, **given_up)
    officer = world.officer()
    desk = world.browser(officer)
    page = desk.get("/en/ufficio/bacheca")
    assert "Enter a case in the protocol register" in page.text
    assert "The protocol register refused the entry" in page.text
    assert page.link(spoken(reference)).endswith(reference)

    page = desk.submit(f"/en/ufficio/bacheca/{number}/riprova")
    assert "It is tried again now" in page.text
    assert status_of(world, number) is JobStatus.WAITING
    with world.app.app_context():
        query = select(AuditEntry).where(
            AuditEntry.event == "office.job_retried", AuditEntry.object_id == number
        )
        (row,) = db.session.scalars(query)
        assert row.person_id == officer.person_id

    page = desk.send(f"/en/ufficio/bacheca/{number}/riprova")
    assert "it was tried again already" in page.text


def test_a_job_done_is_not_on_the_board(world: World) -> None:
    reference = world.case(world.person("Carla"))
    number = errand(world, reference, status=JobStatus.DONE)
    desk = world.browser(world.officer())
    assert f"/bacheca/{number}/" not in desk.get("/en/ufficio/bacheca").html
    desk.send(f"/en/ufficio/bacheca/{number}/riprova")
    assert status_of(world, number) is JobStatus.DONE


def test_a_job_that_is_not_there_is_not_found(world: World) -> None:
    world.browser(world.officer()).send("/ufficio/bacheca/99999999/riprova", status=404)


def test_another_offices_case_is_not_named(world: World) -> None:
    reference = world.case(world.person("Carla"))
    errand(world, reference, status=JobStatus.GIVEN_UP, trouble="register_refused")
    page = world.browser(world.officer("Sara", OTHER_OFFICE)).get("/en/ufficio/bacheca")
    assert reference not in page.html
    assert "Not of your offices" in page.text


def test_a_job_nobody_gave_words_to_is_shown_with_its_own(world: World) -> None:
    kind = f"prova.{secrets.token_hex(4)}"
    with world.write():
        jobs.enqueue(kind, kind)
    page = world.browser(world.officer()).get("/en/ufficio/bacheca")
    assert kind in page.text


def test_a_case_is_followed_from_receipt_to_the_last_telling(world: World) -> None:
    reference = world.case(world.person("Carla"))
    desk = world.browser(world.officer())
    page = desk.get("/en/ufficio/bacheca")
    assert "Cases not all the way through" in page.text
    assert "receipt given: done" in page.text
    assert "in the register: waiting" in page.text

    with world.app.app_context():
        jobs.drain()
    assert world.fact(reference, "protocol_number")
    assert "Cases not all the way through" not in desk.get("/en/ufficio/bacheca").text


def test_a_telling_that_failed_stays_on_the_board(world: World) -> None:
    reference = world.case(world.person("Carla", email=""))
    with world.app.app_context():
        jobs.drain()
    page = world.browser(world.officer()).get("/en/ufficio/bacheca")
    assert "person told: failed" in page.text
    assert spoken(reference) in page.text
    other = world.browser(world.officer("Sara", OTHER_OFFICE)).get("/en/ufficio/bacheca")
    assert "person told: failed" not in other.text


def everything_goes_wrong(world: World, reference: str) -> None:
    """A case of which each part of the board has something to say."""
    errand(world, reference, status=JobStatus.GIVEN_UP, trouble="register_refused")
    with world.write() as session:
        case = world.find(reference)
        session.execute(
            update(Notification)
            .where(Notification.case_id == case.id)
            .values(status=NotificationStatus.FAILED)
        )
        session.add(
            Escalation(
                case_id=case.id,
                rung=Rung.OFFICER,
                due_on=case.due_on,
                people_told=1,
                at=clock.now(),
            )
        )


def parts_with(page: Page, reference: str) -> list[str]:
    """The parts of the board that name a case: jobs, warnings, ways, people not reached."""
    return [one.get_text() for one in page.soup.select("table") if reference in str(one)]


def test_the_board_leaves_out_cases_an_officer_is_bound_to(world: World) -> None:
    hidden = world.case(acting(world.app, ANNA), email="nessuno@prova.invalid")
    shown = world.case(acting(world.app, CARLA), email="nessuno@prova.invalid")
    for reference in (hidden, shown):
        everything_goes_wrong(world, reference)
    bound = world.officer()
    world.case(bound, with_whom=ANNA.fiscal_code)
    page = world.browser(bound).get("/en/ufficio/bacheca")
    assert hidden not in page.html
    assert spoken(hidden) not in page.text
    assert len(parts_with(page, shown)) == 4
    colleague = world.browser(world.officer("Sara")).get("/en/ufficio/bacheca")
    assert len(parts_with(colleague, hidden)) == 4


def test_the_board_leaves_out_ones_own_case(world: World) -> None:
    own = world.officer()
    reference = world.case(own, email="nessuno@prova.invalid")
    everything_goes_wrong(world, reference)
    page = world.browser(own).get("/en/ufficio/bacheca")
    assert reference not in page.html
    assert spoken(reference) not in page.text
