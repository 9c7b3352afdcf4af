"""Handing a telling to the neighbour of its channel, and reading the neighbour's troubles."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from portal.identity.profile import Profile
from portal.integrations.appio import (
    AppIo,
    AppIoNotOpen,
    AppIoRefused,
    AppIoUnavailable,
    AppIoUnsure,
)
from portal.integrations.mail import Mail, MailRefused, MailUnavailable
from portal.integrations.sms import Sms, SmsRefused, SmsUnavailable
from portal.notifications import composing
from portal.notifications.actions.sending import dedup_key
from portal.notifications.channels import Channel
from portal.notifications.models import Notification
from portal.notifications.queries import Opened
from portal.platform import jobs


class WayClosed(Exception):
    """This channel will not take it, whatever we do; the message is a closed word."""


def hand_over(
    app: Flask, row: Notification, known: Opened, who: Profile | None, channel: Channel
) -> str:
    """Give a telling to its channel; the e-mail address it went to, empty for the others.

    Raises:
        WayClosed: see there.
        jobs.TryLater: the neighbour has a bad day.
    """
    if channel is Channel.EMAIL:
        return _mail(app, row, known, known.address or (who.email if who else ""))
    if channel is Channel.SMS:
        _text(app, row, known, known.phone or (who.phone if who else ""))
        return ""
    if who is None or channel is Channel.LETTER:
        raise WayClosed("no_address")
    _app(app, row, known, who)
    return ""


def _mail(app: Flask, row: Notification, known: Opened, to: str) -> str:
    taker: Mail | None = app.config["MAIL"]
    if taker is None:
        raise WayClosed("no_mail_server")
    if not to:
        raise WayClosed("no_address")
    try:
        taker.send(composing.mail(app, row, known, to, dedup_key(row, Channel.EMAIL)))
    except MailUnavailable as trouble:
        raise jobs.TryLater("mail_unavailable") from trouble
    except MailRefused as trouble:
        raise WayClosed("mail_refused") from trouble
    return to


def _text(app: Flask, row: Notification, known: Opened, to: str) -> None:
    taker: Sms | None = app.config["SMS"]
    if taker is None:
        raise WayClosed("no_gateway")
    if not to:
        raise WayClosed("no_address")
    text = composing.text_message(row, known, to, dedup_key(row, Channel.SMS))
    try:
        taker.send(text)
    except SmsUnavailable as trouble:
        raise jobs.TryLater("sms_unavailable", _seconds(trouble.after)) from trouble
    except SmsRefused as trouble:
        raise WayClosed("sms_refused") from trouble


def _app(app: Flask, row: Notification, known: Opened, who: Profile) -> None:
    taker: AppIo | None = app.config["APP_IO"]
    if taker is None:
        raise WayClosed("no_app")
    if not who.fiscal_code:
        raise WayClosed("no_address")
    try:
        taker.send(composing.app_message(app, row, known, who.fiscal_code))
    except AppIoUnavailable as trouble:
        raise jobs.TryLater("app_unavailable", _seconds(trouble.after)) from trouble
    except AppIoNotOpen as trouble:
        raise WayClosed("app_not_open") from trouble
    except AppIoRefused as trouble:
        raise WayClosed("app_refused") from trouble
    except AppIoUnsure as trouble:
        raise WayClosed("app_unsure") from trouble


def _seconds(after: int | None) -> timedelta | None:
    return None if after is None else timedelta(seconds=after)
