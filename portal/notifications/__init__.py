"""What we told people: one row for each telling, delivered by the worker."""

from __future__ import annotations

from flask import Flask

from portal.integrations.mail import SmtpMail
from portal.notifications import delivery

__all__ = ["delivery", "init_app"]


def init_app(app: Flask) -> None:
    """Join the area: the mail server the settings name, unless a test brought its own."""
    settings = app.config["SETTINGS"]
    if "MAIL" not in app.config:
        app.config["MAIL"] = (
            SmtpMail(
                settings.smtp_host,
                settings.smtp_port,
                settings.mail_from,
                username=settings.smtp_username,
                password=settings.smtp_password,
                needs_tls=settings.smtp_tls,
            )
            if settings.smtp_host
            else None
        )
