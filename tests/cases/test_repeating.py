"""M13: somebody who asks for the same again is told, asked how the two belong together, never stopped."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import conversation, handling
from portal.cases.actions.repeating import say_relation
from portal.cases.drafts import earlier
from portal.cases.models import EarlierCase, Relation
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.asking import HOME_CARE, answer_all, begin, reference, send
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, OLGA, SERVICE, sign_in


@pytest.fixture
def client_of_anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


def begun_again(client: PageClient) -> Page:
    """Anna begins help at home, which she has asked for already."""
    begin(client, HOME_CARE)
    assert client.page is not None
    return client.page


def said(filing: Filing) -> list[tuple[int, int, Relation]]:
    with filing.read() as session:
        rows = session.scalars(select(EarlierCase))
        return [(row.case_id, row.earlier_id, row.relation) for row in rows]


def test_m13_the_second_request_within_thirty_days_is_offered_to_be_joined_to_the_first(
    client_of_anna: PageClient, filing: Filing, anna: Actor
) -> None:
    first = filing.sent(anna)
    hint = client_of_anna.get(f"/servizi/{SERVICE}/richiedi")
    assert "Hai già fatto questa domanda" in hint.text
    page = begun_again(client_of_anna)
    assert page.url.endswith("/gia-chiesta")
    assert f"AC {first[2:5]}" in page.text
    page = client_of_anna.submit("form", {"relation": "adds"})
    assert page.url == f"/pratiche/{first}", "she writes to the office in the first one"
    ((_, earlier_id, relation),) = said(filing)
    assert (earlier_id, relation) == (filing.fact(first, "id"), Relation.ADDS)


def test_m13_for_another_child_it_goes_on_and_the_office_reads_it(
    client_of_anna: PageClient, filing: Filing, anna: Actor, app: Flask
) -> None:
    first = filing.sent(anna)
    begun_again(client_of_anna)
    client_of_anna.submit("form", {"relation": "other_person"})
    answer_all(client_of_anna)
    second = reference(send(client_of_anna))
    assert said(filing) == [
        (filing.fact(second, "id"), filing.fact(first, "id"), Relation.OTHER_PERSON)
    ]
    office = PageClient(app)
    sign_in(office, OLGA)
    page = office.get(f"/ufficio/pratiche/{second}")
    assert "questa è per un’altra persona" in page.text
    assert page.link("Apri la pratica precedente") == f"/ufficio/pratiche/{first}"


def test_m13_nobody_is_stopped_who_says_nothing(
    client_of_anna: PageClient, filing: Filing, anna: Actor
) -> None:
    first = filing.sent(anna)
    page = begun_again(client_of_anna)
    assert client_of_anna.submit("form", {}, status=422).problems
    draft = page.url.split("/")[2]
    client_of_anna.get(f"/pratiche/{draft}/continua")
    summary = answer_all(client_of_anna)
    assert "Hai già fatto questa domanda" in summary.text
    second = reference(send(client_of_anna))
    assert said(filing) == [(filing.fact(second, "id"), filing.fact(first, "id"), Relation.UNSAID)]


@pytest.mark.parametrize("why", ["nothing before", "taken back", "long over", "somebody else's"])
def test_without_a_recent_or_open_one_nothing_is_asked(
    client_of_anna: PageClient, filing: Filing, anna: Actor, carla: Actor, olga: Actor, why: str
) -> None:
    if why == "taken back":
        reference = filing.sent(anna)
        with filing.write():
            conversation.withdraw_case(filing.keyring, anna, reference)
    elif why == "long over":
        with clock.freeze(clock.after(days=-31)):
            reference = filing.sent(anna)
            with filing.write():
                handling.take_charge(filing.keyring, olga, reference)
                handling.accept(filing.keyring, olga, reference, "Per la prova.")
    elif why == "somebody else's":
        filing.sent(carla)
    page = begun_again(client_of_anna)
    assert "/passi/" in page.url
    assert said(filing) == []


def test_an_open_one_counts_however_old_it_is(filing: Filing, anna: Actor) -> None:
    with clock.freeze(clock.after(days=-90)):
        first = filing.sent(anna)
    with filing.read():
        found = earlier.before_beginning(anna, SERVICE)
        assert found is not None
        assert found.reference == first


def test_only_the_person_says_how_their_requests_belong_together(
    filing: Filing, anna: Actor, carla: Actor, app: Flask
) -> None:
    filing.sent(anna)
    draft = filing.draft(anna)
    stranger = PageClient(app)
    sign_in(stranger, CARLA)
    stranger.get(f"/pratiche/{draft}/gia-chiesta", status=404)
    with pytest.raises(NotThere), filing.write():
        say_relation(carla, draft, Relation.ADDS)
    assert said(filing) == []


def test_what_the_person_says_last_holds(filing: Filing, anna: Actor) -> None:
    filing.sent(anna)
    draft = filing.draft(anna)
    for relation in (Relation.ADDS, Relation.NEW_NEED):
        with filing.write():
            say_relation(anna, draft, relation)
    assert [row[2] for row in said(filing)] == [Relation.NEW_NEED]
