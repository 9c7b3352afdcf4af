"""The trail of a person on paper: who opened what, when, where and why (GDPR art. 15)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import current_app

from portal.cases.trails import trail
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language, format_day, format_hour
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document

#: So many lines are printed; more is in the area, and in the file of all that is held of a person.
MOST_ON_PAPER = 1_000


def trail_pdf(actor: Actor) -> bytes:
    """Who did what about the subject of this actor, newest first, day by day.

    Raises:
        NotThere: nobody is the subject.
    """
    keyring, language = current_app.config["KEYRING"], current_language().code
    lines = trail.lay_out(keyring, actor, language, MOST_ON_PAPER)
    if actor.subject_id is None:
        raise NotThere
    values: dict[str, Any] = {
        "title": _("Who did what about you"),
        "body_name": "Accanto",
        "page_words": _("Page {page} of {pages}"),
        "made_on": format_day(clock.today()),
        "intro": [
            _("For %(name)s.", name=profile_of(keyring, actor.subject_id).name),
            _(
                "Every time somebody opens or changes something about you, it is written here. "
                "Nobody can change or erase these lines."
            ),
        ],
        "groups": [
            {"title": format_day(day), "items": [_line(one) for one in found]}
            for day, found in groupby(lines, key=lambda one: clock.rome_day(one.at))
        ],
    }
    return render_document("trail", values, language)


def _line(one: trail.Line) -> dict[str, Any]:
    parts = (one.what, one.about, one.who, one.where, one.why)
    said = ", ".join(str(part) for part in parts if part)
    return {"label": format_hour(one.at), "value": said}
