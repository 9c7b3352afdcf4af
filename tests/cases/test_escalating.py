"""Before a term ends the officer is warned, then the coordinator; the day after, who may decide instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import handling, relatives
from portal.cases.legal_clock import warning
from portal.cases.legal_clock.ladder import Rung, rungs_due
from portal.cases.models import Escalation, Tie
from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification
from portal.platform import clock, jobs
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.people import (
    ANNA,
    BODY,
    EDDA,
    OFFICE,
    OTTO,
    acting,
    known,
    sign_in,
    sign_in_olga,
)

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, SECOND, LAST = Rung.OFFICER, Rung.COORDINATOR, Rung.SUBSTITUTE


@pytest.mark.parametrize(
    ("days_left", "rungs"),
    [
        (11, ()), (10, (FIRST,)), (4, (FIRST,)), (3, (FIRST, SECOND)), (0, (FIRST, SECOND)),
        (-1, (LAST,)), (-40, (LAST,)),
    ],
)  # fmt: skip
def test_the_ladder_is_climbed_day_by_day(days_left: int, rungs: tuple[Rung, ...]) -> None:
    assert rungs_due(days_left, 10, 3) == rungs


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case sent on 2 March."""
    with clock.freeze(SENT):
        return filing.sent(anna)


@pytest.fixture
def coordinator(app: Flask) -> int:
    """Somebody who coordinates the office."""
    return known(app, EDDA, Grant(Role.COORDINATOR, BODY, office=OFFICE))


def days_before(filing: Filing, case: str, days: int) -> datetime:
    due = filing.fact(case, "due_on")
    return datetime(due.year, due.month, due.day, 9, tzinfo=UTC) - timedelta(days=days)


def run(app: Flask, moment: datetime) -> None:
    """The worker's round at a moment."""
    with clock.freeze(moment), app.app_context():
        warning.warn_of_deadlines(db.session)


def recorded(filing: Filing) -> list[tuple[Rung, int]]:
    with filing.read() as session:
        rows = session.scalars(select(Escalation).order_by(Escalation.id))
        return [(row.rung, row.people_told) for row in rows]


def told(filing: Filing) -> Iterator[tuple[str, int | None]]:
    with filing.read() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id))
        yield from [(row.event, row.person_id) for row in rows if "deadline" in row.event]


def test_each_rung_is_warned_once_in_its_time(
    app: Flask, filing: Filing, olga: Actor, coordinator: int, case: str
) -> None:
    with clock.freeze(SENT), filing.write():
        handling.take_charge(filing.keyring, olga, case)
    run(app, days_before(filing, case, 11))
    assert recorded(filing) == []
    for days in (10, 10, 9, 3, 2, 0, -1, -1, -9):
        run(app, days_before(filing, case, days))
    assert recorded(filing) == [(FIRST, 1), (SECOND, 1), (LAST, 1)]
    assert list(told(filing)) == [
        ("office_deadline_near", olga.person_id),
        ("coordinator_deadline_near", coordinator),
        ("substitute_deadline_passed", None),
    ]


def test_who_holds_the_power_to_decide_instead_gets_a_letter_that_names_nobody(
    app: Flask, filing: Filing, case: str, mail: FakeMail
) -> None:
    run(app, days_before(filing, case, -1))
    with filing.read():
        jobs.drain()
    (letter,) = mail.to("ventimiglia.sostituto@prova.invalid")
    whole = f"{letter.subject} {letter.text} {letter.html}"
    assert "Provetti" not in whole
    assert "Aiuto a casa" not in whole


def test_where_nobody_took_it_the_office_is_warned(app: Flask, filing: Filing, case: str) -> None:
    run(app, days_before(filing, case, 5))
    assert recorded(filing) == [(FIRST, 1)]
    assert list(told(filing)) == [("office_deadline_near", None)]


def test_a_last_day_that_moved_is_warned_of_anew(
    app: Flask, filing: Filing, olga: Actor, case: str
) -> None:
    with clock.freeze(SENT), filing.write():
        handling.take_charge(filing.keyring, olga, case)
    near = days_before(filing, case, 10)
    run(app, near)
    with clock.freeze(near), filing.write():
        handling.ask_for_something(filing.keyring, olga, case, "Serve il contratto.", 20)
    run(app, near + timedelta(days=1))
    assert recorded(filing) == [(FIRST, 1)], "far away again"
    run(app, days_before(filing, case, 10))
    assert recorded(filing) == [(FIRST, 1), (FIRST, 1)]


def test_what_was_answered_worries_nobody(
    app: Flask, filing: Filing, anna: Actor, olga: Actor, case: str
) -> None:
    draft = filing.draft(anna)
    with clock.freeze(SENT), filing.write():
        handling.take_charge(filing.keyring, olga, case)
        handling.accept(filing.keyring, olga, case, "Per la prova.")
    run(app, days_before(filing, case, -1))
    assert recorded(filing) == []
    assert filing.fact(draft, "sent_at") is None


def test_nobody_is_warned_about_their_own_affair(app: Flask, filing: Filing, olga: Actor) -> None:
    known(app, OTTO, Grant(Role.COORDINATOR, BODY, office=OFFICE))
    with clock.freeze(SENT):
        own = filing.sent(acting(app, OTTO))
    run(app, days_before(filing, own, 2))
    assert list(told(filing)) == [
        ("office_deadline_near", None), ("coordinator_deadline_near", None),
    ]  # fmt: skip


def test_nobody_is_warned_about_the_affair_of_somebody_they_are_bound_to(
    app: Flask, filing: Filing, olga: Actor, coordinator: int, case: str
) -> None:
    bound = Actor(person_id=coordinator)
    with clock.freeze(SENT), filing.write():
        handling.take_charge(filing.keyring, olga, case)
        relatives.declare_relative(filing.keyring, bound, ANNA.fiscal_code, Tie.RELATIVE)
    run(app, days_before(filing, case, 2))
    assert list(told(filing)) == [
        ("office_deadline_near", olga.person_id), ("coordinator_deadline_near", None),
    ]  # fmt: skip


def test_the_board_shows_it_to_the_office_and_to_no_other(
    app: Flask, client: PageClient, filing: Filing, case: str
) -> None:
    run(app, days_before(filing, case, -1))
    sign_in_olga(client)
    page = client.get("/ufficio/bacheca")
    assert "avvisato chi può decidere al suo posto" in page.text
    other = PageClient(app)
    sign_in(other, OTTO)
    assert case not in other.get("/ufficio/bacheca").soup.get_text()
    assert "Termini vicini o scaduti" not in other.get("/ufficio/bacheca").text


def test_the_person_reads_that_the_office_was_warned(
    app: Flask, filing: Filing, case: str, anna: Actor
) -> None:
    run(app, days_before(filing, case, 10))
    (row,) = filing.audited("case.deadline_near")
    assert (row.subject_id, row.purpose) == (anna.person_id, "officer")
