"""The job that delivers what was told: a letter in the person's language, through the mail server."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from portal.integrations.mail import Letter, Mail, MailRefused, MailUnavailable
from portal.notifications import letters, queries
from portal.notifications.actions import DELIVER
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import clock, jobs
from portal.platform.crypto import CannotOpen
from portal.platform.database import db, writing
from portal.platform.i18n import DEFAULT, current_language, force_locale, format_day


def mark_failed(facts: dict[str, Any], trouble: str) -> None:
    """Say in the row that nobody was reached; inside the transaction that gives the job up."""
    row = db.session.get(Notification, facts["notification_id"])
    if row is not None and row.status is not NotificationStatus.SENT:
        row.status = NotificationStatus.FAILED
        row.trouble = trouble


@jobs.performs(DELIVER, given_up=mark_failed)
def deliver(facts: dict[str, Any]) -> None:
    """Send one letter, then note that the mail server took it.

    A worker that dies in between sends it again with the same Message-ID.
    """
    row = db.session.get(Notification, facts["notification_id"])
    if row is None or row.status in {NotificationStatus.SENT, NotificationStatus.NO_CHANNEL}:
        return
    letter = write(current_app, row)
    db.session.rollback()
    _send(letter)
    with writing() as session:
        fresh = session.get_one(Notification, facts["notification_id"], with_for_update=True)
        fresh.status = NotificationStatus.SENT
        fresh.sent_at = clock.now()
        fresh.trouble = None


def _send(letter: Letter) -> None:
    mail: Mail | None = current_app.config["MAIL"]
    if mail is None:
        raise jobs.GiveUp("no_mail_server")
    try:
        mail.send(letter)
    except MailUnavailable as trouble:
        raise jobs.TryLater("mail_unavailable") from trouble
    except MailRefused as trouble:
        raise jobs.GiveUp("mail_refused") from trouble


def write(app: Flask, row: Notification) -> Letter:
    """The letter of a telling: subject, text and the same in HTML, in the row's language.

    Raises:
        jobs.GiveUp: its sealed words cannot be opened any more.
    """
    try:
        opened = queries.opened(app.config["KEYRING"], row)
    except CannotOpen as trouble:
        raise jobs.GiveUp("cannot_open") from trouble
    with force_locale(row.language):
        written = letters.written(row.event, opened.values, format_day)
        known = {
            "letter": written,
            "reference": opened.values["spoken_reference"],
            "address": _address(app, written.place),
            "language": current_language(),
            "is_demo": app.config["SETTINGS"].demo,
        }
        return Letter(
            to=opened.address or "",
            subject=written.subject,
            text=_render(app, "notifications/letter.txt", known),
            html=_render(app, "notifications/letter.html", known),
            dedup_key=f"notification:{row.key}",
            language=current_language().code,
        )


def _render(app: Flask, name: str, known: dict[str, Any]) -> str:
    # Not render_template: what every page knows (the actor, its cookies) has no place in a letter.
    return app.jinja_env.get_template(name).render(known)


def _address(app: Flask, path: str) -> str:
    code = current_language().code
    prefix = "" if code == DEFAULT else f"/{code}"
    return f"{app.config['SETTINGS'].public_url.rstrip('/')}{prefix}{path}"
