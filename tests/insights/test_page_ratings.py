"""C.SI.2.5: a page of information asks whether it is clear; who coordinates reads it, without names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions.rating import add_rating
from portal.cases.models import Rating
from portal.insights.hiding import FEWEST
from portal.platform import clock
from portal.platform.actor import Grant, Role
from portal.platform.database import db, writing
from tests.office.world import BODY, OFFICE, World
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, open_visit, sign_in

SHEET = "/servizi/assistenza-domiciliare"
SAVE = "/valutazione"


def ratings(app: Flask) -> list[Rating]:
    with app.app_context():
        return list(db.session.scalars(select(Rating).order_by(Rating.id)))


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        (SHEET, "sheet", "assistenza-domiciliare"),
        ("/pagine/note-legali", "text", "note-legali"),
        ("/servizi", "list", "servizi"),
    ],
)
def test_a_page_asks_and_keeps_only_the_day(
    app: Flask, client: PageClient, path: str, kind: str, name: str
) -> None:
    page = client.get(path)
    assert page.one("[data-element=feedback-title]").get_text(strip=True) == (
        "Quanto sono chiare le informazioni su questa pagina?"
    )
    assert len(page.soup.select("[data-element^=feedback-rate-]")) == 5
    page = client.submit(SAVE, {"stars": "2"})
    assert page.one("[data-element=feedback-rating-question]").get_text(strip=True) == (
        "Dove hai incontrato le maggiori difficoltà?"
    )
    page = client.submit(SAVE, {"aspect": "unclear", "details": "Troppe sigle."})
    assert "Grazie, il tuo parere ci aiuterà a migliorare il servizio!" in page.text
    assert page.link("Torna alla pagina") == path
    (row,) = ratings(app)
    assert (row.subject, row.service, row.territory) == (kind, name, "")
    assert (row.stars, row.aspect, row.given_on) == (2, "unclear", clock.today())
    assert b"sigle" not in (row.sealed or b"")


def test_who_found_it_clear_is_asked_what_they_liked_also_with_a_login(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, ANNA)
    client.get(f"/en{SHEET}")
    page = client.submit(f"/en{SAVE}", {"stars": "5"})
    assert page.soup.select("[data-element=feedback-rating-positive]")
    page = client.submit(f"/en{SAVE}", {"aspect": "clear"})
    assert page.link("Back to the page") == f"/en{SHEET}"
    assert [row.stars for row in ratings(app)] == [5]
    assert not hasattr(ratings(app)[0], "person_id")


def test_no_stars_wrong_stars_and_long_words_are_told(app: Flask, client: PageClient) -> None:
    client.get(SHEET)
    page = client.submit(SAVE, {})
    assert page.soup.select("[data-element^=feedback-rate-]")
    page = client.get(f"{SAVE}?pagina={SHEET}&stars=9", status=422)
    assert page.problems
    client.get(f"{SAVE}?pagina={SHEET}&stars=3")
    client.submit(SAVE, {"details": "x" * 201}, status=422)
    assert ratings(app) == []


@pytest.mark.parametrize(
    "path", ["", "/", "/servizi/nessuno", "/pagine/nessuna", "//altrove.example", "/area-personale"]
)
def test_what_is_no_page_of_information_is_not_rated(
    app: Flask, client: PageClient, path: str
) -> None:
    client.get(f"{SAVE}?pagina={path}&stars=3", status=404)
    client.post(SAVE, {"pagina": path, "stars": "3"}, status=404)
    client.get(f"{SAVE}/fine?pagina={path}", status=404)
    assert ratings(app) == []


def test_beside_an_operator_nobody_is_asked(app: Flask, client: PageClient) -> None:
    sign_in(client, BRUNO)
    open_visit(client, ANNA)
    assert not client.get(SHEET).soup.select("[data-element=feedback]")


def give(app: Flask, world: World, subject: str, name: str, stars: list[int], **more: str) -> None:
    with app.app_context(), writing():
        for number in stars:
            add_rating(
                app.config["KEYRING"], subject, name, number, more.get("aspect"),
                more.get("details", ""), territory=more.get("territory", ""),
            )  # fmt: skip


def test_who_coordinates_reads_averages_from_five_on_and_the_words(
    app: Flask, world: World
) -> None:
    give(app, world, "sheet", "assistenza-domiciliare", [1, 2, 2, 1, 2], aspect="unclear")
    give(app, world, "text", "note-legali", [5] * (FEWEST - 1), aspect="clear")
    give(app, world, "list", "servizi", [3], details="Non trovo l’asilo.")
    give(app, world, "service", "assistenza-domiciliare", [4], details="Altrove", territory="x")
    with clock.freeze(clock.now() - timedelta(days=400)):
        give(app, world, "list", "servizi", [1], details="Vecchio.")
    lia = world.browser(world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE)))
    page = lia.get("/ufficio/coordinamento")
    page = lia.get(page.link("Che cosa ne pensano le persone"))
    rows = [" ".join(row.stripped_strings) for row in page.soup.select("tbody tr")]
    assert "1,6" in rows[0]
    assert "A volte le indicazioni non erano chiare" in rows[0]
    assert any("Note legali" in row and "4 " in row and "non si mostra" in row for row in rows)
    assert "Le indicazioni erano chiare" not in page.text
    assert "Non trovo l’asilo." in page.text
    assert "Altrove" not in page.text, "of another territory"
    assert "Vecchio." not in page.text


def test_nobody_else_reads_what_was_said(app: Flask, world: World) -> None:
    path = "/ufficio/numeri/valutazione"
    world.browser(world.officer()).get(path, status=404)
    world.browser(world.person("Anna")).get(path, status=403)
