"""Somebody of the household asked for the same already: a question at the desk, without a name."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from portal.cases import household
from portal.cases.models import Case
from portal.platform.actor import Actor
from tests.office.world import World
from tests.support.filing import STORY, Filing, find
from tests.support.people import ANNA, BRUNO, CARLA, SERVICE, acting, beside


def told(app: Flask, actor: Actor, reference: str) -> bool:
    with app.app_context():
        return household.has_asked(actor, find(reference))


def draft_of_anna(app: Flask) -> tuple[Filing, Actor, Actor, str]:
    filing, anna = Filing(app), acting(app, ANNA)
    bruno = beside(acting(app, BRUNO), anna, SERVICE)
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    return filing, anna, bruno, reference


def test_the_operator_reads_that_the_household_asked_already(app: Flask) -> None:
    """N35: a duplicate warning; it names neither the person nor the body."""
    _filing, _anna, bruno, reference = draft_of_anna(app)
    assert not told(app, bruno, reference)
    World(app).case(acting(app, CARLA), with_whom=ANNA.fiscal_code)
    assert told(app, bruno, reference)


def test_nobody_else_reads_it_and_ones_own_request_is_not_meant(app: Flask) -> None:
    """N35: the person alone, or who acts for them, learns nothing of others; their own is said elsewhere."""
    _filing, anna, bruno, reference = draft_of_anna(app)
    World(app).case(acting(app, CARLA), with_whom=CARLA.fiscal_code)
    assert not told(app, bruno, reference), "It names somebody else."
    World(app).case(acting(app, CARLA), with_whom=ANNA.fiscal_code)
    assert not told(app, anna, reference)


def test_what_could_endanger_is_never_told(app: Flask) -> None:
    """N35, N28: at a desk nobody learns that another of the home sought help of that kind."""
    filing, _anna, _bruno, _reference = draft_of_anna(app)
    World(app).case(acting(app, CARLA), with_whom=ANNA.fiscal_code)
    anna = acting(app, ANNA)
    delicate = filing.draft(anna, filing.plan(service="consultorio"))
    with filing.write() as session:
        session.execute(update(Case).values(service="consultorio", draft_key=None))
    assert not told(app, beside(acting(app, BRUNO), anna), delicate)
