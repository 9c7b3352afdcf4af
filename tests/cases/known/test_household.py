"""One family, several requests: who lives there is written once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from portal.cases.drafts.steps import open_draft
from portal.cases.known.actions import keep_heard
from portal.cases.known.asking import Heard, facts_of_resident
from portal.cases.models import Outcome, Register
from portal.cases.plan import plan_for
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.filing import Filing, find
from tests.support.people import VENTIMIGLIA
from tests.support.registers import resident


def household_known(filing: Filing, anna: Actor, service: str) -> Mapping[Any, Any]:
    """What a new draft of a service knows of the household before anybody types."""
    with filing.read():
        plan = plan_for(serving.snapshot(), service, VENTIMIGLIA, clock.today())
    reference = filing.draft(anna, plan)
    heard = [Heard(Register.ANPR, Outcome.ANSWERED, facts_of_resident(resident()))]
    with filing.write():
        keep_heard(filing.keyring, anna, find(reference), heard)
    with filing.read():
        draft = open_draft(filing.keyring, anna, reference)
        (step,) = (
            one for one in draft.questionnaire.steps if any(g.id == "household" for g in one.groups)
        )
        shown = draft.step(step.id)
        assert shown is not None
        known = draft.known(anna, shown)
        return {key: one.value for key, one in known.items() if key[1] is not None}


def test_m5_three_requests_of_one_family_share_its_household(
    app: Flask, filing: Filing, anna: Actor
) -> None:
    services = [
        sheet.slug
        for sheet in serving_services(app)
        if sheet.questionnaire is not None and has_household(app, sheet.questionnaire)
    ][:3]
    assert len(services) == 3
    for service in services:
        known = household_known(filing, anna, service)
        assert known[("member_name", 0)] == "Ugo Provetti"
        assert known[("member_name", 1)] == "Ida Provetti"
        assert known[("member_bond", 0)] == "partner"


def serving_services(app: Flask) -> Any:
    """The services that are offered in Ventimiglia."""
    with app.app_context():
        snapshot = serving.snapshot()
        return [
            one
            for one in snapshot.catalogue.services
            if (offer := snapshot.offer(one.slug, VENTIMIGLIA, clock.today())) and offer.active
        ]


def has_household(app: Flask, questionnaire: str) -> bool:
    """Whether it asks who lives there, with the words of the bank and unconditionally."""
    with app.app_context():
        found = serving.snapshot().questionnaire(questionnaire)
    return any(
        group.id == "household"
        and {"member_name", "member_bond"} <= {q.id for q in group.questions}
        and any(q.id == "member_bond" and q.prefill for q in group.questions)
        and "partner" in next(q for q in group.questions if q.id == "member_bond").values
        and step.show_if is None
        and group.show_if is None
        for step in found.steps
        for group in step.groups
    )
