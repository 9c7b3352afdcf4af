"""Who never comes back is told thirty days before, then forgotten; whoever is here in any way stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import handling, proceeding
from portal.identity import absence
from portal.identity.models import Person
from portal.identity.queries import open_profile
from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification
from portal.platform import audit, clock, jobs
from portal.platform.acting import InVisit
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.settings import Settings, SettingsInvalid
from tests.support.filing import Filing
from tests.support.people import ANNA, BRUNO, CARLA, DESK, OLGA, acting

BEGIN = datetime(2026, 1, 10, 9, tzinfo=clock.now().tzinfo)
MONTHS = 24
#: Days until they are told, and from then on until they are forgotten.
NEARLY, WAIT = 701, 31


@pytest.fixture
def filing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Filing:
    """An installation that says after how long."""
    settings = replace(app.config["SETTINGS"], forget_inactive_after_months=MONTHS)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return Filing(app)


@pytest.fixture
def anna(filing: Filing) -> Actor:
    """Anna, who was here once."""
    with clock.freeze(BEGIN):
        found = acting(filing.app, ANNA)
        with filing.write():
            audit.record(found, "identity.signed_in", "person", found.person_id)
    return found


def on_day(filing: Filing, days: int) -> None:
    """The worker's round, so many days after Anna was here."""
    with clock.freeze(BEGIN + timedelta(days=days)), filing.read() as session:
        absence.forget_who_is_away(session)


def is_gone(filing: Filing, actor: Actor) -> bool:
    with filing.read():
        person = db.session.get_one(Person, actor.person_id)
        gone = person.forgotten_at is not None
        assert gone is (open_profile(filing.keyring, person).name == "")
        return gone


def told(filing: Filing) -> list[str]:
    with filing.read() as session:
        return list(session.scalars(select(Notification.event)))


def test_who_never_comes_back_is_told_and_then_forgotten(
    filing: Filing, anna: Actor, mail: FakeMail
) -> None:
    """G5: a day before nothing, then one letter, then thirty days, then nobody."""
    on_day(filing, NEARLY - 2)
    assert told(filing) == []
    on_day(filing, NEARLY)
    on_day(filing, NEARLY + 1)
    assert told(filing) == ["away_for_long"]
    with clock.freeze(BEGIN + timedelta(days=NEARLY, hours=2)), filing.app.app_context():
        jobs.drain()
    assert "Dopo l’11 gennaio 2028" in mail.letters[-1].text
    on_day(filing, NEARLY + WAIT - 1)
    assert not is_gone(filing, anna)
    on_day(filing, NEARLY + WAIT)
    assert is_gone(filing, anna)
    assert filing.audited("identity.forget_warned")
    assert filing.audited("identity.forgotten")


def in_person(filing: Filing, anna: Actor) -> None:
    with filing.write():
        audit.record(anna, "identity.signed_in", "person", anna.person_id)


def in_a_visit(filing: Filing, anna: Actor) -> None:
    number = anna.person_id or 0
    visit = InVisit(
        visit_id=1, subject_id=number, subject_name="", desk=DESK, desk_name="",
        opened_at=clock.now(), identified_by="document",
    )  # fmt: skip
    desk = replace(acting(filing.app, BRUNO), acting_for=visit)
    with filing.write():
        audit.record(desk, "visit.opened", "visit", 1, subject_id=number)


@pytest.mark.parametrize("comes", [in_person, in_a_visit])
def test_whoever_was_here_in_any_way_is_told_anew_before_they_go(
    filing: Filing, anna: Actor, comes: Callable[[Filing, Actor], None]
) -> None:
    """G5: a login or a visit after the letter, and the time begins again."""
    on_day(filing, NEARLY)
    with clock.freeze(BEGIN + timedelta(days=NEARLY + 20)):
        comes(filing, anna)
    on_day(filing, NEARLY + WAIT)
    on_day(filing, NEARLY + 20 + NEARLY - 2)
    assert not is_gone(filing, anna)
    assert told(filing) == ["away_for_long"]
    on_day(filing, NEARLY + 20 + NEARLY)
    assert told(filing) == ["away_for_long"] * 2
    assert not is_gone(filing, anna)


def test_nobody_is_forgotten_while_the_house_must_know_them(filing: Filing, anna: Actor) -> None:
    """G5: neither told nor forgotten while a request is open, nor while the law keeps what was answered."""
    with clock.freeze(BEGIN):
        reference = filing.sent(anna)
        olga = acting(filing.app, OLGA)
    before = told(filing)
    on_day(filing, NEARLY)
    on_day(filing, NEARLY + WAIT + 500)
    assert not is_gone(filing, anna)
    assert told(filing) == before
    with filing.write():
        handling.take_charge(filing.keyring, olga, reference)
        proceeding.close(filing.keyring, olga, reference, "Chiusa per prova.")
    on_day(filing, NEARLY + WAIT + 2000)
    assert not is_gone(filing, anna)
    assert "away_for_long" not in told(filing)


def test_who_works_here_is_never_forgotten_for_being_away(filing: Filing) -> None:
    """G5: a role that has not ended, used or not."""
    with clock.freeze(BEGIN):
        olga = acting(filing.app, OLGA)
    on_day(filing, NEARLY)
    on_day(filing, NEARLY + WAIT + 500)
    assert not is_gone(filing, olga)
    assert "away_for_long" not in told(filing)


def test_where_nobody_said_how_long_nobody_is_forgotten(app: Flask) -> None:
    """G5: no body has said how long, so that is how it begins."""
    filing = Filing(app)
    with clock.freeze(BEGIN):
        carla = acting(app, CARLA)
    on_day(filing, NEARLY)
    on_day(filing, NEARLY + 5000)
    assert told(filing) == []
    assert not is_gone(filing, carla)


def test_a_time_that_is_too_short_is_refused() -> None:
    """G5: below six months nothing starts."""
    assert Settings.read({}).forget_inactive_after_months == 0
    with pytest.raises(SettingsInvalid, match="at least 6"):
        Settings.read({"ACCANTO_FORGET_INACTIVE_AFTER_MONTHS": "5"})
