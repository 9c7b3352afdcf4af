"""The words for the ways by which people are told, and for what became of each."""

from __future__ import annotations

from portal.notifications.channels import Channel, Delicate, Whom
from portal.notifications.held.models import What
from portal.notifications.models import Notification, NotificationStatus
from portal.platform.i18n import format_moment
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

CHANNEL = {
    Channel.EMAIL: _l("Email"),
    Channel.APP: _l("App IO"),
    Channel.SMS: _l("Text message (SMS)"),
    Channel.LETTER: _l("Letter by post"),
}

WHOM = {
    Whom.ME: _l("Me"),
    Whom.PROXY: _l("Who acts for me"),
    Whom.BOTH: _l("Both of us"),
}

DELICATE = {
    Delicate.NOTHING: _l("Write nothing: I look here myself"),
    Delicate.EMAIL: _l("Only an email that says nothing of what it is about"),
    Delicate.ALL: _l("As for everything else"),
}

HELD = {
    What.EMAIL: _l("Email"),
    What.PHONE: _l("Phone number"),
    What.IBAN: _l("Account for a request"),
}

_SENT_BY = {
    Channel.EMAIL.value: _l("We also sent you an email"),
    Channel.APP.value: _l("We also wrote to you in App IO"),
    Channel.SMS.value: _l("We also sent you a text message"),
    Channel.LETTER.value: _l("We also sent you a letter by post"),
}


def masked(contact: str) -> str:
    """A contact in as little as tells it from another: first letters, or the last digits."""
    name, at, domain = contact.partition("@")
    return f"{name[:1]}…@{domain[:1]}…" if at else f"…{contact[-3:]}"


def how_told(row: Notification) -> str:
    """By which other way a message left, or why by none."""
    if row.status is NotificationStatus.SENT:
        said = _SENT_BY.get(row.channel)
        return f"{said}: {format_moment(row.sent_at)}." if said else ""
    return {
        NotificationStatus.WAITING: _(
            "It leaves by another way too, in a moment or tomorrow morning."
        ),
        NotificationStatus.ON_PAPER: _("The office will send you a letter by post."),
        NotificationStatus.AREA: _("You find it only here, as you wanted."),
    }.get(row.status, _("It did not reach you by another way. Check your contacts."))
