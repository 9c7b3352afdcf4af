"""The person reads what they were told and says how they want to be told; nobody else does."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity.actions import doubt_email
from portal.notifications import proxies, queries
from portal.notifications.channels import Channel, Choices, Delicate
from portal.platform import jobs
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.notifications.test_telling import told
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA, known, sign_in, sign_in_olga

MESSAGES = "/area-personale/messaggi"
CHOICES = "/area-personale/profilo/avvisi"


def test_every_message_is_read_in_full_and_says_how_it_left(app: Flask, client: PageClient) -> None:
    anna = sign_in(client, ANNA)
    with app.app_context():
        told(app, "case_asks", person_id=anna, address=None)
        jobs.drain()
        told(app, "case_taken", person_id=anna, address=None)
    page = client.get(MESSAGES)
    assert [h.get_text(strip=True) for h in page.soup.select("main h2")] == [
        "Pratica AC 483 927 156 7: c’è una novità",
        "Pratica AC 483 927 156 7: ci serve qualcosa da te",
    ]
    assert "Ti abbiamo scritto anche un’email" in page.text
    assert page.soup.select_one('main a[href="/pratiche/AC4839271567"]')


def test_a_message_of_somebody_else_is_not_there(app: Flask, client: PageClient) -> None:
    carla = known(app, CARLA)
    sign_in(client, ANNA)
    with app.app_context():
        told(app, person_id=carla, address=None)
    assert "Ancora nessun messaggio" in client.get(MESSAGES).text


def test_the_page_says_whether_anybody_acts_for_the_person(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice of whom to tell must not promise somebody who is not there."""
    carla, anna = known(app, CARLA), sign_in(client, ANNA)
    nobody = "Oggi qui nessuno agisce per te"
    assert nobody in client.get(CHOICES).text
    acts = proxies.Proxy(carla, frozenset({"altro"}), False, frozenset())
    monkeypatch.setattr(proxies, "_sources", [lambda one: [acts] if one == anna else []])
    assert nobody not in client.get(CHOICES).text


def test_what_concerns_ones_work_is_not_among_the_own_messages(
    app: Flask, client: PageClient
) -> None:
    olga = sign_in_olga(client)
    with app.app_context():
        row = told(app, "office_deadline_near", person_id=olga, address=None)
        assert queries.possible_ways(app.config["KEYRING"], row) == (Channel.EMAIL,)
    assert "Ancora nessun messaggio" in client.get(MESSAGES).text


def test_many_messages_have_pages(app: Flask, client: PageClient) -> None:
    anna = sign_in(client, ANNA)
    with app.app_context():
        for _ in range(21):
            told(app, person_id=anna, address=None)
    assert len(client.get(MESSAGES).soup.select("main h2")) == 20
    assert len(client.get(f"{MESSAGES}?pagina=2").soup.select("main h2")) == 1
    assert len(client.get(f"{MESSAGES}?pagina=99").soup.select("main h2")) == 1


def test_the_choices_are_kept_and_shown_again(app: Flask, client: PageClient) -> None:
    anna = sign_in(client, ANNA)
    client.get(CHOICES)
    client.submit(
        "form",
        {"first": "sms", "refused": ["app_io"], "language": "en", "delicate": "nothing"},
    )
    with app.app_context():
        assert queries.choices_of(anna) == Choices(
            first=Channel.SMS,
            refused=frozenset({Channel.APP}),
            delicate=Delicate.NOTHING,
            language="en",
        )
        events = db.session.scalars(select(AuditEntry.event)).all()
        assert "notices.chosen" in events
    page = client.get(CHOICES)
    assert [box["value"] for box in page.soup.select("main input[checked]")] == [
        "sms",
        "app_io",
        "me",
        "en",
        "nothing",
    ]


def test_an_email_that_comes_back_is_said_where_it_can_be_corrected(
    app: Flask, client: PageClient
) -> None:
    anna = sign_in(client, ANNA)
    assert "tornata indietro" not in client.get(CHOICES).text
    with app.app_context(), writing():
        doubt_email(anna)
    page = client.get(CHOICES)
    assert "tornata indietro" in page.text
    assert page.soup.select_one('main a[href="/area-personale/profilo/contatti"]')
