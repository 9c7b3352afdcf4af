"""A mandate is signed on paper, by a code, by a login of one's own, or before a public official."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal import catalogue
from portal.assisted import standing
from portal.assisted.models import Ending, Mandate, SignedHow
from portal.notifications.models import Notification
from portal.notifications.queries import opened
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.sessions import LoginSession
from tests.assisted.conftest import DESK, OPERATORS_PHONE, SAME_BODY, Desk
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed
from tests.support.pdf_text import text_of as drawn

HOME_CARE = "assistenza-domiciliare"
GIVE = "/en/sportello/visita/delega"


def sign_page(desk: Desk) -> str:
    return f"/en/sportello/deleghe/{desk.mandate().id}/firma"


def code_sent(app: Flask) -> str:
    """The last code that went to a phone."""
    with app.app_context():
        query = select(Notification).where(Notification.event == "mandate_code")
        row = db.session.scalars(query.order_by(Notification.id.desc())).first()
        assert row is not None
        return opened(app.config["KEYRING"], row).values["code"]


def attesting(desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_official: bool = True) -> None:
    """Whether the body charged who works at the desk with attesting."""
    with desk.app.app_context():
        found = catalogue.snapshot().desk(DESK)
    assert found is not None
    monkeypatch.setitem(found.__dict__, "attests", is_official)


def age_proof(desk: Desk, minutes: int) -> None:
    """As if everybody had signed in some time ago, and stayed at the machine."""
    with desk.app.app_context(), writing() as session:
        for row in session.scalars(select(LoginSession)):
            row.facts = {**row.facts, "at": clock.after(minutes=-minutes).isoformat()}


def test_a_code_to_the_phone_of_the_person_signs(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    olga.get(sign_page(desk))
    page = olga.submit(f"/en/sportello/deleghe/{desk.mandate().id}/codice")
    assert "ends in 101" in page.text
    code = code_sent(desk.app)
    wrong = "000000" if code != "000000" else "111111"
    page = olga.submit("form", {"code": wrong}, status=422)
    assert "4 more times" in page.problems[0]
    olga.submit("form", {"code": f"{code[:3]} {code[3:]}"})
    mandate = desk.mandate()
    assert mandate.signed_how is SignedHow.CODE
    assert mandate.signed_at is not None
    assert code not in desk.written("mandates")


def test_five_wrong_codes_are_the_last(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    olga.get(sign_page(desk))
    olga.submit(f"/en/sportello/deleghe/{desk.mandate().id}/codice")
    code = code_sent(desk.app)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        olga.submit("form", {"code": wrong}, status=422)
    page = olga.submit("form", {"code": code}, status=422)
    assert "no longer works" in page.problems[0]
    assert desk.mandate().signed_at is None


def test_a_number_that_was_only_typed_gets_no_code(desk: Desk, olga: PageClient) -> None:
    """Whoever types a number at the desk could type their own."""
    desk.identify(olga, desk.luca)
    desk.allow(olga, lasts="30")
    page = olga.get(sign_page(desk))
    assert "code on their phone" not in page.text
    token = page.one("#form [name=csrf_token]")["value"]
    path = f"/en/sportello/deleghe/{desk.mandate().id}/codice"
    olga.post(path, {"csrf_token": token}, status=409)


def test_the_person_signs_with_their_own_login(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    own = desk.browser(desk.giulia.id)
    page = own.get(f"/en/area-personale/deleghe/{desk.mandate().id}")
    assert "I ask for help" in page.text or "Chiedo aiuto" in page.text
    own.submit(f"/en/area-personale/deleghe/{desk.mandate().id}/firma")
    assert desk.mandate().signed_how is SignedHow.LOGIN
    (act,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.signed"))
    assert (act.person_id, act.purpose) == (desk.giulia.id, "login")


def test_nobody_signs_the_mandate_of_somebody_else(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    path = f"/en/area-personale/deleghe/{desk.mandate().id}"
    stranger = desk.browser(desk.person("Luca", "Saggini", "1987-12-02", "SGGLCU87T02H238S").id)
    stranger.get(path, status=404)
    olga.get(path, status=403)
    assert desk.mandate().signed_at is None


def test_an_official_attests_for_who_cannot_sign(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N11: the act carries the attestation and that there is an impediment, never its cause."""
    attesting(desk, monkeypatch)
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    olga.get(sign_page(desk))
    olga.click("The person cannot sign, or cannot read")
    page = olga.submit("form", {"impediment": "sign"}, status=422)
    assert "charged" in page.problems[0]
    olga.submit("form", {"impediment": "sign", "official": True})
    mandate = desk.mandate()
    assert (mandate.signed_how, mandate.signed_at is not None) == (SignedHow.OFFICIAL, True)
    words = drawn(olga.download(f"/en/sportello/deleghe/{mandate.id}.pdf").data)
    for part in ("Attestation (DPR 445/2000, art. 4)", "Signature of the public official", "Olga"):
        assert squeezed(part) in words, part
    assert squeezed("Signature of the person") not in words
    assert "Sportellini" not in desk.written("mandates")


def test_only_a_desk_that_is_charged_with_it_attests(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N11: an operator of a library is no public official, nor is anybody without a valid document."""
    attesting(desk, monkeypatch, is_official=False)
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    assert "cannot sign" not in olga.get(sign_page(desk)).text
    path = f"/en/sportello/deleghe/{desk.mandate().id}/attesta"
    olga.get(path, status=403)
    desk.end(olga)
    attesting(desk, monkeypatch)
    olga.get(path, status=403)
    past = {"expires_on-day": "1", "expires_on-month": "2", "expires_on-year": "2020"}
    desk.identify(olga, desk.giulia, **past)
    olga.get(path, status=403)
    assert desk.mandate().signed_at is None


def test_a_mandate_is_sealed_only_by_who_proved_just_now_who_they_are(
    desk: Desk, olga: PageClient
) -> None:
    """B12: a machine left open for a colleague records nothing in somebody's name."""
    desk.identify(olga, desk.giulia)
    age_proof(desk, 14)
    olga.get(GIVE)
    age_proof(desk, 20)
    page = olga.get(GIVE)
    assert page.url.startswith("/en/accedi?")
    assert "conferma=15" in page.url
    assert not desk.rows(select(Mandate))


def test_a_page_opened_in_time_may_be_sent_a_little_later(desk: Desk, olga: PageClient) -> None:
    """B12: reading aloud takes a while; nothing ticked is lost for it."""
    desk.identify(olga, desk.giulia)
    olga.get(GIVE)
    age_proof(desk, 25)
    olga.submit("form", {"services": ["*"], "lasts": "visit", "agreed": "yes"})
    assert desk.mandate()
    age_proof(desk, 31)
    page = olga.get(sign_page(desk))
    page = olga.submit(f"/en/sportello/deleghe/{desk.mandate().id}/codice")
    assert page.url.startswith("/en/accedi?")


def test_a_new_mandate_takes_the_place_of_the_older_one_for_the_same_services(
    desk: Desk, olga: PageClient
) -> None:
    """B19: once it is signed, of the same body, and only for what both cover."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, HOME_CARE, "nido", lasts="30")
    own = desk.browser(desk.giulia.id)
    first = desk.mandate().id
    own.get(f"/en/area-personale/deleghe/{first}")
    own.submit(f"/en/area-personale/deleghe/{first}/firma")
    desk.allow(olga, HOME_CARE, lasts="90")
    second = max(row.id for row in desk.rows(select(Mandate)))
    assert not desk.rows(select(Ending)), "Unsigned it replaces nothing."
    own.get(f"/en/area-personale/deleghe/{second}")
    own.submit(f"/en/area-personale/deleghe/{second}/firma")
    (ending,) = desk.rows(select(Ending))
    assert (ending.mandate_id, ending.service, ending.how.value) == (first, HOME_CARE, "replaced")
    with desk.app.app_context():
        assert standing.left_services(db.session.get_one(Mandate, first)) == {"nido"}


def test_a_desk_elsewhere_signs_nothing(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    other = desk.operator(SAME_BODY, name="Ottone")
    desk.identify(other, desk.giulia)
    for step in ("conferma", "attesta", "firma"):
        other.get(f"/en/sportello/deleghe/{desk.mandate().id}/{step}", status=404)


def test_the_number_of_the_operator_gets_no_code(desk: Desk, olga: PageClient) -> None:
    lia = desk.person("Lia", "Provini", "1960-05-01", "PRVLIA60E41F027J", OPERATORS_PHONE)
    desk.identify(olga, lia)
    desk.allow(olga, lasts="30")
    assert "code on their phone" not in olga.get(sign_page(desk)).text


def test_beside_another_person_nothing_of_it_is_shown(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sits there now would read the end of somebody else's number."""
    attesting(desk, monkeypatch)
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    desk.end(olga)
    desk.identify(olga, desk.luca)
    for step in ("conferma", "attesta"):
        olga.get(f"/en/sportello/deleghe/{desk.mandate().id}/{step}", status=404)
