"""Whoever works at a desk accepts its rules first, and again when they change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.assisted.models import Visit
from portal.assisted.rules.models import RulesAccepted
from portal.assisted.wording import read_wordings
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from tests.assisted.conftest import DESK, Desk
from tests.support.page import PageClient

FOLDER = Path(__file__).parents[2] / "content" / "wordings" / "desk"
RULES = "/en/sportello/regole"


@pytest.fixture
def newcomer(app: Flask, olga: PageClient) -> PageClient:
    """An operator who accepted nothing yet."""
    with app.app_context(), writing() as session:
        session.execute(delete(RulesAccepted))
    return olga


def test_c12_before_any_work_the_rules_are_accepted(desk: Desk, newcomer: PageClient) -> None:
    for path in ("/en/sportello", "/en/sportello/visita", "/en/sportello/da-confermare"):
        assert newcomer.get(path).url == RULES
    newcomer.submit("form", status=422)
    page = newcomer.submit("form", {"accepted": True})
    assert page.url == "/en/sportello"
    assert "You accepted these rules" in newcomer.get(RULES).text
    desk.identify(newcomer, desk.giulia)
    (row,) = desk.rows(select(RulesAccepted))
    assert row.version == read_wordings(FOLDER).on(clock.today()).version
    assert len(desk.rows(select(AuditEntry).where(AuditEntry.event == "staff.rules_accepted"))) == 1


def test_without_them_no_address_opens_a_visit(desk: Desk, newcomer: PageClient) -> None:
    token = newcomer.get(RULES).one("form[id=form] [name=csrf_token]")["value"]
    page = newcomer.post("/en/sportello/visita/cerca", {"csrf_token": token, "who": "X"})
    assert page.url == RULES
    assert not desk.rows(select(Visit))


def test_new_rules_are_accepted_anew_and_interrupt_nobody(
    app: Flask, desk: Desk, olga: PageClient, tmp_path: Path
) -> None:
    desk.identify(olga, desk.giulia)
    tomorrow = clock.today() + timedelta(days=1)
    (first,) = FOLDER.glob("*.yaml")
    copyfile(first, tmp_path / first.name)
    text = first.read_text(encoding="utf-8").replace(first.stem, tomorrow.isoformat())
    (tmp_path / f"{tomorrow}.yaml").write_text(text, encoding="utf-8")
    app.config["DESK_RULES"] = read_wordings(tmp_path)
    assert olga.get("/en/sportello").url == "/en/sportello"
    app.config["DESK_RULES"] = type(app.config["DESK_RULES"])(
        tuple(one for one in app.config["DESK_RULES"].versions if one.begins == tomorrow)
    )
    assert olga.get("/en/sportello/visita/pagina").url == "/en/sportello/visita/pagina"
    page = olga.submit("/en/sportello/visita/fine")
    assert page.url == RULES
    olga.submit("form", {"accepted": True})
    assert len(desk.rows(select(RulesAccepted))) == 2


def test_what_was_accepted_is_what_was_read(desk: Desk, newcomer: PageClient) -> None:
    newcomer.get(RULES)
    newcomer.submit("form", {"accepted": True, "version": "2020-01-01"})
    assert not desk.rows(select(RulesAccepted))


def test_who_works_at_several_desks_chooses_first(desk: Desk) -> None:
    otto = desk.operator(DESK, "sportello-soresina", name="Otto")
    assert otto.get(RULES).url == "/en/sportello/scegli"


def test_the_rules_of_the_house_name_the_body_in_both_languages() -> None:
    version = read_wordings(FOLDER).on(clock.today())
    assert set(version.words) >= {"it", "en"}
    assert len({len(passage.paragraphs) for passage in version.words.values()}) == 1
    assert all("Ente" in one.said_for("Ente").paragraphs[0] for one in version.words.values())
