"""What no browser of ours would send: it gets a clear answer, never a failure of ours."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.platform.csrf import FIELD
from tests.support.databases import on_one_engine
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, BRUNO, OLGA, VENTIMIGLIA, Somebody, sign_in

pytestmark = on_one_engine

#: More than any row, and more digits than Python reads.
HUGE = ["9" * 12, "9" * 5000]


def token_of(client: PageClient) -> str:
    """The token a page of this browser carries."""
    page = client.get("/area-personale/profilo")
    return str(page.soup.select(f"input[name={FIELD}]")[0]["value"])


@pytest.mark.parametrize(
    "path", ["/servizi", "/en/servizi", "/niente", "/area-personale", "/comune"]
)
def test_a_query_with_raw_bytes_is_read(client: PageClient, path: str) -> None:
    answer = client.raw.get(path, environ_overrides={"QUERY_STRING": "q=citt\xe0&da=/\xff"})
    assert answer.status_code in {200, 302, 404}


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_what_is_no_address_is_not_our_origin(client: PageClient, name: str) -> None:
    answer = client.raw.post("/comune", headers={name: "http://["})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "back", ["http://[", "/\n/[", "/\t/fuori.prova.invalid", "//fuori", "/\\x"]
)
def test_a_way_back_that_is_no_page_of_ours_leads_home(client: PageClient, back: str) -> None:
    answer = client.raw.post("/comune", headers=SAME_ORIGIN, data={"da": back, "dimentica": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (BRUNO, "/sportello/deleghe/{}.pdf"),
        (BRUNO, "/sportello/deleghe/{}/firma"),
        (OLGA, "/ufficio/bacheca/{}/riprova"),
        (ANNA, "/area-personale/deleghe/{}/revoca"),
    ],
)
def test_a_number_no_row_can_have_is_not_there(
    client: PageClient, who: Somebody, path: str, number: str
) -> None:
    sign_in(client, who)
    token = token_of(client)
    address = path.format(number)
    assert client.raw.get(address).status_code in {404, 405}
    answer = client.raw.post(address, headers=SAME_ORIGIN, data={FIELD: token})
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "typed",
    [
        {"go": "detach:²"},
        {"go": "detach:" + HUGE[0]},
        {"go": "remove:household:²"},
        {"go": "remove:nobody:1"},
        {"go": "remove:a:b:c"},
        {"go": "\x00"},
        {"seen": "[" * 100_000},
        {"seen": '{"story": 1e400}'},
        {"seen": "[1, 2]"},
    ],
    ids=lambda typed: str(typed)[:30],
)
def test_a_step_survives_whatever_its_buttons_say(app: Flask, typed: dict[str, str]) -> None:
    client = PageClient(app)
    sign_in(client, ANNA)
    client.get("/servizi/assistenza-domiciliare/richiedi")
    page = client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    posted = {FIELD: token_of(client), **typed}
    answer = client.raw.post(page.url, headers=SAME_ORIGIN, data=posted)
    assert answer.status_code in {302, 404, 422}
