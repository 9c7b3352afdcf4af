"""Two windows, desks or operators at the same moment: one after the other, and nobody meets an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.appointments.actions import day as desk_day
from portal.appointments.models import DeskClosure
from portal.assisted.models import Turn, Visit, VisitScreen
from portal.assisted.screen import actions as screen
from portal.assisted.turns import actions as turns
from portal.identity import actions as identity
from portal.identity import queries as people
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.notifications import queries as told
from portal.notifications.actions import choosing, proving, tell
from portal.notifications.channels import Channel, Choices, Contact
from portal.notifications.held import actions as held
from portal.notifications.held.models import EndedHow, HeldChange
from portal.notifications.models import ContactProof, NoticeChoice, Notification
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import Model, db, writing
from tests.support.page import PageClient
from tests.support.people import ANNA, BODY, BRUNO, DESK, acting, beside, open_visit, sign_in_bruno
from tests.support.racing import meet_after, press_together

NUMBERS = ("+393330000404", "+393330000505")


def rows(app: Flask, kind: type[Model]) -> list[Model]:
    with app.app_context():
        return list(db.session.scalars(select(kind)))


def nothing_broke(came: list[object]) -> bool:
    return not [one for one in came if isinstance(one, Exception)]


def test_two_windows_that_type_a_number_at_once_leave_the_later_one_waiting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = beside(acting(app, BRUNO), acting(app, ANNA))
    keyring = app.config["KEYRING"]
    meet_after(monkeypatch, held.codes, "new_code")
    came = press_together(
        app,
        *(
            lambda number=number: held.hold_contact(keyring, visit, Contact.PHONE, number, BODY).id
            for number in NUMBERS
        ),
    )
    assert nothing_broke(came), came
    found = rows(app, HeldChange)
    assert sorted(str(one.ended_how) for one in found) == ["None", "replaced"]
    (waits,) = [one for one in found if one.ended_how is None]
    assert waits.id == max(one.id for one in found)


def test_one_who_proves_while_a_colleague_types_anew_is_refused_or_first(app: Flask) -> None:
    visit, keyring = beside(acting(app, BRUNO), acting(app, ANNA)), app.config["KEYRING"]
    with app.test_request_context("/prova", method="POST"), writing():
        row = held.hold_contact(keyring, visit, Contact.PHONE, NUMBERS[0], BODY)
        number = row.id
        row.code_hash = held.queries.code_hash(keyring, row, "123456")
    press_together(
        app,
        lambda: held.prove_held(keyring, visit, number, "123456").id,
        lambda: held.hold_contact(keyring, visit, Contact.PHONE, NUMBERS[1], BODY).id,
    )
    found = {one.id: one for one in rows(app, HeldChange)}
    assert found[number].ended_how is EndedHow.REPLACED
    assert [one.ended_how for one in found.values() if one.id != number] == [None]


def test_two_pages_that_change_ones_own_contact_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, keyring = acting(app, ANNA), app.config["KEYRING"]
    meet_after(monkeypatch, proving, "proof_of")
    came = press_together(
        app,
        *(
            lambda number=number: proving.ask_for_proof(keyring, anna, Contact.PHONE, number)
            for number in NUMBERS
        ),
    )
    assert nothing_broke(came), came
    assert len(rows(app, ContactProof)) == 1


def test_two_pages_that_choose_for_the_first_time_at_once(app: Flask) -> None:
    anna = acting(app, ANNA)
    chosen = (Choices(first=Channel.EMAIL), Choices(first=Channel.LETTER))
    came = press_together(app, *(lambda one=one: choosing.choose(anna, one) for one in chosen))
    assert nothing_broke(came), came
    assert len(rows(app, NoticeChoice)) == 1


def test_two_desks_that_meet_somebody_new_at_once_know_one_person(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = app.config["KEYRING"]
    meet_after(monkeypatch, people, "find_by_fiscal_code")
    came = press_together(
        app,
        *(
            lambda: identity.know_person(keyring, ANNA.facts(), Source.DOCUMENT).id
            for _one in range(2)
        ),
    )
    assert nothing_broke(came), came
    assert len(set(came)) == len(rows(app, Person)) == 1


def test_what_is_told_once_is_told_once_by_two(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, keyring = acting(app, ANNA), app.config["KEYRING"]
    meet_after(monkeypatch, told, "was_told")
    came = press_together(
        app,
        *(
            lambda: tell(
                keyring, "power_taken_back", person_id=anna.person_id, address=None,
                language="it", case_id=None, values={"spoken_reference": "A"}, once="prova",
            )
            for _one in range(2)
        ),
    )  # fmt: skip
    assert nothing_broke(came), came
    assert len(rows(app, Notification)) == 1


def test_two_operators_who_close_one_day_at_once_close_it_once(app: Flask) -> None:
    bruno = replace(acting(app, BRUNO), desk=DESK)
    day = clock.today() + timedelta(days=3)
    keyring = app.config["KEYRING"]
    came = press_together(
        app, *(lambda: desk_day.close_day(keyring, bruno, day) for _one in range(2))
    )
    assert nothing_broke(came), came
    assert len(rows(app, DeskClosure)) == 1


def test_two_windows_that_offer_a_second_screen_at_once(app: Flask) -> None:
    beside_anna, keyring = visiting(app), app.config["KEYRING"]
    came = press_together(
        app, *(lambda: screen.offer_screen(keyring, beside_anna) for _one in range(2))
    )
    assert nothing_broke(came), came
    assert len(rows(app, VisitScreen)) == 1


def visiting(app: Flask) -> Actor:
    """Bruno in a visit of Anna that stands in the database."""
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA)
    actor = beside(acting(app, BRUNO), acting(app, ANNA))
    (row,) = rows(app, Visit)
    assert actor.acting_for is not None
    return replace(actor, acting_for=replace(actor.acting_for, visit_id=row.id))


def test_two_operators_who_call_at_once_call_two_people(app: Flask) -> None:
    bruno = replace(acting(app, BRUNO), desk=DESK)
    drawn = press_together(app, *(lambda: turns.draw_number(DESK).number for _one in range(3)))
    assert sorted(drawn) == [1, 2, 3]
    called = press_together(app, *(lambda: turns.call_next(bruno).number for _one in range(2)))
    assert nothing_broke(called), called
    assert len(set(called)) == 2
    assert sum(one.called_at is not None for one in rows(app, Turn)) == 2
