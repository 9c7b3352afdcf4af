"""How surely one must be known for a service, and how old: who cannot ask alone is told who helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal.cases.sureness import is_old_enough
from portal.cases.timeline import CaseStatus
from portal.catalogue.definitions import Login
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.asking import answer_all, begin, reference
from tests.support.filing import Filing, find
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, BRUNO, SERVICE, open_visit, sign_in

ASK = f"/servizi/{SERVICE}/richiedi"


def test_who_signed_in_with_a_password_alone_is_asked_for_more(client: PageClient) -> None:
    sign_in(client, ANNA, level=1)
    answer = client.raw.get(ASK)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accedi?da={ASK}&livello=2"
    page = client.get(answer.headers["Location"])
    assert page.h1 == "Accedi"
    assert "in un modo più sicuro" in page.text
    button = page.soup.select_one("main a[href*=entra]")
    assert button is not None
    assert str(button["href"]).endswith("livello=2")


def test_a_draft_begun_surely_is_not_opened_by_a_weaker_login(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, ANNA)
    begin(client, SERVICE)
    step = client.page.url
    weaker = PageClient(app)
    sign_in(weaker, ANNA, level=1)
    answer = weaker.raw.get(step)
    assert answer.headers["Location"] == f"/accedi?da={step}&livello=2"


def test_what_was_written_surely_is_neither_read_nor_sent_by_a_weaker_login(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, ANNA)
    begin(client, SERVICE)
    summary = reference(answer_all(client))
    weaker = PageClient(app)
    sign_in(weaker, ANNA, level=1)
    there = f"/pratiche/{summary}/riepilogo"
    assert weaker.raw.get(there).headers["Location"] == f"/accedi?da={there}&livello=2"
    weaker.get("/area-personale/profilo")
    assert weaker.page is not None
    token = str(weaker.page.soup.select("[name=csrf_token]")[0]["value"])
    sent = weaker.raw.post(
        f"/pratiche/{summary}/invia",
        data={"csrf_token": token, "declares": "yes"},
        headers=SAME_ORIGIN,
    )
    assert "livello=2" in sent.headers["Location"]


@pytest.mark.parametrize(
    "page", ["", "/ricevuta", "/correggi", "/correggi/bisogno", "/ritira", "/riepilogo.pdf"]
)
def test_what_was_sent_surely_is_not_read_by_a_weaker_login(
    app: Flask, client: PageClient, filing: Filing, anna: Actor, page: str
) -> None:
    """Answers, papers and the receipt are what the draft was; a password alone opens none of it."""
    there = f"/pratiche/{filing.sent(anna)}{page}"
    sign_in(client, ANNA, level=1)
    answer = client.raw.get(there)
    assert answer.headers["Location"] == f"/accedi?da={there}&livello=2"
    sure = PageClient(app)
    sign_in(sure, ANNA)
    assert sure.raw.get(there).status_code == 200


def test_what_was_sent_surely_is_neither_corrected_nor_taken_back_by_a_weaker_login(
    app: Flask, client: PageClient, filing: Filing, anna: Actor
) -> None:
    reference = filing.sent(anna)
    sign_in(client, ANNA, level=1)
    token = str(client.get("/area-personale/profilo").soup.select("[name=csrf_token]")[0]["value"])
    for page in ("ritira", "correggi/bisogno", "rinnova", ""):
        posted = client.raw.post(
            f"/pratiche/{reference}/{page}".rstrip("/"),
            data={"csrf_token": token, "text": "Altro."},
            headers=SAME_ORIGIN,
        )
        assert "livello=2" in posted.headers["Location"], page
    with app.app_context():
        assert find(reference).status is CaseStatus.SENT
    # The lists and the documents of the area stay open: they say that there is a request, not what is in it.
    assert client.get("/area-personale/pratiche").status == 200
    assert client.get("/area-personale/documenti").status == 200


def test_everything_in_one_file_is_given_only_to_who_proved_as_much_as_their_requests_ask(
    client: PageClient, filing: Filing, anna: Actor
) -> None:
    sign_in(client, ANNA, level=1)
    profile = "/area-personale/profilo"
    token = str(client.get(profile).soup.select("[name=csrf_token]")[0]["value"])
    take = {"data": {"csrf_token": token}, "headers": SAME_ORIGIN}
    with client.raw.post(f"{profile}/scarica", **take) as given:
        assert given.mimetype == "application/zip"
    filing.sent(anna)
    answer = client.raw.post(f"{profile}/scarica", **take)
    assert answer.headers["Location"] == f"/accedi?da={profile}&livello=2"


def test_a_weaker_login_is_enough_where_the_service_says_so(client: PageClient) -> None:
    sign_in(client, ANNA, level=1)
    assert client.raw.get("/servizi/richiesta-assistenza/richiedi").status_code == 200


def born(years: int, days: int = 0) -> str:
    """The birth date of somebody who turns so many years old in so many days."""
    today = clock.today()
    return (today.replace(year=today.year - years) + timedelta(days=days)).isoformat()


def test_at_seventeen_one_is_told_who_can_ask(client: PageClient) -> None:
    sign_in(client, replace(ANNA, birth_date=born(17)))
    answer = client.raw.get(ASK)
    assert answer.status_code == 403
    assert "un genitore" in answer.text


def test_at_seventeen_one_asks_alone_for_a_talk(client: PageClient) -> None:
    sign_in(client, replace(ANNA, birth_date=born(17)))
    assert client.raw.get("/servizi/consultorio/richiedi").status_code == 200


def test_beside_an_operator_the_login_is_the_desks_affair(client: PageClient) -> None:
    sign_in(client, BRUNO, level=1)
    open_visit(client, ANNA, SERVICE)
    assert client.raw.get(ASK).status_code == 200


@pytest.mark.parametrize(
    ("birth_date", "is_enough"),
    [(born(18), True), (born(18, 1), False), (born(17), False), (born(90), True), ("", True)],
)
def test_the_birthday_itself_counts(birth_date: str, is_enough: bool) -> None:
    assert is_old_enough(birth_date, Login()) is is_enough
