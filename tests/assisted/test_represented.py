"""A guardian comes to the desk in the place of somebody: the accepted act is the permission."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.assisted.models import Mandate, Visit
from portal.assisted.represented.models import VisitByPower
from portal.cases.actions.declarations import digest_of
from portal.cases.models import Answer, Case, Declaration
from portal.cases.models.people import Means
from portal.platform.audit import AuditEntry
from portal.platform.csrf import FIELD
from portal.platform.database import db, writing
from portal.powers.actions.giving import give_up
from portal.powers.models import Kind, Power, PowerState, Reach
from tests.support.asking import HOME_CARE, answer_all, answer_step, begin, reference
from tests.support.empowering import Empowering
from tests.support.page import Page, PageClient
from tests.support.papers import pdf
from tests.support.pdf_text import text_of
from tests.support.people import (
    ANNA,
    BRUNO,
    CARLA,
    EDDA,
    Somebody,
    acting,
    known,
    sign_in,
    sign_in_bruno,
)
from tests.support.visiting import identify

PAGE = "/sportello/visita/pagina"


@pytest.fixture
def empowering(app: Flask) -> Empowering:
    return Empowering(app)


@pytest.fixture
def bruno(app: Flask) -> PageClient:
    """An operator at the desk of Ventimiglia."""
    client = PageClient(app)
    sign_in_bruno(client)
    return client


def comes(client: PageClient, who: Somebody, **changes: str) -> None:
    """Somebody shows a document, and gives no mandate."""
    year, month, day = who.birth_date.split("-")
    seen = {
        "fiscal_code": who.fiscal_code, "given_name": who.given_name,
        "family_name": who.family_name, "birth_date-day": day, "birth_date-month": month,
        "birth_date-year": year, "language": "it", "document_kind": "identity_card",
        "issuer": "Comune di Prova", "last_digits": "12AB", **changes,
    }  # fmt: skip
    identify(client, seen, language="/en")


def goes_on(client: PageClient, power_id: int, *, status: int = 200) -> Page:
    """The operator goes on for whom the person represents."""
    page = client.get(f"/en{PAGE}")
    token = str(page.soup.select(f"[name={FIELD}]")[0]["value"])
    return client.post(f"/en/sportello/visita/per-chi/{power_id}", {FIELD: token}, status=status)


def rows(app: Flask, kind: type[Any]) -> list[Any]:
    order = kind.__table__.primary_key.columns.values()[0]
    with app.app_context():
        return list(db.session.scalars(select(kind).order_by(order)))


def guardian(empowering: Empowering, **changes: Any) -> int:
    """Carla is the guardian of Anna, for everything; the number of the power."""
    facts = {"kind": Kind.GUARDIAN, "every_service": True, "services": (), **changes}
    return empowering.represented(CARLA, ANNA, **facts)


def summary_digest(app: Flask) -> str:
    """What the page of the summary would carry."""
    with app.app_context():
        return digest_of(app.config["KEYRING"], db.session.scalars(select(Case)).one())


def file(client: PageClient) -> str:
    """The request of home care up to its summary; the reference."""
    begin(client, HOME_CARE)
    page = answer_all(client)
    assert page.url.endswith("/riepilogo"), page.url
    return reference(page)


def on_their_phone(bruno: PageClient, number: str) -> str:
    """Offer the link; the address that the phone opens."""
    bruno.get(f"/en/pratiche/{number}/riepilogo")
    page = bruno.submit(f"/en/pratiche/{number}/dichiarazioni/telefono")
    assert f"{CARLA.name} points the camera of their own phone" in page.text
    return str(page.one(".ac-figure").get_text(strip=True)).split("/dichiarazioni/")[1]


def test_a_guardian_declares_on_their_own_phone(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: the declarations are the guardian's there too, and the phone shows no more than they read."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    number = file(bruno)
    anna = known(app, ANNA)
    with app.app_context(), writing():
        db.session.execute(update(Answer).values(typed_by=anna, source="citizen"))
    path = f"/en/dichiarazioni/{on_their_phone(bruno, number)}"
    stranger, phone = PageClient(app), PageClient(app)
    sign_in(stranger, ANNA)
    page = stranger.get(path)
    stranger.post(path, {"csrf_token": csrf(page)}, status=403)
    page = phone.get(path)
    assert f"You declare this for {ANNA.name}" in page.text
    assert "The person wrote it" in page.text
    assert "You wrote it" not in page.text
    assert "Written already" in page.text
    assert rows(app, Declaration) == []
    assert "you made the declarations" in phone.post(path).text
    (made,) = rows(app, Declaration)
    assert (made.means, made.made_by) == (Means.OWN_PHONE, known(app, CARLA))
    phone.get(path, status=404)


def test_the_link_ends_with_the_power(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: who represents the person no more declares nothing for them."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    path = f"/en/dichiarazioni/{on_their_phone(bruno, file(bruno))}"
    phone = PageClient(app)
    phone.get(path)
    with app.app_context(), writing():
        db.session.execute(update(Power).values(state=PowerState.ENDED))
    phone.get(path, status=404)
    phone.post(path, status=404)
    assert rows(app, Declaration) == []


def csrf(page: Page) -> str:
    """What the forms of a page carry."""
    return str(page.soup.select("[name=csrf_token]")[0]["value"])


def test_a_guardian_at_the_desk_declares_and_has_it_sent(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: no mandate is asked; whose it is, who typed and who declared stand apart."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    page = bruno.get(f"/en{PAGE}")
    assert "Guardian (tutore)" in page.text
    page = goes_on(bruno, power_id)
    banner = page.one(".ac-acting").get_text(" ", strip=True)
    assert ANNA.name in banner
    assert f"beside {CARLA.name}, who represents them" in banner
    number = file(bruno)
    summary = bruno.get(f"/en/pratiche/{number}/riepilogo")
    assert f"{CARLA.name} declares for the person" in summary.text
    paper = text_of(bruno.download(f"/en/pratiche/{number}/riepilogo.pdf").data)
    assert f"{CARLA.name}, for {ANNA.name}".replace(" ", "") in paper
    bruno.get(f"/pratiche/{number}/dichiarazioni/carta")
    bruno.submit("form", {"files": (BytesIO(pdf("firmata")), "firmata.pdf")})
    bruno.submit(f"/pratiche/{number}/invia")
    (case,), (made,) = rows(app, Case), rows(app, Declaration)
    carla, anna, operator = (known(app, one) for one in (CARLA, ANNA, BRUNO))
    assert (case.subject_id, case.sent_at is not None) == (anna, True)
    assert (made.means, made.made_by, made.witnessed_by) == (Means.PAPER, carla, operator)
    assert rows(app, Mandate) == []
    said = bruno.get(f"/en/pratiche/{number}").text
    assert "At the desk was who represents the person (Guardian (tutore))" in said
    assert "Nobody signed in for the person" not in said


def test_each_of_the_two_has_a_visit_and_a_trail_of_their_own(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N2: the guardian's visit is over, and its document is in no other."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    old = bruno.get(f"/en{PAGE}")
    token = str(old.soup.select(f"[name={FIELD}]")[0]["value"])
    goes_on(bruno, power_id)
    first, second = rows(app, Visit)
    assert (first.subject_id, second.subject_id) == (known(app, CARLA), known(app, ANNA))
    assert first.ended_at is not None
    assert second.ended_at is None
    assert [(one.visit_id, one.power_id) for one in rows(app, VisitByPower)] == [
        (second.id, power_id)
    ]
    assert "12AB" not in bruno.get(f"/en{PAGE}").text
    noted = [one for one in rows(app, AuditEntry) if one.event == "visit.represented"]
    assert [(one.subject_id, one.visit_id, one.purpose) for one in noted] == [
        (second.subject_id, second.id, "guardian")
    ]
    bruno.post(f"/en/servizi/{HOME_CARE}/richiedi", {FIELD: token, "privacy": "y"}, status=400)
    anna = PageClient(app)
    sign_in(anna, ANNA)
    assert "Served who represents the person" in anna.get("/en/area-personale/accessi").text


@pytest.mark.parametrize("path", ["delega", "contatti", "accessi.pdf"])
def test_what_is_the_persons_alone_is_closed_to_who_represents_them(
    bruno: PageClient, empowering: Empowering, path: str
) -> None:
    """N12: no mandate, no contacts, no list of who looked."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    bruno.get(f"/en/sportello/visita/{path}", status=403)


def test_where_the_person_lives_is_not_on_the_screen(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N28: neither on the pages of the visit nor on a step; what they say now is shown."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    secrets = ("Via di Prova 1", "anna@prova.invalid", "000 0101", "0000101")
    number = reference(begin(bruno, HOME_CARE))
    for path in (PAGE, "/area-personale/documenti", f"/pratiche/{number}/continua"):
        page = bruno.get(f"/en{path}")
        assert [one for one in secrets if one in page.html] == []
    for _step in range(30):
        assert bruno.page is not None
        if "/passi/" not in bruno.page.url:
            break
        assert [one for one in secrets if one in bruno.page.html] == []
        answer_step(bruno, {"remarks": "Nota di chi rappresenta."})
    bruno.get(f"/en/pratiche/{number}/telefono", status=404)


def test_who_only_assists_has_nothing_sent(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: a curator prepares, and the person sends."""
    power_id = guardian(empowering, kind=Kind.CURATOR)
    comes(bruno, CARLA)
    page = goes_on(bruno, power_id)
    assert "To send it the person is needed" in page.text
    number = file(bruno)
    page = bruno.get(f"/en/pratiche/{number}/riepilogo")
    assert "The person sends it" in page.text
    assert not page.soup.select("form[action$='/invia']")
    token = str(page.soup.select(f"[name={FIELD}]")[0]["value"])
    digest = summary_digest(app)
    bruno.post(f"/pratiche/{number}/invia", {FIELD: token, "digest": digest}, status=404)
    (case,) = rows(app, Case)
    assert case.sent_at is None


def test_who_may_only_read_begins_nothing(bruno: PageClient, empowering: Empowering) -> None:
    """N12: the act says how far."""
    power_id = guardian(empowering, reach=Reach.READ)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    bruno.get(f"/servizi/{HOME_CARE}/richiedi", status=403)


def test_a_mandate_online_and_a_power_of_others_open_nothing(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: only what law or a court gave, only to who is there, only while it holds."""
    known(app, EDDA)
    mandate = empowering.in_force(ANNA, CARLA)
    others = empowering.represented(EDDA, ANNA, kind=Kind.GUARDIAN)
    over = guardian(empowering)
    carla = acting(app, CARLA)
    with app.app_context(), writing():
        give_up(app.config["KEYRING"], carla, over)
    comes(bruno, CARLA)
    assert "per-chi" not in bruno.get(f"/en{PAGE}").html
    for power_id in (mandate, others, over, 999):
        goes_on(bruno, power_id, status=404)
    assert len(rows(app, Visit)) == 1


def test_without_a_document_nobody_stands_in_for_another(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N1: known at the desk is not enough to act for somebody else."""
    power_id = guardian(empowering)
    comes(bruno, CARLA, document_kind="none")
    goes_on(bruno, power_id, status=403)
    assert len(rows(app, Visit)) == 1


def test_an_act_that_ends_meanwhile_saves_nothing_more(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N12: it is read anew at each request, and the operator reads why."""
    power_id = guardian(empowering)
    comes(bruno, CARLA)
    goes_on(bruno, power_id)
    begin(bruno, HOME_CARE)
    carla = acting(app, CARLA)
    with app.app_context(), writing():
        give_up(app.config["KEYRING"], carla, power_id)
    page = answer_step(bruno, status=403)
    assert "rappresenta più" in page.text or "no longer represent" in page.text
    assert "The act holds no more" in bruno.get(f"/en{PAGE}").text


def test_who_is_bound_to_the_person_represented_does_not_go_on(
    app: Flask, bruno: PageClient, empowering: Empowering
) -> None:
    """N13: the tie is with whom the request is for, not only with who came."""
    power_id = guardian(empowering)
    empowering.in_force(ANNA, BRUNO)
    comes(bruno, CARLA)
    goes_on(bruno, power_id, status=403)
    assert len(rows(app, Visit)) == 1
