"""N4: a draft goes from the desk to the person's own phone, once, and the desk only reads on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.assisted.models import Visit
from portal.cases.actions.claiming import claim_at_sign_in
from portal.cases.models import Answer, Handover
from portal.cases.views.on_phone import BY_BROWSER
from portal.platform import clock, codes
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.csrf import FIELD
from portal.platform.database import writing
from tests.assisted.conftest import LUCA, SAME_BODY, Desk
from tests.assisted.handing import TOLD, Handing, code_on, written
from tests.assisted.test_beside import beside, first_answers
from tests.support.page import PageClient


@pytest.fixture
def handing(desk: Desk) -> Handing:
    """See ``Handing``."""
    return written(desk, beside(desk))


def post_as_operator(handing: Handing, path: str, status: int) -> None:
    """Post with a good token, as an operator who edits the address bar."""
    olga = handing.olga
    token = olga.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    olga.post(path, {FIELD: token}, status=status)


def test_n4_a_phone_without_account_takes_the_draft_with_its_answers(handing: Handing) -> None:
    page = handing.offer()
    assert "15 minutes" in page.text
    phone = handing.desk.browser()
    page = handing.take(phone)
    assert "/passi/" in page.url
    page = phone.get(f"{handing.path}/riepilogo")
    assert TOLD in page.text
    (visit,) = handing.desk.rows(select(Visit))
    typed = {row.typed_by for row in handing.desk.rows(select(Answer))}
    assert typed == {visit.operator_id}, "The draft keeps who typed."
    assert handing.case.subject_id == handing.desk.giulia.id


def test_n4_once_taken_the_operator_reads_and_cannot_write(handing: Handing) -> None:
    before = handing.olga.get(f"{handing.path}/continua")
    handing.taken()
    handing.olga.page = before
    page = handing.olga.submit(
        "form", {**first_answers(before), "story": "Altro"}, button="go=save", status=409
    )
    assert "on the person’s phone" in page.text
    for path in ("continua", "riepilogo"):
        handing.olga.get(f"{handing.path}/{path}", status=409)
    for path in ("scarta", "dichiarazioni/telefono", "telefono"):
        post_as_operator(handing, f"{handing.path}/{path}", 409)
    page = handing.olga.get(f"{handing.path}/telefono")
    assert TOLD in page.text, "What was in it is still read."
    handing.olga.get(f"/en/servizi/{handing.case.service}/richiedi")
    assert handing.olga.click("See where it is").url == page.url
    assert not page.soup.select("main input[type=text], main textarea")
    assert "Altro" not in page.text


def test_n4_a_second_phone_is_told_that_the_code_was_used(handing: Handing) -> None:
    phone = handing.taken()
    second = handing.desk.browser()
    page = handing.take(second, status=409)
    assert "used already" in page.text
    second.post(f"/en/passa/{handing.shown().token}", status=409)
    assert second.get(f"{handing.path}/continua").h1 == "Sign in"
    assert "/passi/" in phone.get(f"/en/passa/{handing.shown().token}").url
    assert handing.case.guest == handing.row.guest


def test_the_code_is_typed_where_there_is_no_camera(handing: Handing) -> None:
    code = code_on(handing.offer())
    assert set(code) <= {*codes.SIGNS, "-"}
    assert not set(codes.SIGNS) & set("OILU"), "what is taken for 0, 1 and V"
    phone = handing.desk.browser()
    phone.get("/en/passa")
    page = phone.submit("form", {"code": code.lower().replace("-", " ")})
    assert "/en/passa/" in page.url
    phone.submit(page.url)
    assert handing.case.handed_at is not None


def test_a_wrong_code_is_said_next_to_its_field(handing: Handing) -> None:
    handing.offer()
    phone = handing.desk.browser()
    phone.get("/en/passa")
    page = phone.submit("form", {"code": "3333-3333"}, status=422)
    assert any("No desk shows this code" in line for line in page.problems)


def test_guessing_ends_by_itself(handing: Handing) -> None:
    code = code_on(handing.offer())
    phone = handing.desk.browser()
    for _try in range(BY_BROWSER.most):
        phone.post("/en/passa", {"code": "3333-3333"}, status=422)
    phone.post("/en/passa", {"code": "3333-3333"}, status=429)
    phone.post("/en/passa", {"code": code}, status=429)


def test_a_late_phone_is_told_that_it_is_late(handing: Handing) -> None:
    handing.offer()
    with clock.freeze(clock.now() + timedelta(minutes=15)):
        page = handing.take(handing.desk.browser(), status=409)
    assert "time of this code is over" in page.text
    assert handing.case.handed_at is None


def test_what_the_operator_took_back_no_phone_takes(handing: Handing) -> None:
    handing.offer()
    page = handing.olga.submit(f"{handing.path}/telefono/fine")
    assert "at the desk again" in page.text
    page = handing.take(handing.desk.browser(), status=409)
    assert "taken back" in page.text
    assert handing.case.guest is None


def test_a_new_code_makes_the_old_one_useless(handing: Handing) -> None:
    handing.offer()
    old = handing.shown().token
    handing.olga.get(f"{handing.path}/telefono")
    post_as_operator(handing, f"{handing.path}/telefono", 200)
    handing.desk.browser().get(f"/en/passa/{old}", status=409)
    handing.take(handing.desk.browser())


def test_a_draft_taken_back_from_a_phone_is_the_desks_and_the_phone_is_told(
    handing: Handing,
) -> None:
    phone = handing.taken()
    handing.olga.get(f"{handing.path}/telefono")
    handing.olga.submit(f"{handing.path}/telefono/fine")
    page = phone.get(f"{handing.path}/continua", status=409)
    assert "took this request back" in page.text
    page = handing.olga.get(f"{handing.path}/continua")
    assert "/passi/" in page.url


def test_the_operators_browser_and_strangers_do_not_take_it(handing: Handing) -> None:
    handing.offer()
    path = f"/en/passa/{handing.shown().token}"
    handing.olga.get(path, status=403)
    post_as_operator(handing, path, 403)
    stranger = handing.desk.browser(handing.desk.person(*LUCA).id)
    stranger.get(path, status=403)
    handing.desk.operator(SAME_BODY, name="Piero").get(path, status=403)
    assert handing.case.handed_at is None


def test_the_person_signed_in_takes_it_and_then_only_they_give_it_back(handing: Handing) -> None:
    handing.offer()
    phone = handing.desk.browser(handing.desk.giulia.id)
    handing.take(phone)
    assert handing.case.guest is None
    assert handing.case.handed_at is not None
    page = handing.olga.get(f"{handing.path}/telefono")
    assert "Only the person gives it back" in page.text
    post_as_operator(handing, f"{handing.path}/telefono/fine", 409)
    assert handing.case.handed_at is not None


def test_another_operator_and_another_visit_do_not_reach_it(handing: Handing) -> None:
    handing.taken()
    piero = handing.desk.operator(SAME_BODY, name="Piero")
    handing.desk.identify(piero, handing.desk.person(*LUCA))
    handing.desk.allow(piero)
    piero.get(f"{handing.path}/telefono", status=404)
    token = piero.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    for path in ("telefono", "telefono/fine"):
        piero.post(f"{handing.path}/{path}", {FIELD: token}, status=404)
    assert handing.case.handed_at is not None


def test_a_phone_without_login_learns_nothing_that_is_not_in_the_draft(handing: Handing) -> None:
    """Neither the profile, nor registers, nor the drawer of the person of the visit."""
    phone = handing.taken()
    giulia = handing.desk.giulia
    for path in ("continua", "riepilogo"):
        page = phone.get(f"{handing.path}/{path}")
        assert giulia.fiscal_code not in page.html
        assert giulia.family_name not in page.html
    for path in ("/en/area-personale/documenti", "/en/area-personale/accessi"):
        assert "/accedi" in phone.raw.get(path).headers["Location"]


def test_the_visit_may_end_before_the_phone_takes_it(handing: Handing) -> None:
    handing.offer()
    handing.olga.get("/en/sportello/visita/pagina")
    handing.olga.submit("/en/sportello/visita/fine")
    phone = handing.desk.browser()
    handing.take(phone)
    assert TOLD in phone.get(f"{handing.path}/riepilogo").text


def test_the_trail_says_it_in_plain_words(handing: Handing) -> None:
    handing.taken()
    trail = handing.desk.browser(handing.desk.giulia.id).get("/en/area-personale/accessi").text
    assert "Offered to go on with the request on your phone" in trail
    assert "Took the request to a phone" in trail
    (row,) = handing.desk.rows(select(AuditEntry).where(AuditEntry.event == "case.handed_to_phone"))
    assert (row.person_id, row.subject_id) == (None, handing.desk.giulia.id)


def test_neither_link_nor_code_stands_in_the_database(handing: Handing) -> None:
    handing.offer()
    found, written_down = handing.shown(), handing.desk.written("case_handovers")
    assert found.token not in written_down
    assert found.code not in written_down


def test_only_who_signs_in_sends_what_asks_for_a_login(desk: Desk) -> None:
    service = "assistenza-domiciliare"
    olga = beside(desk)
    olga.get(f"/en/servizi/{service}/richiedi")
    olga.submit("form", {"municipality": "008065", "privacy": True})
    handing = Handing(desk, olga)
    phone = handing.taken()
    phone.get(f"{handing.path}/continua")
    page = phone.post(f"{handing.path}/invia", token_of(phone), status=403)
    assert "Sign in to send" in page.text


def token_of(client: PageClient) -> dict[str, str]:
    """What a form of the last page carries."""
    assert client.page is not None
    return {FIELD: str(client.page.soup.select(f"[name={FIELD}]")[0]["value"])}


def test_who_signs_in_on_that_phone_owns_it_and_somebody_else_does_not(handing: Handing) -> None:
    handing.taken()
    back, guest = f"{handing.path}/continua", handing.case.guest
    assert guest is not None
    luca = handing.desk.person(*LUCA).id
    for person, owner in ((luca, handing.desk.giulia.id), (handing.desk.giulia.id,) * 2):
        with handing.desk.app.app_context(), writing():
            claim_at_sign_in(Actor(person_id=person), guest, back)
        assert handing.case.subject_id == owner
    assert handing.case.guest is None
    assert handing.case.handed_at is not None


def test_at_one_desk_only_one_code_of_a_draft_lives(handing: Handing) -> None:
    handing.offer()
    olga = handing.olga
    page = olga.get(f"{handing.path}/telefono")
    part = olga.part(f"{handing.path}/telefono")
    assert part.find(id="handover") is not None
    assert page.one("#handover")["data-hx-trigger"] == "every 3s"
    handing.take(handing.desk.browser())
    part = olga.part(f"{handing.path}/telefono")
    assert part.find(id="handover").get("data-hx-trigger") is None
    assert len(handing.desk.rows(select(Handover))) == 1
