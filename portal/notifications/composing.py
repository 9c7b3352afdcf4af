"""The words of a telling as each channel takes them, in the language of who is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from portal.integrations.appio import AppMessage
from portal.integrations.mail import Letter
from portal.integrations.sms import Text, gsm7
from portal.notifications import letters
from portal.notifications.letters import Written
from portal.notifications.models import Notification
from portal.notifications.queries import Opened
from portal.platform.i18n import DEFAULT, LANGUAGES, current_language, force_locale, format_day
from portal.platform.i18n import gettext as _


def mail(app: Flask, row: Notification, known: Opened, to: str, dedup_key: str) -> Letter:
    """An e-mail: subject, text and the same in HTML; a discreet one says nothing and has no marks."""
    with _in_language(row):
        written = letters.written(row.event, known.values, format_day)
        language = current_language()
        if row.is_discreet:
            return Letter(
                to=to,
                subject=_("There is a message for you"),
                text=_render(app, "notifications/discreet.txt", {"address": _address(app, "/")}),
                dedup_key=dedup_key,
                language=language.code,
                is_anonymous=True,
            )
        facts = {
            "letter": written,
            "reference": known.values.get("spoken_reference", ""),
            "address": _address(app, written.place),
            "language": language,
            "is_demo": app.config["SETTINGS"].demo,
            "is_training": app.config["SETTINGS"].training,
        }
        return Letter(
            to=to,
            subject=written.subject,
            text=_render(app, "notifications/letter.txt", facts),
            html=_render(app, "notifications/letter.html", facts),
            dedup_key=dedup_key,
            language=language.code,
        )


def text_message(row: Notification, known: Opened, to: str, dedup_key: str) -> Text:
    """A text of one message: the subject and where to read on; no link, which anybody could imitate.

    A language that the small alphabet cannot write is said in Italian.
    """
    words = _text_words(row, known, row.language)
    if gsm7.length(words) is None and "?" in gsm7.spell(words).replace("?", "", words.count("?")):
        words = _text_words(row, known, DEFAULT)
    return Text(to=to, words=gsm7.spell(words)[: gsm7.LONGEST], dedup_key=dedup_key)


def _text_words(row: Notification, known: Opened, code: str) -> str:
    with force_locale(code):
        if row.is_discreet:
            return _("There is a message for you. Read it when you are alone.")
        written = letters.written(row.event, known.values, format_day)
        if written.text:
            return written.text
        subject = written.subject
        if row.person_id is None:
            return _("Accanto. %(subject)s.", subject=subject)
        return _("Accanto. %(subject)s. Read it in your personal area.", subject=subject)


def app_message(app: Flask, row: Notification, known: Opened, fiscal_code: str) -> AppMessage:
    """A message to the app: what happened and a link; the person's own day becomes a reminder."""
    with _in_language(row):
        if row.is_discreet:
            words = _("There is a message for you. Sign in to read it, when you are alone.")
            return AppMessage(fiscal_code, _("There is a message for you"), _long_enough(words))
        written = letters.written(row.event, known.values, format_day)
        link = f"[{written.action}]({_address(app, written.place)})"
        words = "\n\n".join((*written.sentences, link))
        day = letters.LETTERS[row.event].day_of(known.values)
        return AppMessage(fiscal_code, written.subject, _long_enough(words), day)


def _long_enough(words: str) -> str:
    """At least 80 signs, as the platform wants; the sentence is useful anyway."""
    warning = _("We never ask for your password, your PIN or your card by message.")
    return f"{words}\n\n{warning}"


def written(row: Notification, known: Opened) -> Written:
    """The letter in the language of the moment, for a page or a paper."""
    return letters.written(row.event, known.values, format_day)


@contextmanager
def _in_language(row: Notification) -> Iterator[None]:
    with force_locale(row.language if row.language in LANGUAGES else DEFAULT):
        yield


def _render(app: Flask, name: str, known: dict[str, Any]) -> str:
    # Not render_template: what every page knows (the actor, its cookies) has no place in a letter.
    return app.jinja_env.get_template(name).render(known)


def _address(app: Flask, path: str) -> str:
    code = current_language().code
    prefix = "" if code == DEFAULT else f"/{code}"
    return f"{app.config['SETTINGS'].public_url.rstrip('/')}{prefix}{path}"
