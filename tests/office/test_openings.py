"""Why a colleague's file is opened: said in closed words and one's own, and sampled by the coordinator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.office.control import sampling
from portal.office.control.models import OpeningCheck, Verdict
from portal.platform import clock
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db
from tests.office.world import BODY, OFFICE, OTHER_OFFICE, World


def taken(world: World) -> str:
    """A case that Ugo works."""
    reference = world.case(world.person("Carla"))
    world.browser(world.officer("Ugo")).send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    return reference


def opened(world: World, reference: str, **said: str) -> Actor:
    """Sara opens it, saying why."""
    sara = world.officer("Sara")
    desk = world.browser(sara)
    desk.get(f"/en/ufficio/pratiche/{reference}")
    desk.submit("why-form", said or {"perche": "sostituzione"})
    return sara


def test_without_a_reason_there_is_no_page(world: World) -> None:
    """N26: no reason, no page; another reason is one only with its words."""
    reference = taken(world)
    desk = world.browser(world.officer("Sara"))
    desk.get(f"/en/ufficio/pratiche/{reference}")
    page = desk.submit("why-form", status=422)
    assert page.problems
    page = desk.submit("why-form", {"perche": "altro"}, status=422)
    assert "Write why you open it." in page.problems[0]
    assert "Ho bisogno" not in desk.get(f"/en/ufficio/pratiche/{reference}?perche=altro").html
    assert world.audited(reference, "case.read")[-1].purpose == "work"


def test_the_words_are_kept_sealed_and_never_in_an_address(world: World) -> None:
    """N26: a reason list and free text, which only who may read it reads."""
    reference = taken(world)
    said = "Telefona la figlia, cerca una data."
    sara = opened(world, reference, perche="altro", words=said)
    assert world.audited(reference, "case.read")[-1].purpose == "other"
    assert "Ho bisogno" in world.browser(sara).get(f"/ufficio/pratiche/{reference}").text
    with world.app.app_context():
        stored = repr(db.session.execute(text("SELECT * FROM opening_reasons")).all())
    assert "figlia" not in stored


def chief(world: World, office: str = OFFICE, name: str = "Lia") -> Actor:
    return world.person(name, Grant(Role.COORDINATOR, BODY, office=office))


def next_week() -> timedelta:
    """Until the Tuesday after this week is over."""
    return timedelta(days=8 - clock.today().weekday())


def test_the_coordinator_reads_a_sample_of_last_week_and_answers(world: World) -> None:
    """N26: sampled review; the one asked is told, the answer stays."""
    reference = taken(world)
    sara = opened(world, reference, perche="altro", words="Telefona la figlia.")
    with clock.freeze(clock.now() + next_week()):
        desk = world.browser(chief(world))
        page = desk.get("/en/ufficio/controlli")
        assert "Sara Di Prova" in page.text
        assert "Telefona la figlia." in page.text
        form = next(f for f in page.soup.select("main form") if "I ask why" in f.get_text())
        token = form.find(attrs={"name": "csrf_token"})["value"]
        page = desk.post(str(form["action"]), {"csrf_token": token, "verdict": "asked"})
        assert "I ask why" in page.text
        with world.app.app_context():
            told = db.session.execute(
                text("SELECT person_id FROM notifications WHERE event = 'staff_asked_why'")
            ).all()
        assert [row[0] for row in told] == [sara.person_id]
        desk.post(str(form["action"]), {"csrf_token": token, "verdict": "in_order"})
        desk.post(str(form["action"]), {"csrf_token": token, "verdict": "asked"}, status=409)
    with world.app.app_context():
        assert db.session.scalars(select(OpeningCheck.verdict)).one() is Verdict.IN_ORDER


def test_this_weeks_openings_wait_and_other_offices_read_nothing(world: World) -> None:
    """N26: a week is looked at once it is over, by who coordinates that office, never one's own."""
    reference = taken(world)
    opened(world, reference)
    lia, leo = chief(world), chief(world, OTHER_OFFICE, "Leo")
    with world.app.app_context():
        assert sampling.sample(world.keyring, lia) == []
    with clock.freeze(clock.now() + next_week()), world.app.app_context():
        assert len(sampling.sample(world.keyring, lia)) == 1
        assert sampling.sample(world.keyring, leo) == []


def test_nobody_samples_their_own_openings(world: World) -> None:
    """N26: who coordinates and opens is looked at by somebody else."""
    reference = taken(world)
    lia = chief(world)
    desk = world.browser(lia)
    desk.get(f"/en/ufficio/pratiche/{reference}")
    desk.submit("why-form", {"perche": "coordinamento"})
    with clock.freeze(clock.now() + next_week()), world.app.app_context():
        assert sampling.sample(world.keyring, lia) == []
        assert len(sampling.sample(world.keyring, chief_again(world))) == 1


def chief_again(world: World) -> Actor:
    return Actor(person_id=0, grants=(Grant(Role.COORDINATOR, BODY, office=OFFICE),))


@pytest.mark.parametrize(
    ("found", "drawn"), [(0, 0), (3, 3), (5, 5), (40, 5), (120, 12), (900, 20)]
)
def test_one_in_ten_never_fewer_than_five_or_more_than_twenty(found: int, drawn: int) -> None:
    """N26: enough to be seen, few enough to be looked at."""
    assert sampling.size_of(found) == drawn


def test_the_draw_is_the_same_for_all_and_another_each_week(app: Flask) -> None:
    """N26: whoever asks draws the same; a week later others come up."""
    keyring, numbers = app.config["KEYRING"], list(range(1, 101))
    first = sampling.draw(keyring, date(2026, 11, 16), numbers)
    assert first == sampling.draw(keyring, date(2026, 11, 16), reversed(numbers))  # type: ignore[arg-type]
    assert set(first) != set(sampling.draw(keyring, date(2026, 11, 23), numbers))
