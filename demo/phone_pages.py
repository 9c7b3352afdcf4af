"""Pages that show what reached people's phones, and the same as JSON for tests."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from demo.phones import PhoneMessage, Way
from demo.world import current_world

bp = Blueprint("phone_pages", __name__)

_ROME = ZoneInfo("Europe/Rome")
_LINK = re.compile(r"\[([^\[\]]+)\]\((http://[^\s()]+)\)")


@bp.get("/sms")
def texts() -> ResponseReturnValue:
    """All text messages, the newest first."""
    return _page("sms", "SMS", "I messaggi che il portale ha mandato ai telefoni.")


@bp.get("/io")
def app_messages() -> ResponseReturnValue:
    """All messages of the app, the newest first."""
    return _page("io", "App IO", "I messaggi che il portale ha scritto nell’app IO.")


@bp.get("/sms.json", defaults={"way": "sms"})
@bp.get("/io.json", defaults={"way": "io"})
def messages_as_data(way: Way) -> ResponseReturnValue:
    """The same for tests."""
    return jsonify(current_world().phones.newest(way))


@bp.app_template_filter("day_reminded")
def day_reminded(message: PhoneMessage) -> str:
    """The day the app reminds of, as people in Italy write it."""
    due = dt.datetime.fromisoformat(message.due_at)
    return due.astimezone(_ROME).strftime("%d/%m/%Y")


@bp.app_template_filter("arrived")
def arrived(message: PhoneMessage) -> str:
    """When it arrived, as people in Italy write it."""
    return message.moment.astimezone(_ROME).strftime("%d/%m/%Y, %H:%M:%S")


@bp.app_template_filter("with_links")
def with_links(words: str) -> Markup:
    """The words of a message; its links to the portal can be followed, all else stays text."""
    portal = current_world().places.portal
    parts, done = [], 0
    for found in _LINK.finditer(words):
        label, address = found.groups()
        if address.startswith(f"{portal}/"):
            parts += [escape(words[done : found.start()]), _anchor(label, address)]
            done = found.end()
    return Markup("").join([*parts, escape(words[done:])])


def _anchor(label: str, address: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, label)


def _page(way: Way, title: str, lead: str) -> str:
    world = current_world()
    by_address = {
        **{one.phone_number.replace(" ", ""): one.name for one in world.people.values()},
        **{one.fiscal_code: one.name for one in world.people.values()},
    }
    return render_template(
        "phones.html", title=title, lead=lead, messages=world.phones.newest(way), names=by_address
    )
