"""The trail: who did what about me, in plain words, complete, and only mine."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.cases.actions import conversation, declarations, handling
from portal.cases.trails import trail
from portal.cases.trails import trail_words as words
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import STORY, Filing
from tests.support.house import modules


def read(app: Flask, filing: Filing, actor: Actor) -> list[tuple[str, str, str]]:
    """What (by its event), who and where, oldest first."""
    with app.test_request_context("/"):
        events = {str(words): event for event, words in words.EVENTS.items()}
        assert len(events) == len(words.EVENTS), "two events have the same words"
        lines = trail.lay_out(filing.keyring, actor, "it")
        return [(events[str(one.what)], str(one.who), one.where) for one in reversed(lines)]


def test_the_person_reads_every_step_and_who_took_it(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor, olga: Actor
) -> None:
    reference = filing.draft(anna)
    filing.save(bruno, reference, STORY)
    filing.send(anna, reference)
    with filing.write():
        handling.take_charge(filing.keyring, olga, reference)
    with filing.write():
        conversation.withdraw_case(filing.keyring, anna, reference)
    desk = "Sportello sociale Ventimiglia"
    assert read(app, filing, anna) == [
        ("case.begun", "Tu", ""),
        ("case.step_saved", "Bruno Sportelli", desk),
        ("case.sent", "Tu", ""),
        ("case.in_charge", "Olga Ufficini", "Ufficio servizi sociali – Ventimigliese"),
        ("case.withdrawn", "Tu", ""),
    ]


def test_the_trail_of_another_is_not_mine(
    app: Flask, filing: Filing, anna: Actor, carla: Actor
) -> None:
    filing.sent(anna)
    assert len(read(app, filing, anna)) == 3
    assert read(app, filing, carla) == []


def test_nobody_has_no_trail(app: Flask, filing: Filing) -> None:
    for actor in (Actor(), Actor(guest="a-browser")):
        with pytest.raises(NotThere):
            read(app, filing, actor)


def test_what_nobody_did_was_done_by_the_portal(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor
) -> None:
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    with filing.write():
        token = declarations.offer_declaration_link(filing.keyring, bruno, reference)
    with filing.write():
        declarations.declare_by_link(filing.keyring, token, [])
    assert read(app, filing, anna)[-1] == ("case.declared", "Il portale", "")


def events_of_the_house() -> set[str]:
    """Every event that the code records about somebody."""
    pattern = re.compile(r"record(?:_read)?\(\s*[^,()]+(?:\([^()]*\))?,\s*\"([a-z_.]+)\"")
    return {word for module in modules("portal") for word in pattern.findall(module.text)}


def test_every_event_that_is_recorded_has_its_words() -> None:
    found = events_of_the_house()
    assert {"case.begun", "visit.opened", "identity.signed_in", "case.file_read"} <= found
    assert found - set(words.EVENTS) == set(), (
        "Add its words to portal/cases/trails/trail_words.py."
    )
