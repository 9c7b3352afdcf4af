"""What was told leaves once, in the right language, and failures end where people see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal.integrations.mail import Letter, MailRefused, MailUnavailable
from portal.integrations.mail.fake import FakeMail
from portal.notifications import composing, queries
from portal.notifications.actions.sending import dedup_key
from portal.notifications.channels import Channel
from portal.notifications.letters import LETTERS
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import clock, jobs
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus
from tests.notifications.test_telling import told, values_of


def written(app: Flask, event: str, **changes: object) -> Letter:
    """The letter of an event."""
    with app.app_context():
        return composed(app, told(app, event, **changes))


def composed(app: Flask, row: Notification) -> Letter:
    """The letter of a telling to somebody at an address."""
    known = queries.opened(app.config["KEYRING"], row)
    return composing.mail(app, row, known, known.address or "", dedup_key(row, Channel.EMAIL))


def status_of(row: Notification) -> tuple[NotificationStatus, str | None]:
    """What became of a telling, read again."""
    db.session.expire_all()
    fresh = db.session.get_one(Notification, row.id)
    return fresh.status, fresh.trouble


def test_a_letter_leaves_once_and_is_marked(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        row = told(app)
        assert jobs.drain() == 1
        assert status_of(row) == (NotificationStatus.SENT, None)
        assert jobs.drain() == 0
        assert len(mail.to("anna@prova.invalid")) == 1


def test_a_worker_that_dies_after_sending_sends_the_same_message_id(
    app: Flask, mail: FakeMail
) -> None:
    with app.app_context():
        row = told(app)
        before = composed(app, row)
        mail.send(before)
        db.session.rollback()
        jobs.drain()
        assert [letter.dedup_key for letter in mail.letters] == [before.dedup_key]
        assert status_of(row)[0] is NotificationStatus.SENT


def test_a_mail_server_that_is_down_is_tried_again(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        row = told(app)
        mail.fails_with = MailUnavailable("down")
        jobs.drain()
        assert status_of(row) == (NotificationStatus.WAITING, None)
        mail.fails_with = None
        with clock.freeze(clock.after(minutes=1)):
            jobs.drain()
        assert status_of(row)[0] is NotificationStatus.SENT


def test_an_address_that_is_refused_ends_on_the_board_and_in_the_case(
    app: Flask, mail: FakeMail
) -> None:
    with app.app_context():
        row = told(app)
        mail.fails_with = MailRefused("SMTP 550")
        jobs.drain()
        assert status_of(row) == (NotificationStatus.FAILED, "mail_refused")
        assert [found.id for found in queries.not_reached(7)] == [row.id]
        job = db.session.scalars(select(Job)).one()
        assert (job.status, job.trouble) == (JobStatus.GIVEN_UP, "mail_refused")


def test_a_server_that_never_comes_back_ends_as_failed_and_can_be_tried_by_hand(
    app: Flask, mail: FakeMail
) -> None:
    with app.app_context():
        row = told(app)
        mail.fails_with = MailUnavailable("down")
        moment = clock.now()
        for delay in (*jobs.DELAYS, jobs.DELAYS[-1]):
            with clock.freeze(moment):
                jobs.drain()
            moment += delay + delay
        assert status_of(row) == (NotificationStatus.FAILED, "mail_unavailable")
        mail.fails_with = None
        with clock.freeze(moment):
            with writing() as session:
                jobs.retry(session, session.scalars(select(Job)).one().id)
            jobs.drain()
        assert status_of(row) == (NotificationStatus.SENT, None)


def test_without_a_mail_server_the_board_says_so(app: Flask) -> None:
    app.config["MAIL"] = None
    with app.app_context():
        row = told(app)
        jobs.drain()
        assert status_of(row) == (NotificationStatus.FAILED, "no_mail_server")


def complain(letter: Letter, language: str, address: str, *, is_of_case: bool) -> Iterator[str]:
    """What is wrong with a letter."""
    html = letter.html or ""
    if letter.language != language or f'<html lang="{language}"' not in html:
        yield "it does not say its language"
    if is_of_case and "AC 483 927 156 7" not in letter.subject:
        yield "its subject does not say which case"
    if any(left in text for left in ("%(", "{{") for text in (letter.subject, letter.text, html)):
        yield "something in it was left to fill in"
    if address not in letter.text or f'href="{address}"' not in html:
        yield "it does not lead to its page"


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_letter_is_whole_in_each_language(app: Flask, language: str) -> None:
    assert len(LETTERS) > 10
    prefix = "" if language == "it" else "/en"
    for event, words in LETTERS.items():
        values = values_of(event)
        address = f"http://localhost{prefix}{words.place % values}"
        letter = written(app, event, language=language, values=values)
        wrong = complain(letter, language, address, is_of_case="%(reference)s" in words.place)
        assert list(wrong) == [], event


def test_every_letter_leads_to_a_page_that_exists(app: Flask) -> None:
    for event, letter in LETTERS.items():
        path = (letter.place % values_of(event)).partition("?")[0]
        endpoint, _ = app.url_map.bind("localhost").match(path, "GET")
        assert endpoint.split(".")[0] in {
            "cases",
            "office",
            "appointments",
            "assisted",
            "notifications",
            "identity",
            "powers",
        }


def test_a_subject_never_says_what_the_case_is_about(app: Flask) -> None:
    decided = {written(app, event).subject for event in ("case_accepted", "case_refused")}
    assert len(decided) == 1, "Whoever sees the phone must not learn whether it is a yes or a no."


def test_days_are_said_in_the_language_of_the_letter(app: Flask) -> None:
    assert "23 dicembre 2026" in written(app, "case_sent", language="it").text
    assert "23 December 2026" in written(app, "case_sent", language="en").text


def test_a_day_that_is_not_known_is_not_spoken_of(app: Flask) -> None:
    values = {"reference": "AC1", "spoken_reference": "AC 1", "due_on": "", "asks_until": ""}
    text = written(app, "case_sent", values=values, language="en").text
    assert "by " not in text.replace("by e-mail", "")


def test_a_language_we_do_not_ship_is_answered_in_italian(app: Flask) -> None:
    assert written(app, "case_sent", language="xx").language == "it"


def test_trial_letters_say_so(app: Flask) -> None:
    letter = written(app, "case_sent", language="en")
    assert "Trial data" in letter.text
    assert "Trial data" in (letter.html or "")


def test_the_html_holds_no_letters_from_outside(app: Flask) -> None:
    values = {"reference": "AC1", "spoken_reference": "<b>AC</b>", "due_on": "", "asks_until": ""}
    letter = written(app, "case_sent", values=values)
    assert "<b>AC</b>" not in (letter.html or "")
    assert "<b>AC</b>" in letter.text
