"""Telling the administrators of a body what happens to its roles; the body itself where it has none."""

from __future__ import annotations

from flask import current_app

from portal.catalogue import serving
from portal.identity.roster import administrators_of
from portal.identity.tidings import Happened, Tiding
from portal.notifications.actions import tell
from portal.platform import clock

_LETTERS = {Happened.REVIEW_BEGUN: "staff_review", Happened.PAUSED: "staff_paused"}


def tell_administrators(tiding: Tiding) -> None:
    """Write to each administrator, once for all that happens on a day; names nobody."""
    event = _LETTERS.get(tiding.happened)
    if event is None:
        return
    until = tiding.until.isoformat() if tiding.until else ""
    people: list[int | None] = [*administrators_of(tiding.body)]
    for person_id in people or [None]:
        tell(
            current_app.config["KEYRING"],
            event,
            person_id=person_id,
            address=None if person_id else _address_of(tiding.body),
            language="it",
            case_id=None,
            values={"ends_on": until, "day_on": clock.today().isoformat()},
            once=f"{tiding.key}:{person_id or 0}",
        )


def _address_of(body: str) -> str | None:
    found = serving.snapshot().find_body(body)
    return found.email if found else None
