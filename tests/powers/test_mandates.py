"""A mandate from person to person: named, agreed to, seen by both, taken back at a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.integrations.mail.fake import FakeMail
from portal.notifications import proxies
from portal.notifications.proxies import Matter
from portal.platform import clock, jobs
from portal.platform.audit import AuditEntry
from portal.platform.database import db
from portal.powers.models import PowerState, Reach
from tests.powers.conftest import Giving
from tests.support.page import PageClient
from tests.support.pdf_text import text_of as pdf_text
from tests.support.people import ANNA, BRUNO, CARLA, SERVICE, Somebody, open_visit, sign_in

CHILD = Somebody("Mino", "Minori", "MNRMNI12A01L741K", "2012-01-01", "mino@prova.invalid")
STRANGER = replace(CARLA, family_name="Diversi")


def test_who_is_named_finds_it_and_says_yes(giving: Giving) -> None:
    power_id = giving.give()
    page = giving.carla.get("/en/area-personale/per-chi")
    assert ANNA.name in page.text
    assert "Waiting for an answer" in page.text
    page = giving.accept(power_id)
    assert "In force" in page.text
    assert "In force" in giving.anna.get("/en/area-personale/deleghe/persone").text
    row = giving.last()
    assert (row.state, row.holder_id) == (PowerState.IN_FORCE, giving.carla_id)
    assert (row.services, row.every_service, row.reach) == ([SERVICE], False, Reach.SEND)


def test_a_no_is_told_and_nobody_acts(giving: Giving, mail: FakeMail) -> None:
    power_id = giving.give()
    giving.carla.get("/en/area-personale/per-chi")
    giving.carla.submit(f"/en/area-personale/per-chi/{power_id}/rifiuta")
    assert giving.last().state is PowerState.REFUSED
    assert "Not accepted" in giving.anna.get("/en/area-personale/deleghe/persone").text
    with giving.app.app_context():
        jobs.drain()
    assert [letter.to for letter in mail.letters].count(ANNA.email) == 2


def test_all_the_services_for_a_year_at_most(giving: Giving) -> None:
    giving.give("*", lasts="365")
    row = giving.last()
    assert row.every_service
    assert row.until == clock.today() + timedelta(days=365)
    giving.forge(giving.anna, "deleghe/nuova", status=422, lasts="3650")
    assert len(giving.rows()) == 1


def test_nothing_typed_is_lost_and_each_gap_is_named(giving: Giving) -> None:
    page = giving.fill(
        giving.anna, CARLA, (), fiscal_code="SMPCRL80B42L741X", agreed=False, status=422
    )
    assert len(page.problems) == 3
    assert page.one("[name=family_name]")["value"] == CARLA.family_name
    assert not giving.rows()


def test_nobody_names_themselves(giving: Giving) -> None:
    page = giving.fill(giving.anna, ANNA, status=422)
    assert "your own fiscal code" in page.problems[0]
    assert not giving.rows()


def test_a_slip_in_the_name_or_code_shows_it_to_nobody_and_tells_nobody(
    giving: Giving, mail: FakeMail
) -> None:
    giving.fill(giving.anna, STRANGER)
    power_id = giving.last().id
    assert ANNA.name not in giving.carla.get("/en/area-personale/per-chi").text
    giving.carla.get(f"/en/area-personale/deleghe/persone/{power_id}", status=404)
    with giving.app.app_context():
        jobs.drain()
    assert {letter.to for letter in mail.letters} == {ANNA.email}


def test_names_agree_however_they_are_written(giving: Giving) -> None:
    giving.fill(giving.anna, replace(CARLA, family_name="ESEMPÌ"))
    assert ANNA.name in giving.carla.get("/en/area-personale/per-chi").text


def test_a_minor_gives_none_and_takes_none(giving: Giving) -> None:
    child = giving.browser(CHILD)
    page = child.get("/en/area-personale/deleghe/nuova", status=403)
    assert "18" in page.h1
    giving.fill(giving.anna, CHILD)
    child.get("/en/area-personale/per-chi")
    child.submit(f"/en/area-personale/per-chi/{giving.last().id}/accetta", status=403)
    assert giving.last().state is PowerState.OFFERED


def test_a_weak_login_is_asked_for_a_better_one(giving: Giving) -> None:
    weak = giving.browser(ANNA, level=1)
    answer = weak.raw.get("/area-personale/deleghe/nuova")
    assert answer.headers["Location"].startswith("/accedi?")
    assert "livello=2" in answer.headers["Location"]
    power_id = giving.give()
    weak = giving.browser(CARLA, level=1)
    page = giving.forge(weak, f"per-chi/{power_id}/accetta")
    assert page.url.startswith("/en/accedi?")
    assert giving.last().state is PowerState.OFFERED


def test_both_read_the_receipt_and_have_it_on_paper(giving: Giving) -> None:
    power_id = giving.in_force()
    for client in (giving.anna, giving.carla):
        page = client.get(f"/en/area-personale/deleghe/persone/{power_id}")
        assert ANNA.name in page.text
        assert CARLA.name in page.text
        paper = client.download(f"/en/area-personale/deleghe/persone/{power_id}.pdf")
        said = pdf_text(paper.data)
        assert CARLA.fiscal_code in said
        assert "38" in said


def test_it_is_over_at_the_end_of_its_last_day(giving: Giving) -> None:
    giving.in_force()
    until = giving.last().until
    assert until is not None
    with clock.freeze(clock.after(days=31)):
        client = PageClient(giving.app)
        sign_in(client, CARLA)
        page = client.get("/en/area-personale/per-chi")
        assert "Its time has passed" in page.text
        assert not page.soup.select("form[action*='per-chi']")


def test_taken_back_is_at_once_for_both_and_both_are_told(giving: Giving, mail: FakeMail) -> None:
    power_id = giving.in_force()
    page = giving.take_back(power_id)
    assert "Ended" in page.text
    assert "Ended" in giving.carla.get("/en/area-personale/per-chi").text
    with giving.app.app_context():
        jobs.drain()
    ended = [one.to for one in mail.letters if "back" in one.subject or "ritirat" in one.subject]
    assert ANNA.email in ended
    assert [letter.to for letter in mail.letters].count(CARLA.email) == 2
    for letter in mail.letters:
        assert ANNA.family_name not in letter.text
        assert CARLA.family_name not in letter.text


def test_who_acts_may_stop(giving: Giving) -> None:
    power_id = giving.in_force()
    giving.carla.get("/en/area-personale/per-chi")
    giving.carla.submit(f"/en/area-personale/per-chi/{power_id}/rinuncia")
    assert giving.last().state is PowerState.ENDED


def test_an_answer_after_it_was_taken_back_finds_nothing(giving: Giving) -> None:
    power_id = giving.give()
    giving.carla.get("/en/area-personale/per-chi")
    giving.take_back(power_id)
    giving.carla.submit(f"/en/area-personale/per-chi/{power_id}/accetta", status=404)
    assert giving.last().state is PowerState.ENDED


@pytest.mark.parametrize("act", ["accetta", "rifiuta", "rinuncia"])
def test_who_gave_it_does_not_answer_it(giving: Giving, act: str) -> None:
    power_id = giving.give()
    giving.forge(giving.anna, f"per-chi/{power_id}/{act}", status=404)
    assert giving.last().state is PowerState.OFFERED


def test_who_holds_it_does_not_take_it_back_and_strangers_find_nothing(giving: Giving) -> None:
    power_id = giving.in_force()
    other = giving.browser(
        Somebody("Dario", "Terzi", "TRZDRA70A01L741L", "1970-01-01", "d@prova.invalid")
    )
    for client in (giving.carla, other):
        giving.forge(client, f"deleghe/persone/{power_id}/revoca", status=404)
    other.get(f"/en/area-personale/deleghe/persone/{power_id}", status=404)
    assert other.raw.get(f"/area-personale/deleghe/persone/{power_id}.pdf").status_code == 404
    assert giving.last().state is PowerState.IN_FORCE


def test_beside_an_operator_it_is_closed(giving: Giving) -> None:
    power_id = giving.in_force()
    operator = giving.browser(BRUNO)
    open_visit(operator, ANNA)
    for path in ("deleghe/nuova", "deleghe/persone", "per-chi", f"deleghe/persone/{power_id}"):
        operator.get(f"/area-personale/{path}", status=404)


def test_more_than_twenty_open_ones_are_refused(
    giving: Giving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.powers.policy.MOST_OPEN", 1)
    giving.give()
    giving.fill(giving.anna, CARLA, status=409)
    assert len(giving.rows()) == 1


def test_names_and_codes_lie_sealed(giving: Giving) -> None:
    giving.in_force()
    with giving.app.app_context():
        rows = repr(db.session.execute(text("SELECT * FROM powers")).all())
    assert SERVICE in rows
    for secret in (ANNA.family_name, CARLA.family_name, CARLA.fiscal_code, ANNA.fiscal_code):
        assert secret not in rows


def test_every_step_is_in_the_trail_of_who_gave_it(giving: Giving) -> None:
    giving.take_back(giving.in_force())
    with giving.app.app_context():
        query = select(AuditEntry).where(AuditEntry.kind == "power").order_by(AuditEntry.id)
        found = list(db.session.scalars(query))
    assert [one.event for one in found] == ["power.given", "power.accepted", "power.taken_back"]
    assert {one.subject_id for one in found} == {giving.anna_id}
    assert "Named somebody" in giving.anna.get("/en/area-personale/accessi").text


def test_where_the_person_chose_so_who_acts_is_told_too(app: Flask, giving: Giving) -> None:
    power_id = giving.in_force()
    with app.app_context():
        assert proxies.proxies_of(giving.anna_id, Matter(SERVICE)) == [giving.carla_id]
    giving.take_back(power_id)
    with app.app_context():
        assert proxies.proxies_of(giving.anna_id, Matter(SERVICE)) == []


def test_the_pages_say_what_to_do_where_there_is_nothing(giving: Giving) -> None:
    assert "password" in giving.anna.get("/en/area-personale/deleghe/persone").text
    assert "say yes or no" in giving.carla.get("/en/area-personale/per-chi").text
