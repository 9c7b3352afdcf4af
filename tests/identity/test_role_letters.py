"""Whoever holds a role is told when they get it, when it is suspended, back in force, and when it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity import granting
from portal.identity.models import StaffGrant
from portal.identity.oversight import (
    REVIEW_EVERY,
    REVIEW_LASTS,
    UNUSED_AFTER,
    look_through_roles,
)
from portal.identity.reach import Place
from portal.integrations.mail.fake import FakeMail
from portal.notifications import proxies
from portal.notifications.actions import tell
from portal.notifications.channels import Channel
from portal.notifications.models import Notification
from portal.notifications.queries import possible_ways
from portal.platform import clock, jobs
from portal.platform.acting import Act
from portal.platform.actor import Grant, Role
from portal.platform.database import db, writing
from tests.identity.roles import NEW, OFFICER_HERE, give, number_of, typed
from tests.support.people import ADA, ANNA, BODY, CARLA, DESK, EDDA, OFFICE, acting, known

PLACES = {
    Role.OPERATOR: Place(BODY, desk=DESK),
    Role.OFFICER: Place(BODY, office=OFFICE),
    Role.COORDINATOR: Place(BODY, office=OFFICE),
    Role.EDITOR: Place(BODY),
    Role.ADMINISTRATOR: Place(BODY),
}
WORDS = {
    Role.OPERATOR: "allo sportello",
    Role.OFFICER: "in ufficio",
    Role.COORDINATOR: "coordinamento",
    Role.EDITOR: "redazione",
    Role.ADMINISTRATOR: "amministrazione",
}


def post(app: Flask, mail: FakeMail, to: str) -> list[str]:
    """The letters that arrived at an address: subject and text of each."""
    with app.app_context():
        jobs.drain()
    return [f"{one.subject}\n{one.text}" for one in mail.letters if one.to == to]


def told(app: Flask, person_id: int) -> list[str]:
    """The events somebody was told of."""
    with app.app_context():
        query = select(Notification.event).where(Notification.person_id == person_id)
        return list(db.session.scalars(query.order_by(Notification.id)))


@pytest.mark.parametrize("role", Role)
def test_who_gets_a_role_reads_which_and_where(app: Flask, mail: FakeMail, role: Role) -> None:
    give(app, acting(app, ADA), NEW, role, PLACES[role])
    (letter,) = post(app, mail, NEW.email)
    subject, _, text = letter.partition("\n")
    assert WORDS[role] in text
    assert "Dove: " in text
    assert "/accedi" in text
    others = [words for one, words in WORDS.items() if one is not role]
    assert not any(f"ruolo: {words}" in text for words in others)
    assert NEW.family_name not in letter
    assert "ruolo" in subject
    assert WORDS[role] not in subject


@pytest.mark.parametrize("role", Role)
def test_who_loses_a_role_reads_it(app: Flask, mail: FakeMail, role: Role) -> None:
    give(app, acting(app, ADA), NEW, role, PLACES[role])
    ada, number = acting(app, ADA), number_of(app, known(app, NEW))
    with app.app_context(), writing():
        granting.end(ada, number)
    _given, ended = post(app, mail, NEW.email)
    assert "terminato" in ended.partition("\n")[0]
    assert WORDS[role] in ended


def test_who_does_not_come_reads_that_the_role_is_suspended_and_why(
    app: Flask, mail: FakeMail
) -> None:
    with clock.freeze(clock.now() - UNUSED_AFTER - timedelta(days=1)):
        person_id = known(app, CARLA, Grant(Role.OFFICER, BODY, office=OFFICE))
    ada = acting(app, ADA)
    with app.app_context(), writing() as session:
        look_through_roles(session)
        look_through_roles(session)
    (letter,) = post(app, mail, CARLA.email)
    assert "sospeso" in letter.partition("\n")[0]
    assert "90 giorni" in letter
    number = number_of(app, person_id)
    with app.app_context(), writing():
        granting.lift(ada, number)
    assert "di nuovo in vigore" in post(app, mail, CARLA.email)[-1]
    assert told(app, person_id) == ["role_paused", "role_lifted"]


def test_whom_nobody_confirmed_reads_another_reason(app: Flask, mail: FakeMail) -> None:
    with clock.freeze(clock.now() - REVIEW_EVERY):
        known(app, ADA)
        known(app, CARLA, Grant(Role.OFFICER, BODY, office=OFFICE))
        with app.app_context(), writing() as session:
            look_through_roles(session)
    with app.app_context(), writing() as session:
        for row in session.scalars(select(StaffGrant)):
            row.lifted_at = clock.now()  # used lately: only the review counts
        look_through_roles(session)
    with clock.freeze(clock.now() + REVIEW_LASTS):
        with app.app_context(), writing() as session:
            look_through_roles(session)
        (letter,) = post(app, mail, CARLA.email)
    assert "confermato" in letter
    assert "90 giorni" not in letter


def test_the_review_is_mailed_to_who_answers_for_it_and_to_the_body_where_nobody_does(
    app: Flask, mail: FakeMail
) -> None:
    with clock.freeze(clock.now() - REVIEW_EVERY):
        known(app, ADA)
        known(app, EDDA)
        known(app, CARLA, Grant(Role.OFFICER, "comune-massafra", office="servizi-sociali-massafra"))
    with app.app_context(), writing() as session:
        look_through_roles(session)
    (letter,) = [one for one in post(app, mail, ADA.email) if "verifica" in one]
    assert "/amministrazione/verifica" in letter
    with app.app_context():
        query = select(Notification).where(Notification.event == "staff_review")
        rows = list(db.session.scalars(query.order_by(Notification.id)))
    assert {row.person_id for row in rows} == {known(app, ADA), None}
    assert len(post(app, mail, "massafra@prova.invalid")) == 2, "a review, and roles nobody uses"


def test_who_acts_for_somebody_learns_nothing_of_their_work(
    app: Flask, mail: FakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = known(app, CARLA)
    everything = proxies.Proxy(carla, frozenset(), True, frozenset({Act.READ}))
    monkeypatch.setattr(proxies, "_sources", [lambda _person: [everything]])
    give(app, acting(app, ADA), ANNA, Role.EDITOR, Place(BODY))
    assert told(app, known(app, ANNA)) == ["role_given"]
    assert told(app, carla) == []


def test_a_role_that_is_not_given_is_not_told(app: Flask, mail: FakeMail) -> None:
    for _time in range(2):
        give(app, acting(app, ADA), NEW, Role.EDITOR, Place(BODY))
    assert len(post(app, mail, NEW.email)) == 1


def test_a_role_from_the_file_is_told_too(app: Flask, mail: FakeMail, tmp_path: Path) -> None:
    file = tmp_path / "staff.json"
    entry = {
        name: typed(NEW)[name] for name in ("fiscal_code", "given_name", "family_name", "email")
    }
    entry |= {"roles": [{"role": "editor", "body": BODY}]}  # type: ignore[dict-item]
    file.write_text(json.dumps([entry]), encoding="utf-8")
    for _time in range(2):
        assert app.test_cli_runner().invoke(args=["identity", "import", str(file)]).exit_code == 0
    assert len(post(app, mail, NEW.email)) == 1


def test_the_e_mail_of_whoever_gives_a_role_is_not_where_a_citizen_is_told(
    app: Flask, mail: FakeMail
) -> None:
    """An administrator could else read what anybody without an e-mail is told: by giving them a role."""
    ways, keyring = {}, app.config["KEYRING"]
    for who in (replace(CARLA, email=""), NEW):
        person_id = known(app, who) if who is not NEW else 0
        give(app, acting(app, ADA), replace(who, email="ada.altrove@prova.invalid"), *OFFICER_HERE)
        person_id = person_id or known(app, replace(NEW, email=""))
        with app.app_context(), writing():
            tell(
                keyring, "case_taken", person_id=person_id, address=None, language="it",
                case_id=7, values={"reference": "AC1", "spoken_reference": "AC 1", "due_on": ""},
            )  # fmt: skip
            row = db.session.scalars(select(Notification).order_by(Notification.id.desc())).first()
            assert row is not None
            ways[who.given_name] = possible_ways(keyring, row)
    assert all(Channel.EMAIL not in found for found in ways.values()), ways
    assert len(post(app, mail, "ada.altrove@prova.invalid")) == 2, (
        "Of their work they are told there."
    )
