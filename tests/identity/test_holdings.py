"""All that is held of me in one file, and being forgotten: what goes, what stays, to the last word."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import handling, proceeding
from portal.cases.drawer.actions import keep_fact
from portal.cases.models import Answer, Case, DrawerItem
from portal.cases.retention import erasing
from portal.identity import forgetting
from portal.identity.models import Person, ProviderIdentity
from portal.identity.queries import open_profile
from portal.notifications.models import Notification
from portal.platform import jobs
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.database import db
from portal.platform.holdings import safe_name
from portal.platform.sessions import LoginSession
from tests.support.filing import STORY, Filing, find
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import (
    ANNA,
    CARLA,
    OLGA,
    acting,
    open_visit,
    sign_in,
    sign_in_bruno,
    sign_in_olga,
)

PROFILE = "/area-personale/profilo"
ERASE = f"{PROFILE}/cancella"


@pytest.fixture
def filing(app: Flask) -> Filing:
    return Filing(app)


@pytest.fixture
def anna(app: Flask) -> Actor:
    return acting(app, ANNA)


@pytest.fixture
def browser(client: PageClient, anna: Actor) -> PageClient:
    sign_in(client, ANNA)
    return client


def taken(browser: PageClient) -> zipfile.ZipFile:
    """The file as it arrives."""
    token = browser.get(PROFILE).soup.select("[name=csrf_token]")[0]["value"]
    posted = {"csrf_token": token}
    answer = browser.raw.post(f"{PROFILE}/scarica", data=posted, headers=SAME_ORIGIN)
    assert answer.mimetype == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    content = answer.data
    answer.close()
    return zipfile.ZipFile(io.BytesIO(content))


def facts(browser: PageClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(taken(browser).read("dati.json"))
    return found


def test_one_file_holds_everything_in_every_area(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    with filing.write():
        keep_fact(filing.keyring, anna, "iban", "IT60X0542811101000000123456")
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    filing.attach(anna, reference, "proof")
    filing.send(anna, reference)
    with browser.app.app_context():
        jobs.drain()
    packed = taken(browser)
    assert packed.testzip() is None
    names = packed.namelist()
    assert {"leggimi.txt", "dati.json", f"pratiche/{reference}/domanda.pdf"} <= set(names)
    assert any(name.startswith(f"pratiche/{reference}/") and "prova" in name for name in names)
    said = json.loads(packed.read("dati.json"))
    areas = {"identita", "messaggi", "deleghe", "pratiche", "appuntamenti", "sportelli"}
    assert set(said) == areas
    assert said["identita"]["profile"]["fiscal_code"] == ANNA.fiscal_code
    (case,) = said["pratiche"]["cases"]
    assert STORY[("story", None)] in [one["value"] for one in case["answers"]]
    assert said["pratiche"]["documents"][0]["value"] == "IT60X0542811101000000123456"
    assert said["messaggi"]["messages"]
    assert any(one["event"] == "case.sent" for one in said["identita"]["trail"])
    assert filing.audited("identity.taken_away")


def test_nothing_of_anybody_else_is_in_it(
    browser: PageClient, filing: Filing, carla: Actor
) -> None:
    filing.sent(carla)
    text = json.dumps(facts(browser))
    assert CARLA.fiscal_code not in text
    assert CARLA.family_name not in text
    assert json.loads(text)["pratiche"]["cases"] == []


@pytest.fixture
def carla(app: Flask) -> Actor:
    return acting(app, CARLA)


def test_beside_an_operator_nobody_takes_or_erases_anything(app: Flask) -> None:
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA)
    desk.get(ERASE, status=404)


def forget(browser: PageClient) -> None:
    browser.get(ERASE)
    browser.submit("form", {"understood": True})


def the_person(actor: Actor) -> Person:
    return db.session.get_one(Person, actor.person_id)


def test_who_has_sent_nothing_is_forgotten_at_once(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    with filing.write():
        keep_fact(filing.keyring, anna, "iban", "IT60X0542811101000000123456")
    page = browser.get(ERASE)
    assert "1 domanda che non hai inviato" in page.text
    page = browser.submit("form", {}, status=422)
    assert "Leggilo, poi segna la casella." in page.problems[0]
    page = browser.submit("form", {"understood": True})
    assert page.url == "/"
    assert browser.raw.get(PROFILE).status_code == 302
    with filing.read() as session:
        person = the_person(anna)
        assert (person.sealed, person.data_key, person.fiscal_code_hash) == (b"", b"", None)
        assert person.forgotten_at is not None
        assert open_profile(filing.keyring, person).name == ""
        for kind in (DrawerItem, Answer, LoginSession, ProviderIdentity, Notification):
            assert session.scalars(select(kind)).all() == [], kind
        (case,) = session.scalars(select(Case))
        assert case.data_key == b""
        events = list(session.scalars(select(AuditEntry.event)))
    assert {"identity.forget_asked", "identity.forgotten", "case.discarded"} <= set(events)


def test_what_is_under_way_goes_on_and_the_last_word_comes_when_it_is_gone(
    browser: PageClient, filing: Filing, anna: Actor, app: Flask
) -> None:
    olga = acting(app, OLGA)
    reference = filing.sent(anna)
    page = browser.get(ERASE)
    assert "1 domanda va avanti: l’ufficio ti deve rispondere." in page.text
    browser.submit("form", {"understood": True})
    with filing.read():
        person = the_person(anna)
        assert person.forget_asked_at is not None
        assert person.forgotten_at is None
        assert open_profile(filing.keyring, person).fiscal_code == ANNA.fiscal_code
        case_id = find(reference).id
    with filing.write():
        handling.take_charge(filing.keyring, olga, reference)
        proceeding.close(filing.keyring, olga, reference, "Chiusa per prova.")
    with filing.read() as session:
        forgetting.finish(session)
        assert the_person(anna).forgotten_at is None, "the law keeps what was answered"
    with filing.write() as session:
        erasing.erase_rows(session, case_id)
    with filing.read() as session:
        forgetting.finish(session)
    with filing.read():
        person = the_person(anna)
        assert person.forgotten_at is not None
        assert person.sealed == b""


def test_who_comes_back_reads_that_they_asked_and_may_stay(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    filing.sent(anna)
    forget(browser)
    sign_in(browser, ANNA)
    page = browser.get(ERASE)
    assert "L’hai chiesto" in page.text
    browser.submit(f"{PROFILE}/resta")
    with filing.read():
        assert the_person(anna).forget_asked_at is None


def test_who_was_forgotten_and_comes_back_is_somebody_new(
    browser: PageClient, filing: Filing, anna: Actor
) -> None:
    forget(browser)
    fresh = sign_in(browser, ANNA)
    assert fresh != anna.person_id
    assert facts(browser)["pratiche"]["cases"] == []


def test_who_works_here_is_told_to_end_their_role_first(app: Flask) -> None:
    desk = PageClient(app)
    sign_in_olga(desk)
    desk.get(ERASE)
    page = desk.submit("form", {"understood": True}, status=409)
    assert "Lavori qui" in page.h1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("a\\b:c.pdf", "a_b_c.pdf"),
        ("/abs.pdf", "abs.pdf"),
        ("...", "file"),
        ("ok/carta d’identità.pdf", "ok/carta d’identità.pdf"),
    ],
)
def test_no_name_leads_out_of_its_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe
