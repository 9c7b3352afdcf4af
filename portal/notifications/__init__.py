"""What we told people: one row for each telling, delivered by the worker by the first way that works."""

from __future__ import annotations

from flask import Flask

from portal.identity.absence import warns_who_is_away
from portal.identity.membership.alarms import hears_of_federations
from portal.identity.tidings import hears_of_roles
from portal.integrations.appio import HttpAppIo
from portal.integrations.mail import SmtpMail
from portal.integrations.sms import HttpSms
from portal.notifications import commands, delivery, holding
from portal.notifications.absence import tell_who_is_away
from portal.notifications.federating import tell_of_federation
from portal.notifications.held import rounds
from portal.notifications.quiet import QuietHours
from portal.notifications.staffing import tell_of_roles
from portal.notifications.views import bp, contacts, leaving, own, returns, stopping
from portal.platform import holdings
from portal.platform.settings import Settings

__all__ = ["contacts", "delivery", "init_app", "leaving", "own", "returns", "rounds", "stopping"]


def init_app(app: Flask) -> None:
    """Join the area: the neighbours the settings name, unless a test brought its own."""
    settings: Settings = app.config["SETTINGS"]
    app.config.setdefault("MAIL", _mail(settings))
    app.config.setdefault("SMS", _sms(settings))
    app.config.setdefault("APP_IO", _app_io(settings))
    app.config["QUIET_HOURS"] = QuietHours.read(settings.quiet_hours)
    holdings.register(holding.HOLDER)
    hears_of_roles(tell_of_roles)
    warns_who_is_away(tell_who_is_away)
    hears_of_federations(tell_of_federation)
    app.register_blueprint(bp)
    app.cli.add_command(commands.mail)


def _mail(settings: Settings) -> SmtpMail | None:
    if not settings.smtp_host:
        return None
    return SmtpMail(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_from,
        username=settings.smtp_username,
        password=settings.smtp_password,
        needs_tls=settings.smtp_tls,
        returns_to=settings.bounce_address,
    )


def _sms(settings: Settings) -> HttpSms | None:
    if not settings.sms_url:
        return None
    return HttpSms(settings.sms_url, settings.sms_token, settings.sms_sender)


def _app_io(settings: Settings) -> HttpAppIo | None:
    return HttpAppIo(settings.appio_url, settings.appio_key) if settings.appio_key else None
