"""Who has neither e-mail nor phone gets a letter: the office prints it, posts it, and then it counts."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from portal.cases.actions import handling
from portal.notifications.actions import posting
from portal.notifications.models import Delivery, DeliveryStatus, Notification, NotificationStatus
from portal.notifications.queries import not_reached
from portal.office import chain, letters
from portal.office.chain import Reached, Station
from portal.platform import audit
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db, writing
from tests.office.world import BODY, OTHER_OFFICE, Browser, World
from tests.support.pdf_text import opened, squeezed, text_of

QUEUE = "/en/ufficio/lettere"
HOME = {
    "street": "Via di Prova 1",
    "postal_code": "18039",
    "locality": "Ventimiglia",
    "province": "IM",
}


def nonna(world: World, **more: str) -> Actor:
    """Somebody who has an address, and no other way to be reached."""
    return world.person("Nonna", email="", **HOME, **more)


def asked(world: World) -> tuple[str, Browser, Actor]:
    """A case of hers on which the office asked for something; the officer's browser."""
    reference, officer = world.case(nonna(world)), world.officer()
    with world.write():
        handling.take_charge(world.keyring, officer, reference)
    with world.write():
        handling.ask_for_something(
            world.keyring,
            officer,
            reference,
            "Serve la lettera del medico.\nPuoi portarla a mano.",
            15,
        )
    return reference, world.browser(officer), officer


def waiting(world: World, officer: Actor) -> list[letters.Waiting]:
    """What waits in the queue of an officer, oldest first."""
    with world.app.app_context():
        return letters.list_waiting(officer)


def the_row(world: World, number: int) -> Notification:
    with world.app.app_context():
        return db.session.get_one(Notification, number)


def paper(desk: Browser, number: int) -> str:
    """The words of the PDF of a letter."""
    answer = desk.raw.get(f"{QUEUE}/{number}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    with opened(answer.data) as pdf:
        assert pdf.Root.Lang == "it-IT"
        assert pdf.Root.MarkInfo.Marked
    return text_of(answer.data)


def test_a_letter_waits_for_who_has_no_other_way(world: World) -> None:
    reference, desk, _officer = asked(world)
    page = desk.get(QUEUE)
    assert len(page.soup.select("tbody tr")) == 3
    assert "that something is missing" in page.text
    assert "Nonna" not in page.text
    assert "Letters to post (3)" in " ".join(desk.get("/en/ufficio").text.split())
    assert "A letter waits to be posted" in desk.get(f"/en/ufficio/pratiche/{reference}").text


def test_the_letter_says_what_the_office_wrote_to_whom_and_how_to_answer(world: World) -> None:
    _reference, desk, officer = asked(world)
    one = next(row for row in waiting(world, officer) if row.event == "case_asks")
    said = paper(desk, one.id)
    for words in (
        "Nonna Di Prova", "Via di Prova 1", "18039 Ventimiglia IM", "Serve la lettera del medico.",
        "Puoi portarla a mano.", "Codice della ricevuta", "vieni a uno sportello",
    ):  # fmt: skip
        assert squeezed(words) in said, words
    assert "http" not in said


def test_posted_it_counts_as_told_and_the_queue_forgets_it(world: World) -> None:
    reference, desk, officer = asked(world)
    first = waiting(world, officer)[0]
    page = desk.send(f"{QUEUE}/{first.id}/esito", {"done": "posted"})
    assert "The letter is posted" in page.text
    assert first.id not in [row.id for row in waiting(world, officer)]
    assert the_row(world, first.id).status is NotificationStatus.SENT
    with world.app.app_context():
        (way,) = db.session.scalars(select(Delivery).where(Delivery.notification_id == first.id))
        assert way.status is DeliveryStatus.SENT
        told = {one.reference: one.stations[Station.TOLD] for one in chain.list_chains(officer)}
    assert told.get(reference, Reached.DONE) is Reached.DONE


def test_until_it_is_posted_the_person_does_not_count_as_told(world: World) -> None:
    reference, _desk, officer = asked(world)
    with world.app.app_context():
        told = {one.reference: one.stations[Station.TOLD] for one in chain.list_chains(officer)}
    assert told[reference] is Reached.WAITING


def test_a_letter_that_cannot_be_posted_becomes_a_call(world: World) -> None:
    _reference, desk, officer = asked(world)
    first = waiting(world, officer)[0]
    desk.send(f"{QUEUE}/{first.id}/esito", {"done": "kept_back"})
    row = the_row(world, first.id)
    assert (row.status, row.trouble) == (NotificationStatus.FAILED, "letter_not_posted")
    with world.app.app_context():
        assert first.id in [one.id for one in not_reached(row.case_id or 0)]
    assert "People we could not reach" in desk.get("/en/ufficio/bacheca").text


def test_a_colleague_who_is_second_is_told_and_changes_nothing(world: World) -> None:
    _reference, desk, officer = asked(world)
    first = waiting(world, officer)[0]
    desk.send(f"{QUEUE}/{first.id}/esito", {"done": "posted"})
    page = desk.send(f"{QUEUE}/{first.id}/esito", {"done": "kept_back"})
    assert "A colleague dealt with this letter already." in page.text
    assert the_row(world, first.id).status is NotificationStatus.SENT


def test_two_at_once_post_it_once(world: World) -> None:
    _reference, _desk, officer = asked(world)
    number, outcomes = waiting(world, officer)[0].id, []

    def try_it() -> None:
        with world.app.test_request_context("/prova", method="POST"):
            try:
                with writing():
                    posting.post(number)
                outcomes.append("posted")
            except posting.NotOnPaper:
                outcomes.append("late")

    threads = [threading.Thread(target=try_it) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["late", "late", "late", "posted"]


def test_who_opens_and_who_posts_is_on_record_and_the_person_reads_it(world: World) -> None:
    _reference, desk, officer = asked(world)
    first = waiting(world, officer)[0]
    paper(desk, first.id)
    desk.send(f"{QUEUE}/{first.id}/esito", {"done": "posted"})
    person = the_row(world, first.id).person_id
    with world.app.app_context():
        events = [one.event for one in audit.about(person or 0)]
    assert events.count("letter.read") == 1
    assert events.count("letter.posted") == 1


def test_a_letter_that_was_posted_is_read_for_a_reason_as_its_case_is(world: World) -> None:
    _reference, desk, officer = asked(world)
    first = waiting(world, officer)[0]
    desk.send(f"{QUEUE}/{first.id}/esito", {"done": "posted"})
    assert paper(desk, first.id)
    curious = world.browser(world.officer("Sara"))
    page = curious.get(f"{QUEUE}/{first.id}")
    assert page.one("#why-form")
    person = the_row(world, first.id).person_id
    with world.app.app_context():
        events = [one.event for one in audit.about(person or 0)]
    assert events.count("letter.read") == 1


@pytest.mark.parametrize("who", ["other_office", "operator", "citizen", "herself", "nobody"])
def test_nobody_else_sees_prints_or_posts_it(world: World, who: str) -> None:
    _reference, _desk, officer = asked(world)
    number = waiting(world, officer)[0].id
    others = {
        "other_office": lambda: world.officer("Otto", OTHER_OFFICE),
        "operator": lambda: world.person(
            "Op", Grant(Role.OPERATOR, BODY, desk="sportello-ventimiglia")
        ),
        "citizen": lambda: world.person("Carla"),
        "herself": lambda: nonna(world),
        "nobody": lambda: None,
    }
    browser = world.browser(others[who]())
    assert browser.raw.get(f"{QUEUE}/{number}").status_code in {302, 403, 404}
    sent = browser.raw.post(f"{QUEUE}/{number}/esito", data={"done": "posted"})
    assert sent.status_code in {302, 400, 403, 404}
    assert the_row(world, number).status is NotificationStatus.ON_PAPER


def test_an_officer_does_not_see_letters_of_their_own_affairs(world: World) -> None:
    works_there = Grant(Role.OFFICER, BODY, office="servizi-sociali-ventimigliese")
    own = world.person("Ugo", works_there, email="", **HOME)
    colleague = world.officer("Olga")
    world.case(own)
    (one,) = waiting(world, colleague)
    assert waiting(world, own) == []
    assert world.browser(own).raw.get(f"{QUEUE}/{one.id}").status_code == 404
