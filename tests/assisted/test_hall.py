"""The waiting room: numbers on a screen, in two languages, and nobody's name."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.assisted.hall.models import WaitingScreen
from portal.assisted.models import Turn
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.sessions import LoginSession
from tests.assisted.conftest import DESK, OTHER_BODY, Desk
from tests.support.page import PageClient

PLACE = f"/en/sportello/sala/{DESK}"


def hang(desk: Desk, client: PageClient) -> str:
    """Make a screen; its address without the house."""
    client.get(PLACE)
    page = client.submit("form", {"language": "en"})
    address = page.one(".ac-kiosk-address").get_text(strip=True)
    public_url = desk.app.config["SETTINGS"].public_url.rstrip("/")
    assert address.startswith(public_url)
    return str(address.removeprefix(public_url))


def draw(client: PageClient) -> None:
    """Somebody gets a number."""
    client.get("/en/sportello")
    client.submit("/en/sportello/turni")


def call(client: PageClient) -> None:
    """Call who waits longest."""
    client.get("/en/sportello")
    client.submit("/en/sportello/turni/chiama")


def test_the_screen_says_number_and_table_in_two_languages(desk: Desk, olga: PageClient) -> None:
    address, room = hang(desk, olga), desk.browser()
    page = room.get(address)
    assert "Nessun numero" in page.text
    assert "No number was called yet" in page.text
    olga.get("/en/sportello/tavolo")
    olga.submit("form", {"table": "3"})
    for _number in range(3):
        draw(olga)
    call(olga)
    call(olga)
    page = room.get(address)
    assert page.one(".ac-hall__number").get_text(strip=True) == "2"
    assert page.one(".ac-hall__place").get_text(" ", strip=True) == "Tavolo Table 3"
    assert [one.get_text(" ", strip=True) for one in page.soup.select(".ac-hall__before li")] == [
        "1 Tavolo → 3"
    ]
    assert {one["lang"] for one in page.soup.select("[aria-live=polite] .ac-beside")} == {"en"}
    assert 'http-equiv="refresh"' in page.html


def test_who_says_no_table_calls_the_number_alone(desk: Desk, olga: PageClient) -> None:
    address = hang(desk, olga)
    draw(olga)
    call(olga)
    assert not desk.browser().get(address).soup.select(".ac-hall__place")


def test_nothing_travels_while_nothing_changed(desk: Desk, olga: PageClient) -> None:
    address, room = hang(desk, olga), desk.browser()
    asked = str(room.get(address).one("#screen")["data-hx-get"])
    assert room.raw.get(asked, headers={"HX-Request": "true"}).status_code == 204
    draw(olga)
    assert room.raw.get(asked, headers={"HX-Request": "true"}).status_code == 204
    call(olga)
    assert "1" in room.part(asked).get_text()


def test_yesterdays_numbers_are_gone(desk: Desk, olga: PageClient) -> None:
    address = hang(desk, olga)
    draw(olga)
    call(olga)
    with clock.freeze(clock.after(days=1)):
        assert "Nessun numero" in desk.browser().get(address).text


def test_an_ended_screen_says_so_and_shows_nothing(desk: Desk, olga: PageClient) -> None:
    address = hang(desk, olga)
    draw(olga)
    call(olga)
    olga.get(PLACE)
    olga.submit(f"{PLACE}/1/termina")
    page = desk.browser().get(address)
    assert "This screen was ended" in page.text
    assert not page.soup.select(".ac-hall__number")
    assert "No screen yet" in olga.get(PLACE).text
    events = [row.event for row in desk.rows(select(AuditEntry).order_by(AuditEntry.id))]
    assert events[-2:] == ["hall.hung", "hall.taken_down"]


def test_only_who_keeps_the_desk_hangs_screens(desk: Desk, olga: PageClient) -> None:
    address = hang(desk, olga)
    other = desk.operator(OTHER_BODY, name="Ugo")
    other.get(PLACE, status=404)
    token = str(other.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"])
    other.post(PLACE, {"csrf_token": token, "language": "en"}, status=404)
    other.post(f"{PLACE}/1/termina", {"csrf_token": token}, status=404)
    own = f"/en/sportello/sala/{OTHER_BODY}"
    other.post(f"{own}/1/termina", {"csrf_token": token}, status=404)
    desk.browser(desk.giulia.id).get(PLACE, status=403)
    (row,) = desk.rows(select(WaitingScreen))
    assert row.ended_at is None
    token = str(olga.get(PLACE).soup.select("[name=csrf_token]")[0]["value"])
    olga.post(PLACE, {"csrf_token": token, "language": "xx"}, status=422)
    assert desk.browser().get(address).status == 200


def test_an_address_is_not_guessed(desk: Desk, olga: PageClient) -> None:
    address = hang(desk, olga)
    number, code = address.split("/")[-2:]
    room = desk.browser()
    room.get(f"/sala/{number}/0000-0000-0000", status=404)
    room.get(f"/sala/{int(number) + 1}/{code}", status=404)
    room.get(f"/sala/{number}/{code.lower().replace('-', '')}")


def test_a_screen_opens_no_session_and_names_nobody(
    app: Flask, desk: Desk, olga: PageClient
) -> None:
    address = hang(desk, olga)
    draw(olga)
    call(olga)
    before = len(desk.rows(select(LoginSession)))
    page = desk.browser().get(address)
    assert len(desk.rows(select(LoginSession))) == before
    assert "Olga" not in page.html
    (turn,) = desk.rows(select(Turn))
    assert turn.place is None
