"""An officer who lives with the person, as INPS counts the household, is kept from the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal.cases.known.asking import Registers
from portal.integrations.inps import IseeRow
from portal.integrations.inps.fake import FakeInps
from portal.integrations.inps.fake import Mood as InpsMood
from portal.platform import clock, jobs
from tests.support.asking import HOME_CARE, ask_for
from tests.support.page import PageClient
from tests.support.people import ANNA, OLGA, sign_in, sign_in_olga
from tests.support.registers import connect, isee


@pytest.fixture
def inps(app: Flask) -> FakeInps:
    """INPS counts Olga in Anna's household."""
    anpr, _inps = connect(app)
    household = (IseeRow(ANNA.fiscal_code, "Dichiarante"), IseeRow(OLGA.fiscal_code, "Coniuge"))
    made = FakeInps({ANNA.fiscal_code: replace(isee(), household=household)})
    app.config["PUBLIC_REGISTERS"] = Registers(anpr, made, "scopo-di-prova")
    return made


@pytest.fixture
def olga(app: Flask) -> PageClient:
    client = PageClient(app)
    sign_in_olga(client)
    return client


def asked(app: Flask) -> str:
    anna = PageClient(app)
    sign_in(anna, ANNA)
    return ask_for(anna, HOME_CARE)


def test_whoever_is_of_the_household_finds_no_such_case(
    app: Flask, inps: FakeInps, olga: PageClient
) -> None:
    case = asked(app)
    assert olga.raw.get(f"/ufficio/pratiche/{case}").status_code == 404
    assert case not in olga.get("/ufficio").text


def test_an_answer_that_comes_late_counts_too(app: Flask, inps: FakeInps, olga: PageClient) -> None:
    inps.mood = InpsMood.DOWN
    case = asked(app)
    assert olga.raw.get(f"/ufficio/pratiche/{case}").status_code == 200
    inps.mood = InpsMood.WELL
    with app.app_context(), clock.freeze(clock.now() + timedelta(minutes=10)):
        jobs.drain()
    assert olga.raw.get(f"/ufficio/pratiche/{case}").status_code == 404
