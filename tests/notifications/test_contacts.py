"""A contact is used once its code came back: nobody's letters go to an address nobody proved."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity.queries import get_profile
from portal.integrations.mail.fake import FakeMail
from portal.integrations.sms.fake import FakeSms
from portal.notifications.actions import proving
from portal.notifications.channels import Contact
from portal.notifications.models import ContactProof, Notification
from portal.platform import clock, jobs
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from tests.support.page import PageClient
from tests.support.people import (
    ANNA,
    BRUNO,
    CARLA,
    acting,
    actor,
    beside,
    open_visit,
    sign_in,
    sign_in_bruno,
)

PAGE = "/en/area-personale/profilo/contatti"
NEW = "nuova@prova.invalid"
NUMBER = "+393330000000"


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    sign_in(client, ANNA)
    client.get(PAGE)
    return client


def email(app: Flask, who: int) -> str:
    with app.app_context():
        return get_profile(app.config["KEYRING"], actor(who)).email


def person(client: PageClient) -> int:
    with client.app.app_context():
        return acting(client.app, ANNA).person_id or 0


def sent_code(app: Flask, mail: FakeMail, to: str = NEW) -> str:
    """The code as it arrived."""
    with app.app_context():
        jobs.drain()
    (letter,) = [one for one in mail.letters if one.to == to][-1:]
    found = re.search(r"\b([0-9]{6})\b", letter.text)
    assert found
    assert found[1] not in letter.subject
    return found[1]


def test_a_new_email_is_used_once_its_code_came_back(anna: PageClient, mail: FakeMail) -> None:
    page = anna.submit("form", {"email": NEW})
    assert "We sent you a code." in page.soup.get_text()
    assert email(anna.app, person(anna)) == ANNA.email
    code = sent_code(anna.app, mail)
    page = anna.submit("prove-email-form", {"code": f"{code[:3]} {code[3:]}"})
    assert "Confirmed." in page.soup.get_text()
    assert email(anna.app, person(anna)) == NEW
    assert page.soup.find(id="prove-email-form") is None
    with anna.app.app_context():
        jobs.drain()
        assert db.session.scalars(select(ContactProof)).all() == []
    changed = [
        one.to for one in mail.letters if "changed" in one.subject or "cambiat" in one.subject
    ]
    assert sorted(changed) == sorted([ANNA.email, NEW]), "old and new are told"


def test_a_wrong_code_is_counted_and_five_are_enough(anna: PageClient, mail: FakeMail) -> None:
    anna.submit("form", {"email": NEW})
    code = sent_code(anna.app, mail)
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1):
        page = anna.submit("prove-email-form", {"code": wrong}, status=422)
        assert f"You can try {left} more time" in page.text
    anna.submit("prove-email-form", {"code": wrong}, status=422)
    page = anna.submit("prove-email-form", {"code": code}, status=422)
    assert "This code is no longer good." in page.text
    assert email(anna.app, person(anna)) == ANNA.email
    anna.submit("/en/area-personale/profilo/contatti/altro-codice")
    anna.submit("prove-email-form", {"code": sent_code(anna.app, mail)})
    assert email(anna.app, person(anna)) == NEW


def test_a_code_is_good_for_half_an_hour_and_the_last_one_only(
    anna: PageClient, mail: FakeMail
) -> None:
    anna.submit("form", {"email": NEW})
    first = sent_code(anna.app, mail)
    keyring, who = anna.app.config["KEYRING"], actor(person(anna))
    later = clock.freeze(clock.after(minutes=31))
    with anna.app.app_context(), later, writing(), pytest.raises(proving.CodeWrong):
        proving.prove(keyring, who, Contact.EMAIL, first)
    anna.submit("/en/area-personale/profilo/contatti/altro-codice")
    last = sent_code(anna.app, mail)
    if first != last:
        anna.submit("prove-email-form", {"code": first}, status=422)
    anna.submit("prove-email-form", {"code": last})
    assert email(anna.app, person(anna)) == NEW


def test_a_number_is_proved_by_a_text_that_holds_its_code_alone(
    anna: PageClient, texts: FakeSms
) -> None:
    anna.submit("form", {"phone": NUMBER})
    with anna.app.app_context():
        jobs.drain()
    (text,) = [one for one in texts.texts if one.to == NUMBER]
    code = re.search(r"[0-9]{6}", text.words)
    assert code
    assert ANNA.family_name not in text.words
    anna.submit("prove-phone-form", {"code": code[0]})
    with anna.app.app_context():
        assert get_profile(anna.app.config["KEYRING"], actor(person(anna))).phone == NUMBER


def test_an_emptied_contact_is_used_no_more_and_is_told(anna: PageClient, mail: FakeMail) -> None:
    page = anna.submit("form", {"email": ""})
    assert "Your contacts are saved." in page.soup.get_text()
    assert email(anna.app, person(anna)) == ""
    with anna.app.app_context():
        jobs.drain()
    assert ANNA.email in [one.to for one in mail.letters]


def test_what_cannot_be_an_email_is_said_beside_it(anna: PageClient) -> None:
    page = anna.submit("form", {"email": "no address"}, status=422)
    assert page.problems
    assert page.one("#email")["value"] == "no address"


def test_neither_the_code_nor_the_contact_is_readable(
    app: Flask, anna: PageClient, mail: FakeMail
) -> None:
    anna.submit("form", {"email": NEW})
    code = sent_code(app, mail)
    with app.app_context():
        (row,) = db.session.scalars(select(ContactProof))
        assert NEW.encode() not in row.sealed
        assert code not in row.code_hash
        sealed = b"".join(db.session.scalars(select(Notification.sealed)))
        assert code.encode() not in sealed
        words = " ".join(
            f"{one.event} {one.purpose}" for one in db.session.scalars(select(AuditEntry))
        )
        assert "identity.email_to_prove" in words
        assert NEW not in words


def test_nobody_proves_for_somebody_else(app: Flask, anna: PageClient, mail: FakeMail) -> None:
    anna.submit("form", {"email": NEW})
    code = sent_code(app, mail)
    other = PageClient(app)
    sign_in(other, CARLA)
    token = other.get(PAGE).one("#form [name=csrf_token]")["value"]
    for contact in ("email", "phone", "fax"):
        typed = {"csrf_token": token, "code": code, "contact": contact}
        other.post(f"{PAGE}/codice", typed, status=404)
        other.post(f"{PAGE}/altro-codice", typed, status=404)
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA)
    desk.get(PAGE, status=404)
    keyring = app.config["KEYRING"]
    operator = beside(acting(app, BRUNO), acting(app, ANNA))
    with app.app_context(), pytest.raises(NotThere):
        proving.ask_for_proof(keyring, operator, Contact.EMAIL, "b@prova.invalid")


def test_what_nobody_proves_is_forgotten(app: Flask, anna: PageClient) -> None:
    anna.submit("form", {"email": NEW})
    with app.app_context(), clock.freeze(clock.after(days=2)), writing() as session:
        proving.forget_proofs(session)
        assert session.scalars(select(ContactProof)).all() == []
