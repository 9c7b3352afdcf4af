"""How many papers a request wants, as its answers stand, and how many are there."""

from __future__ import annotations

from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.papers import papers_of
from tests.support.filing import QUESTIONS
from tests.support.questionnaires import questionnaire


def test_a_paper_counts_once_it_is_there() -> None:
    """D13: n of m, of those that are needed."""
    rent = questionnaire("contributo-affitto")
    (wanted,) = papers_of(rent, {})
    assert (wanted.question.id, wanted.is_here) == ("rent_contract_file", False)
    (given,) = papers_of(rent, {("rent_contract_file", None): ["contratto.pdf"]})
    assert given.is_here
    assert not papers_of(rent, {("rent_contract_file", None): []})[0].is_here


def test_what_may_stay_away_and_what_is_not_asked_now_does_not_count() -> None:
    assert papers_of(Questionnaire.model_validate(QUESTIONS), {("money", None): "yes"}) == ()
    steps = [{**step} for step in QUESTIONS["steps"]]
    steps[0]["questions"] = [
        {**one, "required": "soft"} if one["id"] == "proof" else one
        for one in steps[0]["questions"]
    ]
    asks = Questionnaire.model_validate({**QUESTIONS, "steps": steps})
    assert papers_of(asks, {}) == ()
    iban = {("money", None): "yes", ("iban", None): "IT60X0542811101000000123456"}
    assert len(papers_of(asks, iban)) == 1
