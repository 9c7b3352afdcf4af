"""Electronic mail: one letter to one person, over SMTP."""

from portal.integrations.mail.client import SmtpMail, mark
from portal.integrations.mail.types import (
    Attachment,
    Letter,
    Mail,
    MailFailed,
    MailRefused,
    MailUnavailable,
)

__all__ = [
    "Attachment",
    "Letter",
    "Mail",
    "MailFailed",
    "MailRefused",
    "MailUnavailable",
    "SmtpMail",
    "mark",
]
