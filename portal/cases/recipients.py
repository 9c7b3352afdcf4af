"""Who will be told of a request, in sentences that stand before the button that sends it."""

from __future__ import annotations

from portal.cases.actions.telling import WhoIsTold
from portal.notifications.channels import Channel
from portal.platform.actor import Actor
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext


def sentences(told: WhoIsTold, office: str, reader: Actor) -> list[str]:
    """One sentence for each who is told. Whoever acts for the person reads sentences that speak of them;
    otherwise they speak to them. Contacts are shown only as far as their owner knows them again, and to
    who acts in their place not at all.
    """
    beside = reader.acting_for is not None
    said = [_person(told, beside=beside, is_open=reader.speaker_id is None)]
    if told.others:
        words = ngettext(
            "%(num)d person who acts for them is told too.",
            "%(num)d people who act for them are told too.",
            told.others,
        ) if beside else ngettext(
            "%(num)d person who acts for you is told too.",
            "%(num)d people who act for you are told too.",
            told.others,
        )  # fmt: skip
        said.append(words)
    said.append(_("The office: %(office)s", office=office))
    said.append(
        _("Nobody else is told. The operator gets no message.")
        if reader.visit is not None
        else _("Nobody else is told.")
    )
    return said


def _person(told: WhoIsTold, *, beside: bool, is_open: bool) -> str:
    ways = [_way(channel, told) if is_open else _plain(channel) for channel in told.ways[:1]]
    if not ways:
        return (
            _("The person: only in their area. The office calls if something is needed.")
            if beside
            else _("You: only in your area. The office calls if something is needed.")
        )
    if beside:
        return _("The person: %(way)s, and in their area.", way=ways[0])
    return _("You: %(way)s, and in your area.", way=ways[0])


def _plain(channel: Channel) -> str:
    """The way alone, without where it leads."""
    words = {
        Channel.EMAIL: _("by email"),
        Channel.SMS: _("by text message"),
        Channel.APP: _("in the app IO"),
    }
    return words.get(channel, _("by letter"))


def _way(channel: Channel, told: WhoIsTold) -> str:
    if channel is Channel.EMAIL:
        name, _at, house = told.email.partition("@")
        return _("by email to %(contact)s", contact=f"{name[:1]}…@{house}")
    if channel is Channel.SMS:
        return _("by text message to the number ending in %(digits)s", digits=told.phone[-3:])
    if channel is Channel.APP:
        return _("in the app IO")
    return _("by letter")
