"""The words of the office: every state, act, event and trouble has one, and days are said whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from portal.cases.legal_clock.clock_events import NoticeOfRefusal, Observations, Resumed, Suspended
from portal.cases.legal_clock.deadlines import Clock
from portal.cases.models import Author
from portal.cases.timeline import CaseStatus, Milestone
from portal.notifications.letters import LETTERS
from portal.office import words
from portal.office.duties import Act
from portal.office.filters import STATUS_WORDS
from portal.office.forms import FORMS

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask("words")
    Babel(app, default_locale="en")
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2026, 12, 3), "10 days left"),
        (date(2026, 11, 24), "1 day left"),
        (TODAY, "today is the last day"),
        (date(2026, 11, 22), "1 day late"),
        (date(2026, 11, 1), "22 days late"),
        (None, ""),
    ],
)
def test_days_are_said_in_words(due_on: date | None, said: str) -> None:
    assert words.days_left(due_on, TODAY) == said


def test_every_state_of_a_sent_case_has_its_words() -> None:
    sent = set(CaseStatus) - {CaseStatus.DRAFT}
    assert set(words.STATUS) == set(words.STEP) == sent
    assert len({STATUS_WORDS[status] for status in sent}) == len(sent), (
        "Two filters share an address."
    )


def test_every_act_and_author_has_its_words() -> None:
    assert set(words.ACT) == set(words.DONE) == set(Act)
    assert set(words.AUTHOR) == set(Author)
    assert set(FORMS) == set(Act) - {Act.TAKE, Act.GO_ON}
    assert set(words.MILESTONE) == set(Milestone) - {Milestone.SENDING}


def test_every_letter_to_a_person_has_its_words_on_the_board() -> None:
    to_people = {event for event in LETTERS if event.startswith("case_")}
    assert to_people
    assert set(words.TOLD) == to_people


def test_every_change_of_the_clock_is_explained() -> None:
    moved = Clock(
        received_on=date(2026, 3, 2),
        events=(
            Suspended(date(2026, 3, 4)),
            Resumed(date(2026, 3, 10)),
            NoticeOfRefusal(date(2026, 3, 20)),
            Observations(date(2026, 3, 22)),
        ),
    )
    said = [words.clock_sentence(line) for line in moved.explain()]
    assert len(set(said)) == 5
    assert not any("%(" in one for one in said)


def test_a_trouble_nobody_foresaw_keeps_its_word() -> None:
    assert "register" in words.trouble("register_refused")
    assert "KeyError" in words.trouble("KeyError")
    assert words.trouble(None) == ""
