"""The portal in figures: whole months for everybody, small numbers hidden, staff and training left out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.insights.hiding import FEWEST, hidden_beside_the_whole
from portal.platform import audit, clock
from portal.platform.acting import InVisit
from portal.platform.actor import NOBODY, Actor, Grant, Role
from portal.platform.database import writing
from tests.office.world import BODY, OFFICE, World
from tests.support.page import PageClient
from tests.support.people import DESK

#: The tenth of the month before, at ten.
BEFORE = datetime(2026, 5, 10, 8, tzinfo=clock.now().tzinfo)
AFTER = datetime(2026, 6, 20, 8, tzinfo=clock.now().tzinfo)


def in_visit(number: int) -> Actor:
    visit = InVisit(
        visit_id=number, subject_id=number, subject_name="", desk=DESK, desk_name="",
        opened_at=BEFORE, identified_by="document",
    )  # fmt: skip
    return Actor(person_id=1, acting_for=visit)


def acts(app: Flask, event: str, number: int, actor: Actor = NOBODY, days: int = 0) -> None:
    """A line in the trail, about the request of this number."""
    at = BEFORE + timedelta(days=days)
    with clock.freeze(at), app.app_context(), writing():
        audit.record(actor, event, "case", number, subject_id=actor.person_id)


def rows(app: Flask) -> list[Mapping[str, str]]:
    with clock.freeze(AFTER):
        text = PageClient(app).download("/numeri.csv").get_data(as_text=True)
    return list(csv.DictReader(text.splitlines()))


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 30), min_size=1, max_size=6))
def test_beside_the_whole_no_small_part_can_be_worked_out(parts: dict[str, int]) -> None:
    """G8: what is hidden together is more than may be told."""
    found = hidden_beside_the_whole(parts)
    missing = [name for name, value in found.items() if value is None]
    assert all(not 0 < parts[name] < FEWEST for name in parts if name not in missing)
    if missing and sum(parts.values()) > FEWEST:
        assert len(missing) > 1
        assert sum(parts[name] for name in missing) > FEWEST


def test_anybody_reads_how_people_asked_month_by_month(app: Flask, world: World) -> None:
    """G8: without a login, by channel, and the same as open data with its licence."""
    person = world.person("Anna")
    for number in range(20):
        acts(app, "case.sent", number, person)
    for number in range(20, 26):
        acts(app, "case.sent", number, replace(person, at_machine=True))
    for number in range(26, 33):
        acts(app, "case.sent", number, in_visit(900 + number))
    for number in range(33, 38):
        acts(app, "case.dictated", number, in_visit(900 + number))
        acts(app, "case.sent", number, in_visit(900 + number))
    with clock.freeze(AFTER):
        page = PageClient(app).get("/en/numeri")
    assert "CC BY 4.0" in page.text
    assert "May 2026" in page.text
    assert "Anna" not in page.html
    found = rows(app)
    assert [one["month"] for one in found] == ["2026-05"]
    assert {name: found[0][name] for name in ("requests", "sent_alone", "sent_machine")} == {
        "requests": "38", "sent_alone": "20", "sent_machine": "6",
    }  # fmt: skip
    assert (found[0]["sent_beside"], found[0]["sent_phone"], found[0]["sent_guest"]) == (
        "7",
        "5",
        "0",
    )


def test_small_numbers_are_not_published(app: Flask, world: World) -> None:
    """G8: two at the machine are not told, nor what would give them back; four in all tell nothing."""
    person = world.person("Anna")
    for number in range(10):
        acts(app, "case.sent", number, person)
    for number in (10, 11):
        acts(app, "case.sent", number, replace(person, at_machine=True))
    for number in range(12, 16):
        acts(app, "case.sent", number, person, days=-30)
    newest, older = rows(app)
    assert (newest["requests"], newest["sent_alone"], newest["sent_machine"]) == ("12", "", "")
    assert set(older.values()) == {"2026-04", "", "0"}
    assert (older["requests"], older["sent_alone"], older["sent_guest"]) == ("", "", "")


def test_the_month_that_runs_is_not_published(app: Flask, world: World) -> None:
    """G8: who reads the page before and after would see what one request added."""
    person = world.person("Anna")
    for number in range(6):
        acts(app, "case.sent", number, person, days=30)
    assert rows(app) == []
    with clock.freeze(AFTER):
        assert "No month with requests is over yet" in PageClient(app).get("/en/numeri").text


def test_half_of_visits_and_answers_are_told_from_five_on(app: Flask, world: World) -> None:
    """G8: how long a visit lasts, and how many days until the first answer."""
    person = world.person("Anna")
    for number in range(1, 6):
        for event, minutes in (("visit.opened", 0), ("visit.ended", number * 10)):
            at = BEFORE + timedelta(minutes=minutes)
            with clock.freeze(at), app.app_context(), writing():
                audit.record(in_visit(number), event, "visit", number, subject_id=None)
        acts(app, "case.sent", number, person, days=-40)
        acts(app, "case.accepted", number, person, days=number)
        # Its end is no second answer.
        acts(app, "case.closed", number, person, days=number + 1)
    newest = rows(app)[0]
    assert (newest["visits"], newest["visit_minutes_median"]) == ("5", "30")
    assert (newest["answers"], newest["answer_days_median"]) == ("5", "43")


def test_what_staff_ask_for_themselves_is_not_published(app: Flask, world: World) -> None:
    """G8: who holds a role is not counted as a person who asked."""
    with clock.freeze(BEFORE - timedelta(days=90)):
        lia = world.person("Lia", Grant(Role.OFFICER, BODY, office=OFFICE))
    for number in range(7):
        acts(app, "case.sent", number, lia)
    assert rows(app) == []


def test_the_footer_leads_there(client: PageClient) -> None:
    """G8: from every page."""
    page = client.get("/en/")
    assert page.soup.select_one('footer a[href$="/en/numeri"]') is not None


def test_training_publishes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """G8: invented people are no figures."""
    settings = replace(app.config["SETTINGS"], training=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    page = PageClient(app).get("/en/numeri", status=404)
    assert page.soup.select_one('footer a[href$="/numeri"]') is None
    assert PageClient(app).raw.get("/numeri.csv").status_code == 404
