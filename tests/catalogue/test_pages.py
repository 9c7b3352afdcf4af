"""The catalogue's pages: whole without scripts, the same for everybody, and never an error."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.catalogue.snapshot import Snapshot
from portal.platform.database import writing
from portal.platform.sessions import APART, COOKIE
from portal.platform.shared import MUNICIPALITY
from tests.support.htmx import press
from tests.support.page import PageClient
from tests.support.questionnaires import bank


def test_the_first_page_asks_the_question_and_offers_urgent_help_first(client: PageClient) -> None:
    page = client.get("/")
    assert page.h1 == "Di che cosa hai bisogno?"
    numbers = [link["href"] for link in page.soup.select(".ac-emergency a")]
    assert numbers == ["tel:112", "tel:1522", "tel:114"]
    headings = [tag.name for tag in page.one("main").find_all(["h1", "input", "h2"])]
    assert headings[:3] == ["h1", "input", "h2"]


def test_the_search_box_of_the_first_page_leads_to_the_list(client: PageClient) -> None:
    client.get("/")
    page = client.submit(0, {"q": "badante"})
    assert page.url == "/servizi?q=badante"
    assert page.one("#results").select("[data-element=service-link]")[0].text.strip() == (
        "Trovare una badante in regola"
    )


def test_every_need_and_moment_of_the_first_page_leads_to_services(client: PageClient) -> None:
    links = [a["href"] for a in client.get("/").soup.select(".ac-cards--needs a")]
    assert len(links) > 10
    for link in links:
        page = client.get(str(link))
        assert page.soup.select("[data-element=service-link]"), link


def test_the_list_is_alphabetical_and_grows_without_scripts(
    client: PageClient, snapshot: Snapshot
) -> None:
    page = client.get("/servizi")
    assert page.one("[data-element=page-name]").text == "Servizi"
    names = [a.text for a in page.soup.select("[data-element=service-link]")]
    assert len(names) == 12
    page = client.click("Carica altri 12 risultati")
    more = [a.text for a in page.soup.select("[data-element=service-link]")]
    assert more[:12] == names
    assert len(more) == 24
    assert f"{len(snapshot.services())} servizi trovati in ordine alfabetico" in page.text


def test_loading_more_with_scripts_shows_what_a_fresh_page_shows(client: PageClient) -> None:
    client.get("/servizi")
    after = press(client, "[data-element=load-other-cards]")
    fresh = client.get("/servizi?mostra=24")
    assert after.one("#results").get_text() == fresh.one("#results").get_text()


def test_results_while_typing_are_those_of_the_list(client: PageClient) -> None:
    part = client.part("/servizi/suggerimenti?q=affitto")
    page = client.get("/servizi?q=affitto")
    assert [a["href"] for a in part.select("[data-element=service-link]")] == [
        a["href"] for a in page.soup.select("[data-element=service-link]")
    ]
    found = part.find(id="found")
    assert found is not None
    assert found.text == page.one("#found").text


def test_the_address_of_results_while_typing_is_the_list_for_who_has_no_scripts(
    client: PageClient,
) -> None:
    assert client.get("/servizi/suggerimenti?q=affitto").url == "/servizi?q=affitto"


def test_each_filter_says_how_many_services_it_leaves(client: PageClient) -> None:
    page = client.get("/servizi?evento=birth")
    seen = 0
    for item in page.soup.select("main nav li"):
        link, count = item.find("a"), item.find("span", class_="ac-muted")
        if link is not None and count is not None:
            left = client.get(str(link["href"]))
            assert left.one("#found").text.split()[0] == count.text.strip("()")
            seen += 1
    assert seen > 3


def test_a_chosen_filter_can_be_taken_away(client: PageClient) -> None:
    page = client.get("/servizi?bisogno=money&q=affitto")
    chosen = page.one("main nav [aria-current=true]")
    assert chosen["href"] == "/servizi?q=affitto"


def test_nothing_found_says_what_to_do(client: PageClient) -> None:
    page = client.get("/servizi?q=zzqqyyxx")
    assert "Con queste parole non troviamo niente" in page.text
    assert page.link("Aiutami con qualche domanda") == "/orientamento"
    assert page.link("Parla con qualcuno") == "/pagine/assistenza"


def test_an_ambiguous_acronym_is_asked_about(client: PageClient) -> None:
    page = client.get("/servizi?q=adi")
    assert "ADI vuol dire più cose" in page.text
    assert client.click("Assegno di inclusione").status == 200


def test_a_slip_is_put_right_and_said(client: PageClient) -> None:
    assert "Abbiamo cercato «sfratto» al posto di «sfrato»." in client.get("/servizi?q=sfrato").text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 300, "q=%27%3B+DROP+TABLE+services%3B--", "q=%00%1b%5B2J", "q=%F0%9F%86%98",
        "q=%FF%FE", "q=%D8%B9%D8%B1%D8%A8%D9%8A", "bisogno=nessuno&per=x&evento=%00", "mostra=-1",
        "mostra=999999999999", "mostra=%C2%B2", "comune=%27", "comune=" + "9" * 200, "q=a&q=b",
        "q=%3Cscript%3Ealert(1)%3C/script%3E", "q=%25s%7B%7B7*7%7D%7D",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/servizi", "/en/servizi"])
def test_nothing_in_an_address_breaks_the_list(client: PageClient, path: str, query: str) -> None:
    response = client.raw.get(f"{path}?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.data
    assert b">49<" not in response.data


def test_orientation_leads_to_services_in_three_answers(client: PageClient) -> None:
    assert client.get("/orientamento").h1 == "Di che cosa hai bisogno?"
    assert client.click("Aiuto in casa").h1 == "Per chi è l’aiuto?"
    assert client.click("Persone anziane").h1 == "Quando ti serve aiuto?"
    page = client.click("Nei prossimi giorni")
    assert page.h1 == "Che cosa fa per te"
    assert page.soup.select("[data-element=service-link]")[0]["href"] == (
        "/servizi/assistenza-domiciliare"
    )
    assert "Risponde a quello che ti serve" in page.text
    assert not page.soup.select(".ac-emergency")


def test_orientation_puts_the_numbers_first_when_it_cannot_wait(client: PageClient) -> None:
    page = client.get("/orientamento?bisogno=home-help&per=older-people&urgenza=subito")
    main = page.one("main")
    assert main.find(["section", "article"])["class"] == ["ac-emergency"]  # type: ignore[index]


def test_orientation_asks_how_soon_in_the_words_of_the_question_bank(client: PageClient) -> None:
    asked = next(entry.data for entry in bank() if entry.id == "how_soon")
    page = client.get("/orientamento?bisogno=home-help&per=older-people")
    assert page.h1 == asked["words"]["it"]["label"]
    for option in asked["options"]:
        assert client.get(page.link(option["words"]["it"])).h1 == "Che cosa fa per te"
        client.get(page.url)


def test_an_older_catalogue_without_the_question_goes_straight_to_the_services(
    app: Flask, client: PageClient
) -> None:
    older = read_content(app.config["CONTENT"]).catalogue.model_copy(update={"orientation": ()})
    with app.app_context(), writing():
        publish(Snapshot(older))
    page = client.get("/orientamento?bisogno=home-help&per=older-people")
    assert page.h1 == "Che cosa fa per te"


def test_orientation_asks_again_what_it_does_not_understand(client: PageClient) -> None:
    page = client.get("/orientamento?bisogno=unicorno&per=%00&urgenza=mai")
    assert page.h1 == "Di che cosa hai bisogno?"


def test_an_answer_of_orientation_can_be_changed(client: PageClient) -> None:
    page = client.get("/orientamento?bisogno=money&per=families&urgenza=giorni")
    links = [str(a["href"]) for a in page.soup.select(".ac-answers__action a")]
    assert [client.get(link).h1 for link in links] == [
        "Di che cosa hai bisogno?", "Per chi è l’aiuto?", "Quando ti serve aiuto?",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/servizi", "/orientamento", "/pagine/note-legali"])
def test_shared_pages_are_the_same_for_everybody_and_kept_once(
    client: PageClient, path: str
) -> None:
    first = client.get(path)
    again = client.raw.get(path, headers={"If-None-Match": client.raw.get(path).headers["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers
    assert first.html == client.get(path).html


def test_beside_an_operator_the_pages_are_made_for_that_browser_alone(client: PageClient) -> None:
    client.get("/")
    client.raw.set_cookie(APART, "1")
    page = client.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers


def test_who_has_a_session_sees_the_way_to_the_personal_area(client: PageClient) -> None:
    client.raw.set_cookie(COOKIE, "whatever")
    assert client.get("/").link("Area personale") == "/area-personale"


def test_before_the_first_publication_a_plain_page_says_so(
    app: Flask, empty_catalogue: PageClient
) -> None:
    page = empty_catalogue.get("/", status=503)
    assert page.h1 == "Il catalogo non è ancora pubblicato"


def test_robots_and_the_map_of_the_site(client: PageClient, snapshot: Snapshot) -> None:
    robots = client.download("/robots.txt").text
    assert "Disallow: /pratiche" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    sitemap = client.download("/sitemap.xml").text
    assert sitemap.count("<loc>") == 2 * (4 + 6 + len(snapshot.services()))
    assert "<loc>http://localhost/en/servizi/nido</loc>" in sitemap
    assert client.download("/en/sitemap.xml").text == sitemap


def test_every_page_of_text_stands_in_both_languages(client: PageClient) -> None:
    for name in (
        "domande-frequenti", "assistenza", "segnala", "informativa-privacy",
        "note-legali", "accessibilita",
    ):  # fmt: skip
        italian = client.get(f"/pagine/{name}")
        english = client.get(f"/en/pagine/{name}")
        assert italian.h1 != english.h1
        for link in english.soup.select("main a[href^='/']"):
            assert str(link["href"]).startswith("/en/"), link
    client.get("/pagine/nessuna", status=404)


def test_a_cookie_with_an_unknown_municipality_is_no_municipality(client: PageClient) -> None:
    client.raw.set_cookie(MUNICIPALITY, "999999")
    assert "Scegli il tuo comune" in client.get("/").text
