"""Who comes without an appointment: numbers in order, times without names, a visit that ends with them."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.assisted.models import EndedHow, Turn, TurnEnded, Visit
from portal.platform import clock
from portal.platform.database import writing
from tests.assisted.conftest import DESK, OTHER_BODY, SAME_BODY, Desk
from tests.support.page import PageClient

TURNS = "/en/sportello/turni"


def draw(operator: PageClient) -> None:
    """Somebody gets a number at the desk."""
    operator.get("/en/sportello")
    operator.submit("/en/sportello/turni")


def test_people_are_called_in_the_order_in_which_they_came(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    draw(olga)
    assert "2 persons wait" in olga.get("/en/sportello").text
    page = olga.submit("/en/sportello/turni/chiama")
    assert "Open the visit of number 1" in page.text
    first, second = desk.rows(select(Turn).order_by(Turn.number))
    assert (first.number, second.number) == (1, 2)
    assert first.called_at is not None
    assert second.called_at is None


def test_two_operators_call_two_people_and_no_more(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    draw(olga)
    otto = desk.operator(DESK, name="Otto")
    olga.get("/en/sportello")
    otto.get("/en/sportello")
    olga.submit("/en/sportello/turni/chiama")
    otto.submit("/en/sportello/turni/chiama")
    rows = desk.rows(select(Turn))
    assert len({row.called_by for row in rows}) == 2
    token = str(otto.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"])
    otto.post("/en/sportello/turni/chiama", {"csrf_token": token}, status=409)


def test_a_number_is_of_its_desk_and_of_who_called_it(desk: Desk, olga: PageClient) -> None:
    """X14: a number in the address bar opens nothing that no button leads to."""
    draw(olga)
    olga.submit("/en/sportello/turni/chiama")
    (turn,) = desk.rows(select(Turn))
    for other in (desk.operator(DESK, name="Otto"), desk.operator(SAME_BODY, name="Ida")):
        other.get(f"/en/sportello/visita?turno={turn.id}", status=404)
        token = str(other.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"])
        other.post(f"{TURNS}/{turn.id}/fine", {"csrf_token": token}, status=404)
        other.post(f"{TURNS}/{turn.id}/assente", {"csrf_token": token}, status=404)
    assert "Nobody is waiting" in desk.operator(OTHER_BODY, name="Ugo").get("/en/sportello").text
    olga.get("/en/sportello/visita?turno=x", status=404)


def test_closing_the_number_ends_the_visit_and_wipes_the_browser(
    desk: Desk, olga: PageClient
) -> None:
    """N19: a visit opened from a number ends with it; wait and service are measured without a name."""
    with clock.freeze(clock.now()):
        draw(olga)
    with clock.freeze(clock.after(minutes=10)):
        olga.get("/en/sportello")
        olga.submit("/en/sportello/turni/chiama")
        olga.click("Open the visit of number 1")
        page = olga.submit("form", {"who": desk.giulia.fiscal_code})
        olga.submit("form", {"same_person": True, "document_kind": "none"})
    (visit,) = desk.rows(select(Visit))
    with clock.freeze(clock.after(minutes=24)):
        olga.get("/en/sportello")
        page = olga.submit(f"{TURNS}/{visit.turn_id}/fine", follow=False, status=302)
        assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
        page = olga.get("/en/sportello")
    assert "Modellini" not in page.html
    olga.get("/en/sportello/visita/pagina", status=403)
    (visit,) = desk.rows(select(Visit))
    (turn,) = desk.rows(select(Turn))
    assert (visit.ended_how, turn.ended_how) == (EndedHow.TURN, TurnEnded.SERVED)
    assert "Half of them waited 10 minutes or less, and stayed 14 minutes or less" in page.text


def test_a_visit_that_ends_otherwise_ends_its_number_too(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    olga.submit("/en/sportello/turni/chiama")
    olga.click("Open the visit of number 1")
    olga.submit("form", {"who": desk.giulia.fiscal_code})
    olga.submit("form", {"same_person": True, "document_kind": "none"})
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    (turn,) = desk.rows(select(Turn))
    assert turn.ended_how is TurnEnded.SERVED


def test_who_did_not_come_is_noted_and_does_not_count(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    olga.submit("/en/sportello/turni/chiama")
    (turn,) = desk.rows(select(Turn))
    page = olga.submit(f"{TURNS}/{turn.id}/assente")
    assert "seen today" not in page.text
    (turn,) = desk.rows(select(Turn))
    assert turn.ended_how is TurnEnded.ABSENT


def test_numbers_begin_again_every_day(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    with clock.freeze(clock.after(days=1)):
        olga = desk.operator(DESK, name="Ada")
        assert "Nobody is waiting" in olga.get("/en/sportello").text
        draw(olga)
    assert [row.number for row in desk.rows(select(Turn))] == [1, 1]


def test_numbers_say_nothing_of_anybody(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    columns = set(Turn.__table__.columns.keys())
    assert columns == {
        "id", "desk", "day", "number", "drawn_at", "called_at", "called_by", "place",
        "ended_at", "ended_how",
    }  # fmt: skip


def test_a_public_machine_gives_a_number_without_a_question(desk: Desk, olga: PageClient) -> None:
    olga.get(f"/en/sportello/postazioni/{DESK}")
    page = olga.submit("form", {"kiosk_name": "Entrance"})
    code = page.one(".ac-figure").get_text(strip=True)
    machine = desk.browser()
    machine.get("/en/postazione/collega")
    machine.submit("form", {"code": code})
    page = machine.submit("/postazione/numero")
    assert "1" in page.one(".ac-kiosk-number").get_text()
    desk.browser().get("/postazione/numero/1", status=404)
    machine.get("/postazione/numero/7", status=404)
    assert "1 person waits" in olga.get("/en/sportello").text


def test_the_list_is_asked_for_by_the_page_itself(desk: Desk, olga: PageClient) -> None:
    draw(olga)
    part = olga.part(TURNS)
    assert "1 person waits" in part.get_text(" ", strip=True)
    assert olga.get(TURNS).h1 == "Without an appointment"
    with desk.app.app_context(), writing() as session:
        session.execute(update(Turn).values(called_at=clock.now()))
    assert "Nobody is waiting" in olga.part(TURNS).get_text(" ", strip=True)


def test_a_number_that_no_row_has_is_not_there(desk: Desk, olga: PageClient) -> None:
    for said in ("9" * 30, "²", "-1"):
        olga.get(f"/en/sportello/visita?turno={said}", status=404)
        olga.get(f"/en/sportello/visita?appuntamento={said}", status=404)
