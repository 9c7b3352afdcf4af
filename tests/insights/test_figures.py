"""Figures for who coordinates: counted from the trail, small numbers hidden, nobody named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.assisted.models import Turn, TurnEnded
from portal.cases import autonomy
from portal.cases.models import Case
from portal.catalogue import snapshot
from portal.insights.hiding import FEWEST, hidden
from portal.insights.queries import figures_of, month_before, next_month
from portal.platform import audit, clock
from portal.platform.acting import InVisit
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db, writing
from tests.office.world import BODY, OFFICE, World
from tests.support.page import PageClient
from tests.support.people import DESK


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 30), min_size=1, max_size=6))
def test_no_part_can_be_worked_out_from_the_whole(parts: dict[str, int]) -> None:
    """G9: a small number is hidden, and so is what would give it back."""
    found = hidden(parts)
    shown = {name for name, value in found.items() if value is not None}
    assert all(not 0 < parts[name] < FEWEST for name in shown)
    left = [parts[name] for name in parts if name not in shown]
    assert len(left) != 1 or all(parts[name] == 0 for name in shown)


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2026, 1, 1), date(2026, 6, 1)])
def test_months_follow_each_other(month: date) -> None:
    """G9: the year turns."""
    assert month_before(next_month(month)) == month


def visit(number: int, subject: int) -> InVisit:
    return InVisit(
        visit_id=number, subject_id=subject, subject_name="", desk=DESK, desk_name="",
        opened_at=clock.now(), identified_by="document",
    )  # fmt: skip


def sent(app: Flask, person: Actor, beside: int | None = None, case_id: int = 0) -> None:
    """A line in the trail as sending leaves it: alone, or in a visit."""
    actor = person
    if beside is not None:
        actor = Actor(person_id=1, acting_for=visit(beside, person.person_id or 0))
    with app.app_context(), writing():
        audit.record(actor, "case.sent", "case", case_id, subject_id=person.person_id)


def test_two_done_together_then_the_next_one_alone(app: Flask, world: World) -> None:
    """N32: the proposal comes after two, and goes when one was sent alone."""
    anna = world.person("Anna")
    number = anna.person_id or 0

    def ready() -> bool:
        with app.app_context():
            return autonomy.is_ready(number)

    sent(app, anna, beside=1)
    assert not ready()
    sent(app, anna, beside=2)
    assert ready()
    sent(app, anna)
    assert not ready()
    with app.app_context():
        assert autonomy.beside_then_alone([number]) == (1, 1)


def test_the_page_counts_by_channel_and_names_nobody(app: Flask, world: World) -> None:
    """G9: the assisted share can be measured, by who coordinates the body."""
    people = [world.person(f"Persona{number}") for number in range(6)]
    for person in people:
        world.case(person)
    lia = world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    desk = world.browser(lia)
    page = desk.get("/en/ufficio/numeri")
    assert "Requests sent alone, with a login 6" in page.text
    assert "Persona0" not in page.html
    table = desk.download("/ufficio/numeri.csv").get_data(as_text=True)
    assert f"{clock.today():%Y-%m},sent_alone,6" in table
    assert "Persona" not in table


def test_the_share_of_a_hidden_part_is_hidden_too(app: Flask, world: World) -> None:
    """G9: two of twelve are told by “17 of 100” as well as by “2”."""
    people = [world.person(f"Persona{number}") for number in range(10)]
    for person in people:
        world.case(person)
    with app.app_context():
        cases = db.session.scalars(select(Case.id)).all()
    for number in (0, 1):
        sent(app, people[number], beside=number + 1, case_id=cases[number])
    with app.app_context():
        found = figures_of(frozenset({BODY}), clock.today().replace(day=1))
    assert found.sent["beside"] is None
    assert found.assisted_percent is None


def test_minutes_of_visits_are_told_from_five_on(app: Flask, world: World) -> None:
    """G9: half of the visits take less; of fewer than five nothing is told."""
    lia = world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    begin = clock.now() - timedelta(minutes=1)
    for number in range(1, 6):
        beside = Actor(person_id=lia.person_id, acting_for=visit(number, 0))
        for event, minutes in (("visit.opened", 0), ("visit.ended", number * 10)):
            at = begin + timedelta(minutes=minutes)
            with clock.freeze(at), app.app_context(), writing():
                audit.record(beside, event, "visit", number, subject_id=None)
        page = world.browser(lia).get("/en/ufficio/numeri")
        told = "Minutes of a visit (half take less) 30" in page.text
        assert told is (number == 5)


def test_what_is_sent_at_a_public_machine_is_counted_apart(app: Flask, world: World) -> None:
    """G9: with a login or without, at the machine of a desk."""
    people = [world.person(f"Persona{number}") for number in range(6)]
    for person in people:
        world.case(person)
    with app.app_context():
        cases = db.session.scalars(select(Case.id)).all()
    for number, person in enumerate(people):
        sent(app, replace(person, at_machine=True), case_id=cases[number])
    with app.app_context():
        found = figures_of(frozenset({BODY}), clock.today().replace(day=1))
    assert (found.sent["alone"], found.sent["machine"]) == (6, 6)


def test_how_long_people_wait_at_the_desks_is_told_from_five_on(app: Flask, world: World) -> None:
    """G9: from the number to the call, from the call to the end; who did not come waited too."""
    lia = world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    leo = world.person("Leo", Grant(Role.COORDINATOR, "comune-massafra"))
    with app.app_context():
        held = [desk for one in snapshot().territories() for desk in one.desks if desk.body == BODY]
    begin, day = clock.now(), clock.today()
    for number in range(1, 7):
        row = Turn(
            desk=held[0].id,
            day=day,
            number=number,
            drawn_at=begin,
            called_at=begin + timedelta(minutes=10 * number),
            ended_at=begin + timedelta(minutes=10 * number + 7),
            ended_how=TurnEnded.ABSENT if number == 6 else TurnEnded.SERVED,
        )
        with app.app_context(), writing():
            db.session.add(row)
        page = world.browser(lia).get("/en/ufficio/numeri")
        assert ("Numbers taken at the desks not told" in page.text) is (number < 5)
    assert "Numbers taken at the desks 6" in page.text
    assert "until a number is called (half wait less) 35" in page.text
    assert "until the person is done (half take less) 7" in page.text
    assert "Numbers taken at the desks 0" in world.browser(leo).get("/en/ufficio/numeri").text


def test_months_are_words_of_the_language(app: Flask, world: World) -> None:
    """G9: nobody reads "11/2025"."""
    browser = world.browser(world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE)))
    assert "The figures of November 2025" in browser.get("/en/ufficio/numeri?mese=2025-11").text
    assert "novembre 2025" in browser.get("/ufficio/numeri?mese=2025-11").text


def test_figures_are_for_who_coordinates(app: Flask, world: World) -> None:
    """G9: officers, operators and citizens find no such page; another body's coordinator reads its own."""
    world.browser(world.officer()).get("/ufficio/numeri", status=404)
    PageClient(app).get("/ufficio/numeri")
    for number in range(6):
        world.case(world.person(f"Persona{number}"))
    leo = world.person("Leo", Grant(Role.COORDINATOR, "comune-massafra"))
    assert "with a login 0" in world.browser(leo).get("/en/ufficio/numeri").text
