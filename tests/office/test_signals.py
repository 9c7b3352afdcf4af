"""Signals: bursts and work out of hours raise a question for the coordinator, once, and about nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.integrations.mail.fake import FakeMail
from portal.office.control import signals
from portal.office.control.models import Signal, SignalKind, Verdict
from portal.office.control.rules import Act, Watched, bursts, out_of_hours
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db, writing
from tests.office.world import BODY, OFFICE, World
from tests.support.people import BRUNO, DESK, acting

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MOST = {Watched.FILES: 5, Watched.VISITS: 3, Watched.MANDATES: 0}


def acts(count: int, *, every: int, person: int = 1, watched: Watched = Watched.FILES) -> list[Act]:
    """So many acts of a person, each on another file, so many minutes apart."""
    return [
        Act(person, watched, NOON + timedelta(minutes=every * number), number, "desk")
        for number in range(count)
    ]


def test_a_burst_is_more_in_an_hour_than_the_limit() -> None:
    """N27: a synthetic burst raises a signal, with how many and since when."""
    (found,) = bursts(acts(8, every=5), MOST)
    assert (found.person_id, found.watched, found.count) == (1, Watched.FILES, 8)
    assert found.began_at == NOON


def test_work_at_its_pace_raises_nothing() -> None:
    """N27: as many as the limit, or as many as you like over a day, is a day's work."""
    assert not list(bursts(acts(5, every=1), MOST))
    assert not list(bursts(acts(30, every=13), MOST))


def test_the_same_file_counts_once_and_people_are_never_added_up() -> None:
    """N27: ten looks at one file are one file; two people are two."""
    again = [Act(1, Watched.FILES, NOON + timedelta(minutes=m), 7, "d") for m in range(10)]
    assert not list(bursts(again, MOST))
    both = [*acts(4, every=5, person=1), *acts(4, every=5, person=2)]
    assert not list(bursts(both, MOST))


def test_a_limit_of_nothing_raises_nothing() -> None:
    """N27: an installation may leave a kind out."""
    assert not list(bursts(acts(50, every=1, watched=Watched.MANDATES), MOST))


HOURS = [(time(9), time(12, 30))]


@pytest.mark.parametrize(
    ("at", "is_out"),
    [
        (time(8, 0), False), (time(9, 30), False), (time(13, 30), False), (time(13, 31), True),
        (time(7, 59), True), (time(22, 0), True),
    ],
)  # fmt: skip
def test_out_of_hours_is_an_hour_before_and_after_the_openings(at: time, is_out: bool) -> None:
    """N27: whoever prepares the desk or ends the queue is at work."""
    moment = datetime.combine(NOON.date(), at)
    act = Act(1, Watched.VISITS, moment, 1, "desk")
    found = out_of_hours([act], lambda one: one, lambda _desk, _day: HOURS)
    assert bool(found) is is_out


def test_a_closed_day_is_out_of_hours_and_an_itinerant_desk_never_is() -> None:
    """N27: no opening at all on a day; and a desk that keeps no hours."""
    act = acts(1, every=1, watched=Watched.VISITS)[0]
    assert out_of_hours([act], lambda one: one, lambda _desk, _day: [])
    assert not out_of_hours([act], lambda one: one, lambda _desk, _day: None)


@pytest.fixture
def lia(world: World) -> Actor:
    """Who coordinates the office."""
    return world.person(
        "Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE), email="lia@prova.invalid"
    )


def at_desk(app: Flask, moment: datetime, count: int) -> Actor:
    """Bruno records so many mandates at his desk, one a minute."""
    bruno = acting(app, BRUNO)
    desk = Actor(person_id=bruno.person_id, desk=DESK)
    for number in range(count):
        with clock.freeze(moment + timedelta(minutes=number)), app.app_context(), writing():
            audit.record(desk, "mandate.recorded", "mandate", number + 1, subject_id=None)
    return bruno


def look(app: Flask, moment: datetime) -> list[Signal]:
    with clock.freeze(moment), app.app_context():
        with writing() as session:
            signals.raise_signals(session)
        return list(db.session.scalars(select(Signal).order_by(Signal.id)))


#: Tuesday at ten in Rome, when the desk of Ventimiglia is open.
OPEN = datetime.combine(date(2026, 11, 24), time(9, 0), tzinfo=UTC)


def test_a_burst_reaches_who_coordinates_and_is_raised_once(
    app: Flask, world: World, lia: Actor, mail: FakeMail
) -> None:
    """N27: the coordinator is told without a name, and answers; the next round raises nothing new."""
    bruno = at_desk(app, OPEN, 9)
    (row,) = look(app, OPEN + timedelta(minutes=30))
    assert (row.kind, row.person_id, row.count) == (SignalKind.MANDATES, bruno.person_id, 9)
    assert len(look(app, OPEN + timedelta(minutes=45))) == 1
    with app.app_context():
        jobs.drain()
    (letter,) = mail.letters
    assert letter.to == "lia@prova.invalid"
    assert "Sportelli" not in letter.text
    desk = world.browser(lia)
    page = desk.get("/en/ufficio/controlli")
    assert "Bruno Sportelli" in page.text
    assert "Many mandates recorded" in page.text
    (button,) = [one for one in page.soup.select("main form") if "In order" in one.get_text()]
    verdict = {
        "csrf_token": button.find(attrs={"name": "csrf_token"})["value"],
        "verdict": "in_order",
    }
    page = desk.post(str(button["action"]), verdict)
    assert "Bruno Sportelli" not in page.text
    with app.app_context():
        assert db.session.scalars(select(Signal.verdict)).one() is Verdict.IN_ORDER


def test_work_at_night_is_one_signal_a_day(app: Flask, lia: Actor) -> None:
    """N27, C17: acts out of the desk's hours raise a signal."""
    night = OPEN.replace(hour=22)
    at_desk(app, night, 2)
    rows = look(app, night + timedelta(minutes=20))
    assert [one.kind for one in rows] == [SignalKind.OUT_OF_HOURS]


def test_nobody_reads_about_themselves_and_other_bodies_read_nothing(
    app: Flask, world: World, lia: Actor
) -> None:
    """N27: a signal about the coordinator waits for another one; other bodies find no page of it."""
    desk = Actor(person_id=lia.person_id, desk=DESK)
    for number in range(9):
        with clock.freeze(OPEN), app.app_context(), writing():
            audit.record(desk, "mandate.recorded", "mandate", number + 1, subject_id=None)
    (row,) = look(app, OPEN + timedelta(minutes=5))
    assert "Many mandates" not in world.browser(lia).get("/en/ufficio/controlli").text
    with app.app_context():
        assert signals.open_signals(lia) == []
    other = world.person("Leo", Grant(Role.COORDINATOR, "comune-massafra"))
    with app.app_context():
        assert signals.open_signals(other) == []
    second = world.person("Lea", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    with app.app_context():
        assert [one.id for one in signals.open_signals(second)] == [row.id]
    world.browser(world.officer("Ugo")).get("/ufficio/controlli", status=404)
