"""Contacts and accounts an operator types wait: for a second operator, or for a day in which they can be
stopped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.identity.profile import Profile
from portal.identity.queries import find_by_fiscal_code, open_profile
from portal.integrations.mail.fake import FakeMail
from portal.notifications.held import rounds
from portal.notifications.held.actions import stop_held
from portal.notifications.held.models import EndedHow, HeldChange
from portal.platform import clock, jobs
from portal.platform.actor import NOBODY
from portal.platform.database import writing
from portal.platform.errors import NotThere
from tests.assisted.conftest import LUCA, Desk, Someone
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, BRUNO, CARLA, Somebody, known, sign_in

ADELE = Somebody("Adele", "Colleghini", "", "1970-02-03", "adele@prova.invalid", BRUNO.roles)
NEW = "nuova@prova.invalid"
NUMBER = "+393330000404"
CONTACTS = "/en/sportello/visita/contatti"


def paper_of(who: Somebody) -> Someone:
    return Someone(0, who.given_name, who.family_name, who.birth_date, who.fiscal_code)


@pytest.fixture
def bruno(app: Flask, desk: Desk, client: PageClient) -> PageClient:
    """An operator with Anna beside him."""
    known(app, ANNA)
    sign_in(client, BRUNO)
    desk.identify(client, paper_of(ANNA))
    return client


def letters_to(app: Flask, mail: FakeMail, address: str) -> list[str]:
    with app.app_context():
        jobs.drain()
    return [one.text for one in mail.letters if one.to == address]


def code_sent(app: Flask, mail: FakeMail) -> str:
    found = re.search(r"\b(\d{6})\b", letters_to(app, mail, NEW)[-1])
    assert found is not None
    return found[1]


def type_new(app: Flask, mail: FakeMail, bruno: PageClient) -> Page:
    """The operator types the new e-mail and the code the person reads out."""
    bruno.get(CONTACTS)
    page = bruno.submit("form", {"email": NEW})
    form = page.one("form[id$=-form]")
    return bruno.submit(str(form["id"]), {"code": code_sent(app, mail)})


def email_of(app: Flask, who: Somebody = ANNA) -> str:
    with app.app_context():
        keyring = app.config["KEYRING"]
        found = find_by_fiscal_code(keyring, who.fiscal_code)
        assert found is not None
        return open_profile(keyring, found).email


def area_of(app: Flask, who: Somebody) -> str:
    """What somebody reads first when they sign in."""
    own = PageClient(app)
    sign_in(own, who)
    return own.get("/en/area-personale").text


def held(desk: Desk) -> HeldChange:
    (row,) = desk.rows(select(HeldChange))
    found: HeldChange = row
    return found


def work(app: Flask, **later: int) -> None:
    """The worker comes by, some time later."""
    with clock.freeze(clock.now() + timedelta(**later)), app.app_context(), writing() as session:
        rounds.use_held_changes(session)


def stop_code(app: Flask, mail: FakeMail) -> str:
    (told,) = letters_to(app, mail, ANNA.email)
    found = re.search(r"/ferma-cambio/([0-9A-Z-]+)", told)
    assert found is not None
    return found[1]


def test_a_changed_contact_waits_and_the_old_one_is_told_at_once(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: the change is pending, and the old contact learns of it before it is used."""
    bruno.get(CONTACTS)
    assert ANNA.email not in bruno.get(CONTACTS).html, "Contacts are never shown whole at a desk."
    page = type_new(app, mail, bruno)
    assert "once a colleague confirms it" in page.text
    assert stop_code(app, mail)
    assert email_of(app) == ANNA.email
    assert "If you did not ask for it, stop it now" in area_of(app, ANNA)
    assert "stop it now" not in area_of(app, CARLA)
    assert held(desk).ended_at is None
    work(app, hours=23)
    assert email_of(app) == ANNA.email


def test_after_a_day_it_is_used(app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail) -> None:
    """N14: nobody stopped it in 24 hours."""
    type_new(app, mail, bruno)
    work(app, hours=25)
    assert email_of(app) == NEW
    assert held(desk).ended_how is EndedHow.USED
    assert held(desk).sealed == b"", "What is used is kept in one place."


def test_without_its_code_a_contact_is_never_used(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: a wrong code is counted and said; the contact is forgotten in a day."""
    bruno.get(CONTACTS)
    page = bruno.submit("form", {"email": NEW})
    form = str(page.one("form[id$=-form]")["id"])
    right = code_sent(app, mail)
    wrong = "000000" if right != "000000" else "111111"
    assert bruno.submit(form, {"code": wrong}, status=422).problems
    assert held(desk).tries == 1
    work(app, hours=25)
    assert email_of(app) == ANNA.email
    assert desk.rows(select(HeldChange)) == []


def test_a_second_operator_confirms_and_it_is_used_at_once(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: four eyes; the second pair sees initials and ends, no more."""
    type_new(app, mail, bruno)
    adele = PageClient(app)
    sign_in(adele, ADELE)
    page = adele.get("/en/sportello/da-confermare")
    assert "A… P…, born in 1970" in page.text
    assert not {ANNA.family_name, ANNA.email, NEW} & set(re.split(r"[\s<>\"]", page.html))
    adele.submit("/en/sportello/da-confermare")
    assert email_of(app) == NEW
    assert held(desk).ended_how is EndedHow.CONFIRMED
    own = PageClient(app)
    sign_in(own, ANNA)
    assert "Adele Colleghini" in own.get("/en/area-personale/accessi").text


def test_who_typed_it_does_not_confirm_it(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: two eyes are not four."""
    type_new(app, mail, bruno)
    bruno.get("/en/sportello")
    bruno.submit("/en/sportello/visita/fine")
    page = bruno.get("/en/sportello/da-confermare")
    assert "a colleague confirms it" in page.text
    token = page.one("form[action$=da-confermare] [name=csrf_token]")["value"]
    number = str(held(desk).id)
    bruno.post("/en/sportello/da-confermare", {"csrf_token": token, "number": number}, status=403)
    assert email_of(app) == ANNA.email


def test_the_person_stops_it_in_their_area(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: the person sees it where their contacts are, and stops it."""
    type_new(app, mail, bruno)
    own, other = PageClient(app), PageClient(app)
    sign_in(own, ANNA)
    sign_in(other, CARLA)
    page = own.get("/en/area-personale/profilo/contatti")
    assert "A desk was asked to change: Email" in page.text
    page = other.get("/en/area-personale/profilo/contatti")
    assert "A desk was asked" not in page.text
    token = page.soup.select("main form [name=csrf_token]")[0]["value"]
    posted = {"csrf_token": token, "number": str(held(desk).id)}
    other.post("/area-personale/profilo/contatti/ferma", posted, status=404)
    own.submit("/en/area-personale/profilo/contatti/ferma")
    work(app, hours=25)
    assert email_of(app) == ANNA.email
    assert held(desk).ended_how is EndedHow.STOPPED


def test_the_old_contact_stops_it_without_a_login(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: whoever reads the old mailbox can stop it; reading the page uses nothing up."""
    type_new(app, mail, bruno)
    code = stop_code(app, mail)
    stranger = PageClient(app)
    page = stranger.get(f"/en/ferma-cambio/{code.lower()}")
    assert ANNA.family_name not in page.html
    assert held(desk).ended_at is None
    page = stranger.submit(str(page.one("main form")["action"]))
    assert "The change is stopped" in page.h1
    assert held(desk).ended_how is EndedHow.STOPPED
    stranger.get(f"/en/ferma-cambio/{code}", status=404)


def test_the_first_contact_of_a_person_is_used_with_its_code(
    app: Flask, desk: Desk, client: PageClient, mail: FakeMail
) -> None:
    """N14: where there is no old contact nobody can be robbed of their letters."""
    sign_in(client, BRUNO)
    desk.identify(client, desk.luca)
    type_new(app, mail, client)
    assert held(desk).ended_how is EndedHow.USED


def test_who_showed_no_document_changes_no_contact(app: Flask, desk: Desk) -> None:
    """N14: somebody who is only known at the desk cannot move letters elsewhere."""
    known(app, ANNA)
    client = PageClient(app)
    sign_in(client, BRUNO)
    desk.identify(client, paper_of(ANNA), document_kind="none")
    client.get(CONTACTS, status=403)


def type_number(app: Flask, client: PageClient) -> None:
    """The operator types a number, and the code that came there."""
    client.get(CONTACTS)
    page = client.submit("form", {"phone": NUMBER})
    form = str(page.one("form[id$=-form]")["id"])
    client.submit(form, {"code": code_texted(app)})


def code_texted(app: Flask) -> str:
    with app.app_context():
        jobs.drain()
    found = [re.search(r"\b(\d{6})\b", one.words) for one in app.config["SMS"].texts]
    return [one[1] for one in found if one is not None][-1]


def known_of_luca(app: Flask) -> Profile:
    with app.app_context():
        keyring = app.config["KEYRING"]
        found = find_by_fiscal_code(keyring, LUCA[3])
        assert found is not None
        return open_profile(keyring, found)


def test_a_number_typed_at_a_desk_signs_nothing(app: Flask, desk: Desk, client: PageClient) -> None:
    """N25: who types a number and reads its code out could hold that phone; nobody else was asked."""
    sign_in(client, BRUNO)
    desk.identify(client, desk.luca)
    type_number(app, client)
    desk.allow(client, lasts="30")
    sign = f"/en/sportello/deleghe/{desk.mandate().id}"
    page = client.get(f"{sign}/firma")
    assert "code on their phone" not in page.text
    token = page.one("#form [name=csrf_token]")["value"]
    client.post(f"{sign}/codice", {"csrf_token": token}, status=409)
    known = known_of_luca(app)
    assert (known.phone, known.answered_phone, known.proved_phone) == (NUMBER, NUMBER, "")


def test_the_person_proves_by_themselves_what_a_desk_typed(
    app: Flask, desk: Desk, client: PageClient
) -> None:
    sign_in(client, BRUNO)
    desk.identify(client, desk.luca)
    type_number(app, client)
    desk.end(client)
    given, family, born, code = LUCA
    own = PageClient(app)
    sign_in(own, Somebody(given, family, code, born, "", phone=""))
    assert "Given by you at a desk" in own.get("/en/area-personale/profilo").text
    own.get("/en/area-personale/profilo/contatti")
    own.submit("form")
    own.submit("prove-phone-form", {"code": code_texted(app)})
    assert known_of_luca(app).proved_phone == NUMBER


def test_a_provider_that_vouches_for_the_number_of_a_desk_proves_it(
    app: Flask, desk: Desk, client: PageClient
) -> None:
    sign_in(client, BRUNO)
    desk.identify(client, desk.luca)
    type_number(app, client)
    given, family, born, code = LUCA
    known(app, Somebody(given, family, code, born, "", phone="+393330000505"))
    assert known_of_luca(app).proved_phone == "", "Another number proves nothing of this one."
    known(app, Somebody(given, family, code, born, "", phone=NUMBER))
    assert known_of_luca(app).proved_phone == NUMBER


def test_what_counts_already_is_not_stopped_any_more(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: read a moment before the worker used it; nobody is told “stopped” of what counts."""
    type_new(app, mail, bruno)
    number, over = held(desk).id, {"ended_at": clock.now(), "ended_how": EndedHow.USED}
    with app.app_context(), writing() as session:
        row = session.get_one(HeldChange, number)
        session.execute(
            update(HeldChange).values(**over), execution_options={"synchronize_session": False}
        )
        with pytest.raises(NotThere):
            stop_held(NOBODY, row)


def test_right_codes_close_the_door_for_nobody(
    app: Flask, desk: Desk, bruno: PageClient, mail: FakeMail
) -> None:
    """N14: a whole town hall reads its letters behind one address."""
    type_new(app, mail, bruno)
    code, stranger = stop_code(app, mail), PageClient(app)
    for _time in range(22):
        stranger.get(f"/en/ferma-cambio/{code}")
    for _time in range(20):
        stranger.get("/en/ferma-cambio/0000-0000-0000", status=404)
    stranger.get("/en/ferma-cambio/0000-0000-0000", status=429)
