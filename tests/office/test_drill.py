"""The drill sees what it is for: nothing lost while a neighbour is away, and a loss where there is one."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.catalogue import serving
from portal.catalogue.questionnaire import is_complete
from portal.integrations.register.fake import Mood
from portal.office.drill.answering import CannotAnswer, required_answers
from portal.office.drill.rehearsing import NEIGHBOURS, Neighbour, rehearse


@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=lambda one: one.name)
def test_everything_arrives_once_a_neighbour_is_back(app: Flask, neighbour: Neighbour) -> None:
    with app.app_context():
        seen = rehearse(app, neighbour, cases=2)
    assert seen.acknowledged == seen.sent == 2
    assert seen.lost == ()
    assert (seen.waiting_meanwhile > 0) == (neighbour.name != "nobody")


def test_a_neighbour_that_stays_away_is_seen(app: Flask) -> None:
    gone = Neighbour(
        "gone", lambda app: app.config["REGISTER"].set_mood(Mood.DOWN), lambda app: None
    )
    with app.app_context():
        seen = rehearse(app, gone, cases=1)
    assert not seen.is_well
    assert any("no protocol number" in words for words in seen.lost)


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
    with app.app_context():
        rehearse(app, NEIGHBOURS[0], cases=1)
    refused = app.test_cli_runner().invoke(args=["drill", "--here"])
    assert refused.exit_code == 1
    assert "There are cases here" in refused.output
