"""The national system of mandates: what it vouches for holds, what it forgets ends, bad days stop nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.integrations.sgd import NationalMandate, SgdFailed
from portal.integrations.sgd.fake import FakeSgd, Mood
from portal.platform import clock
from portal.platform.database import db
from portal.powers.models import Kind, Power, PowerState
from tests.powers.conftest import Giving
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA

PLACE = "/en/area-personale/per-chi"
ASK = f"{PLACE}/aggiorna"
OLD = NationalMandate(
    "SGD-1", "NZNNNA40A41L741K", "Nonna", "Anziani", date(1940, 1, 1), date(2027, 12, 31)
)


@pytest.fixture
def sgd(app: Flask) -> FakeSgd:
    """It knows that Carla holds one mandate."""
    made = FakeSgd(delay=0)
    made.give(CARLA.fiscal_code, OLD)
    app.config["SGD"] = made
    return made


def rows(app: Flask) -> list[Power]:
    with app.app_context():
        return list(db.session.scalars(select(Power).order_by(Power.id)))


def ask(client: PageClient) -> str:
    client.get(PLACE)
    return client.submit(ASK).soup.get_text()


def test_what_it_vouches_for_holds_here_and_is_acted_under(
    app: Flask, giving: Giving, sgd: FakeSgd
) -> None:
    assert "names 1 mandate" in ask(giving.carla)
    (power,) = rows(app)
    assert (power.kind, power.state, power.until) == (Kind.NATIONAL, PowerState.IN_FORCE, OLD.until)
    assert OLD.reference not in power.code
    page = giving.carla.get(PLACE)
    assert "Nonna Anziani" in page.text
    assert "names 1 mandate" in ask(giving.browser(CARLA))
    assert len(rows(app)) == 1, "asked again it is the same"


def test_what_it_no_longer_names_ends_here(app: Flask, giving: Giving, sgd: FakeSgd) -> None:
    ask(giving.carla)
    sgd.take_back(CARLA.fiscal_code, OLD.reference)
    assert "names 0 mandates" in ask(giving.carla)
    (power,) = rows(app)
    assert power.state is PowerState.ENDED
    assert power.ended_at is not None


def test_after_its_last_day_it_holds_no_more(app: Flask, giving: Giving, sgd: FakeSgd) -> None:
    sgd.take_back(CARLA.fiscal_code, OLD.reference)
    near = clock.today() + timedelta(days=1)
    sgd.give(
        CARLA.fiscal_code, NationalMandate("SGD-2", OLD.fiscal_code, "N", "A", OLD.birth_date, near)
    )
    ask(giving.carla)
    with clock.freeze(clock.after(days=3)):
        late = giving.browser(CARLA)
        assert "In force" not in late.get(PLACE).text


@pytest.mark.parametrize("mood", [Mood.DOWN, Mood.REFUSES, Mood.NONSENSE])
def test_its_bad_days_change_nothing(app: Flask, giving: Giving, sgd: FakeSgd, mood: Mood) -> None:
    ask(giving.carla)
    sgd.mood = mood
    assert "does not answer now" in ask(giving.carla)
    (power,) = rows(app)
    assert power.state is PowerState.IN_FORCE
    with pytest.raises(SgdFailed):
        sgd.held_by(CARLA.fiscal_code)


def test_nobody_reads_whom_another_holds_and_a_weak_login_asks_nothing(
    app: Flask, giving: Giving, sgd: FakeSgd
) -> None:
    assert "names 0 mandates" in ask(giving.anna)
    assert rows(app) == []
    weak = giving.browser(CARLA, level=1)
    weak.get(PLACE)
    asked = sgd.asked
    assert "/accedi" in weak.submit(ASK).url
    assert sgd.asked == asked


def test_a_mandate_to_oneself_is_none(app: Flask, giving: Giving, sgd: FakeSgd) -> None:
    own = NationalMandate("SGD-3", ANNA.fiscal_code, "Anna", "Provetti", date(1970, 1, 1))
    sgd.give(ANNA.fiscal_code, own)
    ask(giving.anna)
    assert rows(app) == []


def test_where_no_system_is_plugged_in_nothing_is_offered(giving: Giving) -> None:
    page = giving.carla.get(PLACE)
    assert "national" not in page.text
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    giving.carla.post(ASK, {"csrf_token": token}, status=404)
