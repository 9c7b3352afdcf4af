"""Acting for another: chosen on purpose, said on every page, as far as was allowed, over at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.cases.models import Answer, Case, Declaration
from portal.cases.models.people import Means
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.sessions import LoginSession
from tests.powers.conftest import Giving, token
from tests.support.asking import HOME_CARE, answer_step, begin, reference
from tests.support.filing import STORY, Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, OLGA, acting, sign_in


def switch(giving: Giving, power_id: int, client: PageClient | None = None) -> Page:
    """Carla acts for Anna from now on."""
    client = client or giving.carla
    client.get("/en/area-personale/per-chi")
    return client.submit(f"/en/area-personale/per-chi/{power_id}/scegli")


def go_back(client: PageClient) -> Page:
    """Back to oneself, with the button of the banner."""
    return client.submit("/en/area-personale/per-chi/torna")


@pytest.fixture
def filing(app: Flask) -> Filing:
    return Filing(app)


def rows(app: Flask, kind: type[Any]) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(kind)))


def test_the_person_acted_for_stands_on_every_page_until_one_goes_back(giving: Giving) -> None:
    page = switch(giving, giving.in_force())
    assert ANNA.name in page.one(".ac-acting").get_text()
    for path in ("/en/", "/en/servizi", "/en/area-personale/pratiche", "/en/orientamento"):
        assert ANNA.name in giving.carla.get(path).one(".ac-acting").get_text()
    go_back(giving.carla)
    for path in ("/en/", "/en/area-personale/pratiche"):
        page = giving.carla.get(path)
        assert not page.soup.select(".ac-acting")
        assert ANNA.name not in page.html


def test_what_was_allowed_is_open_and_the_rest_is_not_there(giving: Giving, filing: Filing) -> None:
    anna, carla = acting(giving.app, ANNA), acting(giving.app, CARLA)
    hers, own = filing.sent(anna), filing.sent(carla)
    switch(giving, giving.in_force())
    assert giving.carla.get(f"/pratiche/{hers}").status == 200
    giving.carla.get(f"/pratiche/{own}", status=404)
    giving.carla.get("/en/area-personale")
    go_back(giving.carla)
    assert giving.carla.get(f"/pratiche/{own}").status == 200
    giving.carla.get(f"/pratiche/{hers}", status=404)


def test_a_service_nobody_allowed_cannot_be_begun(giving: Giving) -> None:
    switch(giving, giving.in_force())
    giving.carla.get("/en/servizi/nido/richiedi", status=403)
    assert giving.carla.get(f"/en/servizi/{HOME_CARE}/richiedi").status == 200


def test_what_is_begun_is_the_persons_and_says_who_typed(giving: Giving) -> None:
    switch(giving, giving.in_force())
    number = reference(begin(giving.carla, HOME_CARE))
    (case,) = rows(giving.app, Case)
    assert (case.subject_id, case.opened_by, case.visit_id) == (
        giving.anna_id, giving.carla_id, None,
    )  # fmt: skip
    assert giving.anna.get(f"/pratiche/{number}/continua").status == 200
    entries = [one for one in rows(giving.app, AuditEntry) if one.event == "case.begun"]
    assert [(one.person_id, one.subject_id, one.visit_id) for one in entries] == [
        (giving.carla_id, giving.anna_id, None)
    ]
    assert entries[0].mandate_id is not None
    assert CARLA.name in giving.anna.get("/en/area-personale/accessi").text


def test_who_may_send_declares_and_the_case_says_who_did(giving: Giving, filing: Filing) -> None:
    number = filing.draft(acting(giving.app, ANNA))
    filing.save(acting(giving.app, ANNA), number, STORY)
    switch(giving, giving.in_force())
    page = giving.carla.get(f"/en/pratiche/{number}/riepilogo")
    assert f"You declare this for {ANNA.name}" in page.text
    giving.carla.submit("form", _ticks(page))
    (made,) = rows(giving.app, Declaration)
    assert (made.means, made.made_by) == (Means.HOLDER, giving.carla_id)
    assert filing.fact(number, "sent_at") is not None
    assert filing.fact(number, "subject_id") == giving.anna_id


def test_who_wrote_it_for_the_person_is_named_on_the_summary(
    giving: Giving, filing: Filing
) -> None:
    """N24: “you wrote it” stands only where “you” did."""
    anna, number = acting(giving.app, ANNA), filing.draft(acting(giving.app, ANNA))
    filing.save(anna, number, STORY)
    address = f"/en/pratiche/{number}/riepilogo"
    assert "You wrote it" in giving.anna.get(address).text
    switch(giving, giving.in_force())
    page = giving.carla.get(address)
    assert "The person wrote it" in page.text
    assert "You wrote it" not in page.text
    with giving.app.app_context(), writing():
        db.session.execute(update(Answer).values(typed_by=giving.carla_id))
    assert "You wrote it" in giving.carla.get(address).text
    mine = giving.anna.get(address).text
    assert f"{CARLA.name} wrote it, for you" in mine
    assert "You wrote it" not in mine


def _ticks(page: Page) -> dict[str, object]:
    return {
        str(box["name"]): True
        for box in page.soup.select("form input[type=checkbox]")
        if box.get("name")
    }


def test_who_may_only_prepare_leaves_sending_to_the_person(giving: Giving, filing: Filing) -> None:
    number = filing.draft(acting(giving.app, ANNA))
    filing.save(acting(giving.app, ANNA), number, STORY)
    switch(giving, giving.in_force(reach="prepare"))
    page = giving.carla.get(f"/en/pratiche/{number}/riepilogo")
    assert "The person sends it" in page.text
    assert not page.soup.select(f"form[action$='{number}/invia']")
    digest = giving.anna.get(f"/en/pratiche/{number}/riepilogo").one("[name=digest]")["value"]
    carried = token(giving.carla.get("/en/area-personale/pratiche"))
    posted = {"csrf_token": carried, "digest": digest, "declared": "y", "declare": "y"}
    giving.carla.raw.post(
        f"/pratiche/{number}/invia", data=posted, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert filing.fact(number, "sent_at") is None


def test_who_may_only_read_changes_nothing(giving: Giving, filing: Filing) -> None:
    anna = acting(giving.app, ANNA)
    sent = filing.sent(anna)
    draft = filing.draft(anna)
    switch(giving, giving.in_force(reach="read"))
    page = giving.carla.get(f"/en/pratiche/{sent}")
    assert "You may read this request" in page.text
    assert not page.soup.select("main form")
    giving.carla.get(f"/pratiche/{draft}/riepilogo", status=404)
    giving.carla.get(f"/en/servizi/{HOME_CARE}/richiedi", status=403)
    for act in ("", "/ritira", "/letti"):
        posted = {"csrf_token": token(page), "text": "Ciao"}
        giving.carla.post(f"/en/pratiche/{sent}{act}", posted, status=404)


@pytest.mark.parametrize(
    "path",
    [
        "profilo", "profilo/avvisi", "messaggi", "accessi", "deleghe/nuova", "deleghe/persone",
        "per-chi",
    ],
)  # fmt: skip
def test_what_is_the_persons_alone_is_closed(giving: Giving, path: str) -> None:
    switch(giving, giving.in_force("*"))
    giving.carla.get(f"/area-personale/{path}", status=404)


def test_the_mandates_of_the_desk_are_closed_too(giving: Giving) -> None:
    switch(giving, giving.in_force("*"))
    giving.carla.get("/area-personale/deleghe", status=403)


def test_taken_back_while_a_page_is_open_nothing_is_done_and_nothing_typed_is_lost(
    giving: Giving, filing: Filing
) -> None:
    power_id = giving.in_force()
    switch(giving, power_id)
    number = reference(begin(giving.carla, HOME_CARE))
    giving.carla.get(f"/en/pratiche/{number}/passi/contatti")
    giving.take_back(power_id)
    page = answer_step(giving.carla, {"remarks": "Suona due volte."}, status=409)
    assert "no longer act" in page.h1
    assert "Suona due volte." in page.text
    assert ("remarks", None) not in filing.values(number)
    page = giving.carla.submit("/en/area-personale/per-chi/torna")
    assert not page.soup.select(".ac-acting")


def test_after_it_ended_one_sees_ones_own_things_and_why(giving: Giving, filing: Filing) -> None:
    hers = filing.sent(acting(giving.app, ANNA))
    power_id = giving.in_force()
    switch(giving, power_id)
    giving.take_back(power_id)
    giving.carla.get(f"/en/pratiche/{hers}", status=404)
    page = giving.carla.get("/en/area-personale")
    assert "the permission has ended" in page.one(".ac-acting").get_text()
    assert ANNA.name not in page.html


def test_it_ends_by_itself_after_its_last_day(giving: Giving, filing: Filing) -> None:
    hers = filing.sent(acting(giving.app, ANNA))
    power_id = giving.in_force()
    with clock.freeze(clock.after(days=30)):
        client = PageClient(giving.app)
        sign_in(client, CARLA)
        switch(giving, power_id, client)
        assert client.get(f"/pratiche/{hers}").status == 200
    with clock.freeze(clock.after(days=31)):
        client = PageClient(giving.app)
        sign_in(client, CARLA)
        giving.forge(client, f"per-chi/{power_id}/scegli", status=404)


def test_nobody_switches_to_somebody_elses_person(giving: Giving) -> None:
    power_id = giving.in_force()
    other = giving.browser(OLGA)
    giving.forge(other, f"per-chi/{power_id}/scegli", status=404)
    giving.forge(giving.anna, f"per-chi/{power_id}/scegli", status=404)
    assert all("acting" not in one.facts for one in rows(giving.app, LoginSession))


def test_an_offer_nobody_accepted_is_no_way_in(giving: Giving) -> None:
    giving.forge(giving.carla, f"per-chi/{giving.give()}/scegli", status=404)


def test_a_page_of_ones_own_does_nothing_for_the_person_acted_for(giving: Giving) -> None:
    power_id = giving.in_force()
    page = giving.carla.get("/en/area-personale/per-chi")
    old = page.soup.find(attrs={"name": "csrf_token"})
    assert old is not None
    switch(giving, power_id)
    giving.carla.post(
        f"/en/servizi/{HOME_CARE}/richiedi",
        {"csrf_token": old["value"], "privacy": "y"},
        status=400,
    )
    assert not rows(giving.app, Case)


def test_an_officer_who_acts_for_somebody_is_no_officer_meanwhile(giving: Giving) -> None:
    giving.fill(giving.anna, OLGA)
    power_id = giving.last().id
    olga = giving.browser(OLGA)
    olga.get("/en/area-personale/per-chi")
    olga.submit(f"/en/area-personale/per-chi/{power_id}/accetta")
    switch(giving, power_id, olga)
    olga.get("/ufficio", status=403)
    olga.get("/en/area-personale")
    go_back(olga)
    assert olga.get("/ufficio").status == 200


def test_an_officer_is_barred_from_the_cases_of_whom_they_act_for(
    giving: Giving, filing: Filing
) -> None:
    number = filing.sent(acting(giving.app, ANNA))
    olga = giving.browser(OLGA)
    assert olga.get(f"/ufficio/pratiche/{number}").status == 200
    giving.fill(giving.anna, OLGA)
    power_id = giving.last().id
    olga.get("/en/area-personale/per-chi")
    olga.submit(f"/en/area-personale/per-chi/{power_id}/accetta")
    olga.get(f"/ufficio/pratiche/{number}", status=404)


def test_an_address_that_is_none_is_not_there_also_under_a_power_that_ended(giving: Giving) -> None:
    power_id = giving.in_force()
    page = switch(giving, power_id)
    giving.take_back(power_id)
    giving.carla.post("/en/niente", {"csrf_token": token(page)}, status=404)
