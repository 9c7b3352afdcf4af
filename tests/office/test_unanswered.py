"""What a person wrote and nobody answered: working days, a flag after some of them, who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal import catalogue
from portal.cases import reference as references
from portal.catalogue.bodies import Escalating
from portal.catalogue.holidays import HolidayRule
from portal.integrations.mail.fake import FakeMail
from portal.office import digest
from portal.platform import clock, jobs
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db
from tests.office.world import BODY, OFFICE, OTHER_OFFICE, World
from tests.support.page import Page

#: A Friday at ten in Rome; then days after it, with the Immaculate Conception on the Tuesday between.
WRITTEN = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 12, 6, 9, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 12, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def written(world: World, text: str = "Quando arriva la risposta?") -> str:
    """A case whose person wrote on the Friday."""
    who = world.person("Carla")
    with clock.freeze(WRITTEN):
        reference = world.case(who)
        world.answer(who, reference, text)
    return reference


def inbox(world: World, who: Actor, at: datetime) -> Page:
    with clock.freeze(at):
        return world.browser(who).get("/en/ufficio")


def row_of(page: Page, reference: str) -> str:
    """The line of one case in the inbox."""
    spoken = references.spoken(reference)
    return next(line.get_text(" ") for line in page.soup.select("tbody tr") if spoken in str(line))


def test_working_days_leave_sundays_and_holidays_out() -> None:
    """From Friday 4 December: Saturday, Monday, Wednesday (the 8th is a holiday), Thursday, Friday."""
    rule, start = HolidayRule(), WRITTEN.date()
    days = [rule.working_days(start, date(2026, 12, day)) for day in range(3, 12)]
    assert days == [0, 0, 1, 1, 2, 2, 3, 4, 5]
    no_saturday = HolidayRule(saturday_works=False, patron="12-07")
    assert no_saturday.working_days(start, date(2026, 12, 9)) == 1


def test_the_inbox_counts_the_working_days_and_raises_the_flag(world: World) -> None:
    reference, who = written(world), world.officer()
    assert "A message without an answer" in row_of(inbox(world, who, WRITTEN), reference)
    assert "No answer for 1 working day" in row_of(inbox(world, who, SUNDAY), reference)
    page = inbox(world, who, WEDNESDAY)
    assert "No answer for 3 working days" in row_of(page, reference)
    assert not page.soup.select(".ac-tag--stop")
    page = inbox(world, who, FRIDAY)
    assert "No answer for 5 working days" in page.one(".ac-tag--stop").get_text()


def test_how_long_is_too_long_is_data_of_the_body(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(world)
    with world.app.app_context():
        body = catalogue.snapshot().find_body(BODY)
    assert body is not None
    monkeypatch.setitem(body.__dict__, "escalation", Escalating(unanswered_days=2))
    page = inbox(world, world.officer(), WEDNESDAY)
    assert "No answer for 3 working days" in page.one(".ac-tag--stop").get_text()


def test_the_page_of_the_case_says_it_until_somebody_answers(world: World) -> None:
    """That somebody takes the case in charge is no answer."""
    reference, who = written(world), world.officer()
    place = f"/en/ufficio/pratiche/{reference}"
    with clock.freeze(FRIDAY):
        browser = world.browser(who)
        browser.get(place)
        browser.send(f"{place}/prendi-in-carico")
        warnings = browser.get(place).soup.select(".ac-alert--warning")
        assert any("No answer for 5 working days." in one.get_text() for one in warnings)
        browser.get(place)
        browser.submit("write-form", {"text": "Arriva lunedì."})
        assert "No answer for" not in browser.get(place).text
        assert "No answer for" not in browser.get("/en/ufficio").text


def letters(world: World, to: str, at: datetime) -> str:
    """What the round at a moment sends there."""
    mail: FakeMail = world.app.config["MAIL"]
    before = len(mail.to(to))
    with world.app.app_context(), clock.freeze(at):
        digest.send_digests(db.session)
        jobs.drain()
    return "\n".join(one.text for one in mail.to(to)[before:])


def test_who_coordinates_is_told_of_what_waits_too_long(world: World) -> None:
    reference = written(world)
    chief = Grant(Role.COORDINATOR, BODY, office=OFFICE)
    world.person("Cora", chief, email="cora@prova.invalid")
    with world.app.app_context(), clock.freeze(WRITTEN):
        jobs.drain()
    assert "senza risposta" not in letters(world, "cora@prova.invalid", WEDNESDAY)
    told = letters(world, "cora@prova.invalid", FRIDAY)
    assert references.spoken(reference) in told
    assert "Carla" not in told


def test_the_board_lists_it_for_the_office_and_for_no_other(world: World) -> None:
    reference = written(world)
    with clock.freeze(FRIDAY):
        page = world.browser(world.officer()).get("/en/ufficio/bacheca")
        assert "Messages that wait too long for an answer" in page.text
        assert references.spoken(reference) in page.text
        other = world.browser(world.officer("Olga", OTHER_OFFICE)).get("/en/ufficio/bacheca")
    assert references.spoken(reference) not in other.text


def test_a_case_in_which_nobody_wrote_says_nothing(world: World) -> None:
    who = world.officer()
    with clock.freeze(WRITTEN):
        world.case(world.person("Carla"))
    assert "No answer for" not in inbox(world, who, FRIDAY).text
