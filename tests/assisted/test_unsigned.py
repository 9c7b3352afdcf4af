"""Drafts of a desk to which nobody agreed on paper, and mailboxes that are nobody's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.appointments.forms import contacts_form
from portal.assisted import unsigned
from portal.assisted.models import Mandate, SignedHow
from portal.cases.models import Answer, Case
from portal.catalogue import serving
from portal.catalogue.mailboxes import is_institutional
from portal.identity.models import ProviderIdentity
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.assisted.conftest import DESK, Desk
from tests.support.asking import HOME_CARE, answer_step, begin
from tests.support.page import PageClient

TYPED = "scritta.allo.sportello@prova.invalid"


@pytest.fixture
def draft(desk: Desk, olga: PageClient) -> Case:
    """A draft that a desk began for Giulia, under a mandate whose paper is not signed."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="90")
    begin(olga, HOME_CARE)
    answer_step(olga)
    desk.end(olga)
    (case,) = desk.rows(select(Case))
    assert isinstance(case, Case)
    return case


def go_round(app: Flask, days: float) -> None:
    with app.app_context(), clock.freeze(clock.now() + timedelta(days=days)):
        unsigned.erase_unsigned_drafts(db.session)


def test_a_draft_nobody_agreed_to_is_erased_after_two_weeks(
    app: Flask, desk: Desk, draft: Case
) -> None:
    """B28: answers and key go; that there was one stays, with its desk."""
    go_round(app, 13.9)
    assert desk.rows(select(Answer))
    go_round(app, 14.1)
    (left,) = desk.rows(select(Case))
    assert (left.data_key, left.draft_key) == (b"", None)
    assert desk.rows(select(Answer)) == []
    counted = desk.rows(select(AuditEntry).where(AuditEntry.event == "case.draft_unsigned"))
    assert [(one.object_id, one.desk) for one in counted] == [(draft.id, DESK)]
    go_round(app, 15)
    assert len(desk.rows(select(AuditEntry).where(AuditEntry.event == "case.draft_unsigned"))) == 1


@pytest.mark.parametrize("what", ["signed", "another visit", "a login", "on the phone"])
def test_who_signed_or_came_back_keeps_it_for_thirty_days(
    app: Flask, desk: Desk, olga: PageClient, draft: Case, what: str
) -> None:
    """B28: any word of the person is enough."""
    if what == "another visit":
        desk.identify(olga, desk.giulia)
    with app.app_context(), writing() as session:
        if what == "signed":
            mandate = session.scalars(select(Mandate)).one()
            mandate.signed_at, mandate.signed_how = clock.now(), SignedHow.CODE
        if what == "on the phone":
            session.scalars(select(Case)).one().handed_at = clock.now()
        if what == "a login":
            row = ProviderIdentity(
                person_id=desk.giulia.id, issuer="https://altro.prova.invalid", subject_hash="x",
                last_login_at=clock.now(),
            )  # fmt: skip
            session.add(row)
    go_round(app, 20)
    assert desk.rows(select(Answer))


def test_beside_the_person_the_page_says_the_day_that_holds(desk: Desk, olga: PageClient) -> None:
    """B28: two weeks until the paper is signed."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="90")
    page = begin(olga, HOME_CARE)
    with clock.freeze(clock.now()):
        day = clock.today() + timedelta(days=14)
    assert f"{day.day} " in page.text
    assert str(day.year) in page.text


def test_an_address_of_the_office_is_not_the_persons(
    app: Flask, desk: Desk, olga: PageClient
) -> None:
    """A11: neither that of the desk nor that of its body, however it is written."""
    desk.identify(olga, desk.giulia)
    with app.app_context():
        office = serving.snapshot().desk(DESK)
        assert office is not None
        body = serving.snapshot().body(office.body)
    for address in (office.email, body.email.upper()):
        olga.get("/en/sportello/visita/contatti")
        page = olga.submit("form", {"email": address}, status=422)
        assert "This mailbox is of the office, or yours" in page.text
    olga.get("/en/sportello/visita/contatti")
    olga.submit("form", {"email": TYPED})


def test_an_address_of_the_office_is_no_answer(app: Flask, desk: Desk, olga: PageClient) -> None:
    """A11: on the step that asks for it the operator reads why, and nothing is saved."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    with app.app_context():
        office = serving.snapshot().desk(DESK)
        assert office is not None
    page = begin(olga, "contrassegno")
    for _step in range(30):
        boxes = page.soup.select("main form input[type=email]")
        if boxes:
            name = str(boxes[0]["name"])
            page = answer_step(olga, {name: office.email}, status=422)
            assert "Questa casella è dell’ufficio" in page.text
            assert all(office.email not in one.text for one in page.soup.select(".ac-answers"))
            answered = answer_step(olga, {name: TYPED})
            assert answered.url != page.url
            return
        page = answer_step(olga)
    raise AssertionError("No step asks for an e-mail.")


def test_an_hour_booked_beside_the_person_takes_no_mailbox_of_the_office(app: Flask) -> None:
    """A11: the form of the contacts refuses it next to the field."""
    typed = MultiDict(
        {"given_name": "Anna", "family_name": "Prova", "email": "ufficio@prova.invalid"}
    )
    with app.test_request_context("/", method="POST", data=typed):
        form = contacts_form({}, is_named=False, is_beside=True)
        assert form.validate()
        form.is_refused = lambda email: email == "ufficio@prova.invalid"
        assert not form.validate()
        assert form.errors.keys() == {"email"}


def test_the_operators_own_mailbox_is_not_the_persons(desk: Desk, olga: PageClient) -> None:
    """A11: an operator who wants to help gives their own address: the person would read nothing."""
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/contatti")
    page = olga.submit("form", {"email": "Olga@prova.invalid"}, status=422)
    assert "Write the person’s own e-mail" in page.text


def test_a_domain_counts_only_where_a_body_names_it(app: Flask) -> None:
    with app.app_context():
        snapshot = serving.snapshot()
        assert not is_institutional(snapshot, "qualcuno@comune.prova.invalid")
        catalogue = snapshot.catalogue
        territory = catalogue.territories[0]
        bodies = tuple(
            one.model_copy(update={"mail_domains": ("comune.prova.invalid",)})
            for one in territory.bodies
        )
        changed = territory.model_copy(update={"bodies": bodies})
        named = type(snapshot)(
            catalogue.model_copy(update={"territories": (changed, *catalogue.territories[1:])})
        )
    assert is_institutional(named, "Qualcuno@Comune.prova.invalid")
    assert is_institutional(named, "qualcuno@sede.comune.prova.invalid")
    assert not is_institutional(named, "qualcuno@altrocomune.prova.invalid")
