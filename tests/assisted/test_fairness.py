"""Whom an operator may not serve: refused before anything is shown, written down, passed on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.fairness.models import PassedOn
from portal.assisted.models import Visit
from portal.cases.actions.relatives import answer_end
from portal.cases.models import Relative
from portal.platform import clock
from portal.platform.actor import Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from tests.assisted.conftest import Desk, Someone
from tests.office.world import World
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, BODY, BRUNO, CARLA, DESK, acting, actor, known, sign_in
from tests.support.people import Somebody as Person
from tests.support.visiting import look_for

LEADS = Grant(Role.COORDINATOR, BODY)
ADELE = Person("Adele", "Colleghini", "", "1970-02-03", "adele@prova.invalid", BRUNO.roles)


def paper_of(who: Person) -> Someone:
    return Someone(0, who.given_name, who.family_name, who.birth_date, who.fiscal_code)


@pytest.fixture
def bruno(app: Flask, client: PageClient) -> PageClient:
    known(app, ANNA)
    sign_in(client, BRUNO)
    return client


def refused(desk: Desk, client: PageClient, who: Person) -> Page:
    """The operator reads the card, and sees nothing of the person: no visit opens."""
    page = look_for(client, who.fiscal_code, status=403)
    assert f"born in {who.birth_date[:4]}" not in page.html
    assert desk.rows(select(Visit)) == []
    return page


def send(client: PageClient, path: str, *, status: int) -> None:
    """Post with the token of a page, as somebody would who writes the address themselves."""
    token = client.get("/en/sportello/legami").one("#form [name=csrf_token]")["value"]
    client.post(path, {"csrf_token": token}, status=status)


def reasons(desk: Desk) -> list[tuple[str | None, int | None]]:
    rows = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.refused"))
    return [(row.purpose, row.subject_id) for row in rows]


def test_nobody_opens_a_visit_for_themselves_and_it_is_written_down(
    desk: Desk, bruno: PageClient
) -> None:
    """N13: an operator opening their own fiscal code gets 403, and a record of it."""
    page = look_for(bruno, BRUNO.fiscal_code, status=403)
    assert "for yourself" in page.h1
    assert reasons(desk) == [("own", None)]
    assert desk.rows(select(PassedOn)) == [], "Nobody waits: the operator is the person."


def test_the_household_of_the_operator_is_passed_on(
    app: Flask, desk: Desk, bruno: PageClient
) -> None:
    """N13: somebody the operator wrote into their own request is a colleague's to serve."""
    World(app).case(acting(app, BRUNO), with_whom=ANNA.fiscal_code)
    page = refused(desk, bruno, ANNA)
    assert "A colleague serves this person" in page.h1
    assert ANNA.family_name not in page.html
    assert reasons(desk) == [("bound", None)], "Anna's own trail says nothing of who is bound."
    (row,) = desk.rows(select(PassedOn))
    assert (row.desk, row.taken_at) == (DESK, None)


def test_who_names_the_operator_in_a_request_is_passed_on(
    app: Flask, desk: Desk, bruno: PageClient
) -> None:
    """N13: the tie is seen from the other side too."""
    World(app).case(acting(app, ANNA), with_whom=BRUNO.fiscal_code)
    refused(desk, bruno, ANNA)


def test_a_colleague_sees_that_somebody_waits_and_takes_them(
    app: Flask, desk: Desk, bruno: PageClient
) -> None:
    """N13: the person is offered a colleague; who passed them on has no button."""
    World(app).case(acting(app, BRUNO), with_whom=ANNA.fiscal_code)
    refused(desk, bruno, ANNA)
    page = bruno.get("/en/sportello")
    assert "Somebody waits for a colleague" in page.text
    assert not page.soup.select("form[action*=passati]")
    adele = PageClient(app)
    sign_in(adele, ADELE)
    assert "Provetti" not in adele.get("/en/sportello").html
    (form,) = adele.page.soup.select("form[action*=passati]")  # type: ignore[union-attr]
    page = adele.submit(str(form["action"]))
    assert page.url.endswith("/sportello/visita")
    assert "Somebody waits" not in bruno.get("/en/sportello").text
    (row,) = desk.rows(select(PassedOn))
    send(adele, f"/sportello/passati/{row.id}/prendi", status=404)


def test_who_was_passed_on_hours_ago_has_gone(app: Flask, desk: Desk, bruno: PageClient) -> None:
    """N13: the list shows who stands there, not the history of a day."""
    by_id = known(app, BRUNO)
    with app.app_context(), writing() as session:
        session.add(PassedOn(desk=DESK, at=clock.after(hours=-5), by_id=by_id))
    assert "Somebody waits" not in bruno.get("/en/sportello").text


def test_whom_the_operator_declares_is_refused_until_the_tie_ends(
    app: Flask, desk: Desk, bruno: PageClient
) -> None:
    """N13: declared conflicts count at the desk, by a trace that cannot be read back."""
    bruno.get("/en/sportello/legami")
    page = bruno.submit("form", {"fiscal_code": ANNA.fiscal_code.lower(), "tie": "friend"})
    assert "I know this person well" in page.text
    assert ANNA.fiscal_code not in page.html
    refused(desk, bruno, ANNA)
    page = bruno.get("/en/sportello/legami")
    (form,) = page.soup.select("form[action*=togli]")
    page = bruno.submit(str(form["action"]))
    assert "You asked to take it away" in page.text
    refused(desk, bruno, ANNA)
    lead = actor(known(app, CARLA, LEADS), LEADS)
    with app.app_context(), writing() as session:
        number = session.scalars(select(Relative.id)).one()
        answer_end(lead, number, agrees=True)
    page = desk.identify(bruno, paper_of(ANNA))
    assert desk.rows(select(Visit.ended_at)) == [None]


def test_nobody_ends_the_tie_of_a_colleague(app: Flask, desk: Desk, bruno: PageClient) -> None:
    """N13: what somebody declared is theirs."""
    bruno.get("/en/sportello/legami")
    page = bruno.submit("form", {"fiscal_code": CARLA.fiscal_code, "tie": "dispute"})
    (form,) = page.soup.select("form[action*=togli]")
    adele = PageClient(app)
    sign_in(adele, ADELE)
    send(adele, str(form["action"]), status=404)


def test_a_tie_seen_only_in_the_visit_ends_it_and_counts_the_next_time(
    app: Flask, desk: Desk, bruno: PageClient
) -> None:
    """N13: the operator declares it in the visit; nothing of the person is left on the screen."""
    desk.identify(bruno, paper_of(ANNA))
    page = bruno.get("/en/sportello/visita/legame")
    assert bruno.submit("form", status=422).problems
    page = bruno.submit("form", {"tie": "relative"}, follow=False, status=302)
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.rows(select(Visit.ended_at)) != [None]
    assert reasons(desk) == [("declared", None)]
    told = desk.rows(select(AuditEntry).where(AuditEntry.event == "staff.tie_declared"))
    anna = known(app, ANNA)
    assert told
    assert anna not in {row.subject_id for row in told}
    look_for(bruno, ANNA.fiscal_code, status=403)


def test_the_same_name_and_street_opens_and_is_left_for_a_second_look(
    app: Flask, desk: Desk, client: PageClient
) -> None:
    """N13: a shared surname and address proves nothing: the visit opens, somebody else looks later."""
    namesake = Person(
        "Bice",
        ANNA.family_name,
        "PRVBCI72A41L741X",
        "1972-01-01",
        "bice@prova.invalid",
        BRUNO.roles,
    )
    known(app, ANNA)
    sign_in(client, namesake)
    desk.identify(client, paper_of(ANNA))
    rows = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.same_home"))
    assert [row.subject_id for row in rows] == [None]
    other = PageClient(app)
    sign_in(other, BRUNO)
    desk.identify(other, paper_of(CARLA))
    assert len(desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.same_home"))) == 1
