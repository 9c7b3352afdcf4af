"""Whoever sees the phone, the envelope or the mailbox learns nothing: every event, language, channel."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portal import catalogue
from portal.integrations.sms import gsm7
from portal.notifications import composing, queries
from portal.notifications.letters import LETTERS
from portal.notifications.models import Notification
from portal.platform.i18n import LANGUAGES
from tests.notifications.test_telling import told, values_of
from tests.support.people import ANNA

#: Words that say what is the matter with somebody, in the languages we ship.
DELICATE = re.compile(
    r"\b(salute|malatti|disabil|violen|dipenden|povert|mental|psic|gravidan|anzian|minor[ei]\b"
    r"|health|illness|disab|violen|addict|poverty|mental|pregnan|elderly)",
    re.IGNORECASE,
)


def rows(app: Flask, language: str, **more: object) -> Iterator[Notification]:
    for event in LETTERS:
        yield told(app, event, language=language, values=values_of(event), **more)


def outside(app: Flask, row: Notification) -> dict[str, str]:
    """What is read without opening anything: subject, text message, title in the app."""
    known = queries.opened(app.config["KEYRING"], row)
    letter = composing.mail(app, row, known, "anna@prova.invalid", "k")
    message = composing.app_message(app, row, known, ANNA.fiscal_code)
    text = composing.text_message(row, known, "+390000000101", "k")
    return {"subject": letter.subject, "title": message.subject, "text": text.words}


def inside(app: Flask, row: Notification) -> dict[str, str]:
    """What is read after opening it."""
    known = queries.opened(app.config["KEYRING"], row)
    letter = composing.mail(app, row, known, "anna@prova.invalid", "k")
    message = composing.app_message(app, row, known, ANNA.fiscal_code)
    return {"mail": letter.text, "html": letter.html or "", "app": message.markdown}


def names_of_services(app: Flask) -> set[str]:
    with app.app_context():
        services = catalogue.snapshot().services()
        found = {words.name for one in services for words in one.words.values()}
        return {name.casefold() for name in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_channel_names_a_person_a_service_or_what_is_the_matter(
    app: Flask, language: str
) -> None:
    services = names_of_services(app)
    assert len(services) > 40
    with app.app_context():
        for row in rows(app, language):
            for where, words in {**outside(app, row), **inside(app, row)}.items():
                place = f"{row.event} {language} {where}: {words}"
                assert not DELICATE.search(words), place
                assert ANNA.given_name not in words, place
                assert ANNA.family_name not in words, place
                assert ANNA.fiscal_code not in words, place
                assert not [name for name in services if name in words.casefold()], place
    assert DELICATE.search("Il centro contro la violenza"), "It would see one."


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_channel_takes_every_event(app: Flask, language: str) -> None:
    with app.app_context():
        for row in rows(app, language):
            said = outside(app, row)
            assert gsm7.fits(said["text"]), f"{row.event}: {said['text']}"
            assert "http" not in said["text"], "A link in a text is what thieves send."
            assert 10 <= len(said["title"]) <= 120, said["title"]
            assert 80 <= len(inside(app, row)["app"]) <= 10_000, row.event


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_message_is_the_same_whatever_happened(app: Flask, language: str) -> None:
    with app.app_context():
        found = {
            tuple({**outside(app, row), **inside(app, row)}.items())
            for row in rows(app, language, is_discreet=True)
        }
    assert len(found) == 1
    (only,) = found
    said = dict(only)
    assert said["html"] == ""
    for words in said.values():
        assert not re.search(r"accanto|pratic|request|case\b|AC ?4|servizi|office", words, re.I)


def test_the_sender_of_a_discreet_letter_has_no_name(app: Flask) -> None:
    with app.app_context():
        row = told(app, is_discreet=True)
        known = queries.opened(app.config["KEYRING"], row)
        assert composing.mail(app, row, known, "anna@prova.invalid", "k").is_anonymous
