"""The board of who coordinates an office: late and near cases by team, nobody's cases, conflicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from portal.cases import inbox, ties
from portal.cases import reference as references
from portal.cases.inbox import MOST_COUNTED, Due, Wanted
from portal.identity.queries import names_of
from portal.office import filters, words
from portal.office.views import bp
from portal.platform.access import officer
from portal.platform.actor import Actor, Role, current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import render

MOST_CONFLICTS = 50
_COLUMNS = (
    Wanted(), Wanted(due=Due.LATE), Wanted(due=Due.TODAY), Wanted(due=Due.WEEK),
    Wanted(unassigned=True),
)  # fmt: skip


@bp.get("/ufficio/coordinamento")
@officer
def coordination() -> ResponseReturnValue:
    """Where work is late or lies, for the offices this person coordinates."""
    grants = tuple(one for one in current_actor().grants if one.role is Role.COORDINATOR)
    actor = replace(current_actor(), grants=grants)
    if not actor.offices():
        raise NotThere
    found = ties.conflicts_in(actor.offices(), MOST_CONFLICTS)
    people = {one.person_id for one, _case in found}
    return render(
        "office/coordination.html",
        teams=_teams(actor),
        conflicts=found,
        names=names_of(current_app.config["KEYRING"], people),
        barred=ties.barred_cases(actor.person_id),
        spoken=references.spoken,
        words=words,
    )


def _teams(actor: Actor) -> list[dict[str, Any]]:
    """A line for all the work, then one for each team: how many are open, late, near, nobody's."""
    rows = [("", _("All teams")), *filters.teams_of(actor)]
    wanted = [replace(one, team=team or None) for team, _name in rows for one in _COLUMNS]
    counts = inbox.count_inbox(inbox.sight_of(actor), wanted)
    cells = [
        {
            "count": f"{count}+" if count == MOST_COUNTED else str(count),
            "address": url_for("office.inbox", **dict[str, Any](filters.in_address(one))),
        }
        for one, count in zip(wanted, counts, strict=True)
    ]
    width = len(_COLUMNS)
    return [
        {"name": name, "cells": cells[number * width : (number + 1) * width]}
        for number, (_team, name) in enumerate(rows)
    ]
