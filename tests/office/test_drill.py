"""The drill sees what it is for: nothing lost while a neighbour is away, and a loss where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.catalogue import serving
from portal.catalogue.questionnaire import is_complete
from portal.notifications.channels import Channel
from portal.office.drill.answering import CannotAnswer, required_answers
from portal.office.drill.neighbours import BAD_DAYS, BadDay, put_in_place
from portal.office.drill.rehearsing import Seen, rehearse

BY_NAME = {day.name: day for day in BAD_DAYS}


def seen_on(app: Flask, day: BadDay, cases: int = 1) -> Seen:
    """What the drill sees of one bad day."""
    with app.app_context():
        return rehearse(put_in_place(app), day, cases)


def never_back(name: str) -> BadDay:
    """The same bad day, without an end."""
    return replace(BY_NAME[name], start=lambda them: None)


@pytest.mark.parametrize("day", BAD_DAYS, ids=lambda one: one.name)
def test_everything_arrives_once_a_neighbour_is_back(app: Flask, day: BadDay) -> None:
    seen = seen_on(app, day, cases=2)
    assert seen.acknowledged == seen.sent == 2
    assert seen.lost == ()
    assert (seen.waiting_meanwhile > 0) == day.is_waited_for


def test_bad_days_may_follow_each_other(app: Flask) -> None:
    with app.app_context():
        them = put_in_place(app)
        for name in ("App IO: down", "virus scanner: down", "INPS: answers nonsense", "nobody"):
            assert rehearse(them, BY_NAME[name], cases=1).lost == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("protocol register: down", "no protocol number"),
        ("mail server: down", "the office was not told"),
        ("text messages: gateway down", "receipts by no way"),
        ("App IO: down", "receipts by no way"),
        ("civic register: down", "a late answer was not found"),
        ("INPS: down", "a late answer was not found"),
        ("virus scanner: down", "its file was never released"),
    ],
)
def test_a_neighbour_that_stays_away_is_seen(app: Flask, name: str, words: str) -> None:
    seen = seen_on(app, never_back(name))
    assert seen.acknowledged == seen.sent
    assert not seen.is_well
    assert any(words in line for line in seen.lost)


def test_a_receipt_by_another_way_than_expected_is_seen(app: Flask) -> None:
    odd = replace(BY_NAME["nobody"], first=Channel.SMS)
    assert any("receipts by" in words for words in seen_on(app, odd).lost)


def test_a_file_released_by_nobody_is_seen(app: Flask) -> None:
    """A scanner that is well releases the file at once: the day that says otherwise is wrong."""
    odd = replace(BY_NAME["nobody"], scans=False)
    assert any("not where it should be" in words for words in seen_on(app, odd).lost)


def test_there_is_an_answer_to_whatever_is_required(app: Flask) -> None:
    answered = 0
    with app.app_context():
        for questionnaire in serving.snapshot().catalogue.questionnaires:
            try:
                answers = required_answers(questionnaire)
            except CannotAnswer:
                continue
            assert is_complete(questionnaire, answers)
            answered += 1
    assert answered > 3


def test_the_drill_refuses_where_there_are_cases(app: Flask) -> None:
    seen_on(app, BY_NAME["nobody"])
    refused = app.test_cli_runner().invoke(args=["drill", "--here"])
    assert refused.exit_code == 1
    assert "There are cases here" in refused.output
