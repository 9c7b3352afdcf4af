"""The inbox of an office: nearest deadline first, filters with counts, search by whole numbers."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases import reference as references
from portal.cases.timeline import STATES, CaseStatus, is_open
from portal.office import listing, words
from portal.office.views import bp
from portal.platform.access import officer
from portal.platform.actor import Actor, current_actor
from portal.platform.i18n import gettext as _
from portal.platform.pages import render

PER_PAGE = 50

#: The words of the filters in addresses; every state of a sent case has one.
FILTERS = {
    **{status: state.pictogram for status, state in STATES.items()},
    CaseStatus.RANKING: "graduatoria",
}
_CHOSEN = {word: status for status, word in FILTERS.items() if status is not CaseStatus.DRAFT}


@bp.get("/ufficio")
@officer
def inbox() -> ResponseReturnValue:
    """The cases of the officer's offices."""
    actor = current_actor()
    searched = " ".join(request.args.get("cerca", "").split())[:40]
    if searched:
        found = cases.find_in_inbox(actor, searched, _reference(searched))
        rows = [listing.lay_out(actor, case) for case in found]
        return render(
            "office/inbox.html", searched=searched, rows=rows, tabs=_tabs(actor), page=1, pages=1,
            chosen={},
        )  # fmt: skip
    status = _CHOSEN.get(request.args.get("stato", ""))
    mine = request.args.get("mie") == "1"
    page, pages = _place(actor, status, mine=mine)
    found = cases.list_inbox(actor, status, mine=mine, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return render(
        "office/inbox.html", searched="", rows=[listing.lay_out(actor, case) for case in found],
        tabs=_tabs(actor, status, mine=mine, chosen=True), page=page, pages=pages,
        chosen=_chosen(status, mine=mine),
    )  # fmt: skip


def _reference(text: str) -> str | None:
    try:
        return references.parse(text)
    except references.InvalidReference:
        return None


def _chosen(status: CaseStatus | None, *, mine: bool) -> dict[str, str]:
    values = {"stato": FILTERS[status] if status else "", "mie": "1" if mine else ""}
    return {name: value for name, value in values.items() if value}


def _place(actor: Actor, status: CaseStatus | None, *, mine: bool) -> tuple[int, int]:
    """The page asked for and how many there are."""
    counts = cases.count_inbox(actor, mine=mine)
    total = counts.get(status, 0) if status else _open(counts)
    pages = max(1, -(-total // PER_PAGE))
    asked = request.args.get("pagina", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), pages), pages


def _open(counts: dict[CaseStatus, int]) -> int:
    return sum(number for status, number in counts.items() if is_open(status))


def _tabs(
    actor: Actor,
    status: CaseStatus | None = None,
    *,
    mine: bool = False,
    chosen: bool = False,
) -> list[dict[str, Any]]:
    """The filters: all that is open, the officer's own, then each state that has cases."""
    counts = cases.count_inbox(actor)
    tabs = [
        _tab(_("All open"), _open(counts), chosen and not mine and status is None),
        _tab(_("Mine"), _open(cases.count_inbox(actor, mine=True)), chosen and mine, mie=1),
    ]
    for one in CaseStatus:
        if counts.get(one):
            here = chosen and status is one and not mine
            tabs.append(_tab(str(words.STATUS[one]), counts[one], here, stato=FILTERS[one]))
    return tabs


def _tab(label: str, count: int, here: bool, **chosen: Any) -> dict[str, Any]:
    address = url_for("office.inbox", **chosen)
    return {"words": label, "address": address, "here": here, "count": count}
