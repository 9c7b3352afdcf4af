"""Who did what about me: on the page, and on paper; for the person alone."""

from __future__ import annotations

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from portal.cases.trails import trail
from portal.cases.trails.trail_paper import trail_pdf
from portal.cases.views import bp
from portal.platform.access import citizen
from portal.platform.actor import Actor, current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language, format_moment
from portal.platform.pages import render
from portal.platform.security import by_person, limiter

MOST_ON_PAGE = 100


def _myself() -> Actor:
    """The person themselves: whoever acts for them does not read who else did."""
    actor = current_actor()
    if actor.acting_for is not None:
        raise NotThere
    return actor


@bp.get("/area-personale/accessi")
@citizen
def my_trail() -> ResponseReturnValue:
    """Who did what about me, when, where and why, in plain words, newest first."""
    said = request.args.get("prima", "")
    before = int(said) if said.isdecimal() and len(said) < 16 else None
    lines = trail.lay_out(
        current_app.config["KEYRING"],
        _myself(),
        current_language().code,
        MOST_ON_PAGE + 1,
        before,
    )
    shown = lines[:MOST_ON_PAGE]
    entries = [
        {
            "state": "done",
            "title": one.what,
            "text": " · ".join(
                str(part) for part in (one.about, one.who, one.where, one.why) if part
            ),
            "when": format_moment(one.at),
        }
        for one in shown
    ]
    earlier = shown[-1].number if len(lines) > MOST_ON_PAGE else None
    return render("cases/trail.html", entries=entries, earlier=earlier)


@bp.get("/area-personale/accessi.pdf")
@citizen
@limiter.limit("20 per hour", key_func=by_person)
def my_trail_paper() -> ResponseReturnValue:
    """The same on paper."""
    answer = Response(trail_pdf(_myself()), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename="accessi.pdf")
    return answer
