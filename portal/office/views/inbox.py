"""The inbox of an office: nearest deadline first, by team, filters with counts, search by whole values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import finding
from portal.cases import inbox as cases
from portal.cases.inbox import MOST_COUNTED, Due, Place, Sight, Wanted
from portal.office import filters, letters, listing, words
from portal.office.forms import FilterForm
from portal.office.views import bp
from portal.platform import audit
from portal.platform.access import officer
from portal.platform.actor import Actor, Role, current_actor
from portal.platform.i18n import gettext as _
from portal.platform.pages import render

PER_PAGE = 50
LONGEST_SEARCH = 120


@bp.get("/ufficio")
@officer
def inbox() -> ResponseReturnValue:
    """The cases of the officer's offices."""
    actor, form = current_actor(), FilterForm(formdata=request.args)
    wanted = form.wanted()
    after = Place.read(request.args.get("da", ""))
    sight = cases.sight_of(actor)
    found = cases.list_inbox(sight, wanted, after, PER_PAGE + 1)
    page, more = found[:PER_PAGE], found[PER_PAGE:]
    return render(
        "office/inbox.html",
        form=form,
        words=words,
        coordinates=actor.has(Role.COORDINATOR),
        is_narrowed=wanted != Wanted(),
        rows=listing.lay_out_all(actor, page),
        tabs=_tabs(actor, sight, wanted),
        to_post=letters.count_waiting(actor),
        first=_address(wanted) if after else "",
        following=_address(wanted, cases.place_of(page[-1])) if more else "",
    )


def _address(wanted: Wanted, after: Place | None = None) -> str:
    values: dict[str, Any] = dict(filters.in_address(wanted))
    if after is not None:
        values["da"] = str(after)
    return url_for("office.inbox", **values)


@bp.route("/ufficio/cerca", methods=["GET", "POST"])
@officer
def search() -> ResponseReturnValue:
    """The cases that hold a whole value; what is searched never stands in an address. Whom one looked for
    is noted, but in one's own work: the person reads it."""
    searched = " ".join(request.form.get("cerca", "").split())[:LONGEST_SEARCH]
    if not searched:
        return redirect(url_for("office.inbox"))
    actor = current_actor()
    found = finding.find_cases(current_app.config["KEYRING"], actor, searched)
    of_others = [one for one in found if one.officer_id != actor.person_id]
    noted = [(one.id, one.subject_id) for one in of_others]
    audit.record_found(actor, "case.found", "case", noted)
    rows = listing.lay_out_all(actor, found)
    return render("office/found.html", searched=searched, rows=rows)


def _tabs(actor: Actor, sight: Sight, wanted: Wanted) -> list[dict[str, Any]]:
    """Ways into the inbox: all that is open, one's own, nobody's, by day; then states, then teams."""
    nothing = Wanted()
    entries = [
        (_("All open"), nothing),
        (_("Mine"), replace(nothing, mine=True)),
        (_("Nobody’s"), replace(nothing, unassigned=True)),
        *((str(words.DUE[due]), replace(nothing, due=due)) for due in (Due.LATE, Due.TODAY)),
        *((str(words.STATUS[one]), replace(nothing, status=one)) for one in cases.statuses()),
        *((name, replace(nothing, team=team)) for team, name in filters.teams_of(actor)),
    ]
    counts = cases.count_inbox(sight, [one for _words, one in entries])
    return [
        {
            "words": label,
            "address": _address(one),
            "here": one == wanted,
            "count": f"{count}+" if count == MOST_COUNTED else str(count),
        }
        for (label, one), count in zip(entries, counts, strict=True)
        if count or one in (nothing, wanted)
    ]
