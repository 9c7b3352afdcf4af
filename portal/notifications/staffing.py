"""Telling what happens to roles: who holds one, and the administrators of the body, or the body itself."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from portal.catalogue import serving
from portal.identity import reach
from portal.identity.roster import administrators_of
from portal.identity.tidings import Concerned, Happened, Tiding
from portal.notifications.actions import tell
from portal.platform import clock

_TO_ADMINISTRATORS = {Happened.REVIEW_BEGUN: "staff_review", Happened.PAUSED: "staff_paused"}
_TO_HOLDER = {
    Happened.GIVEN: "role_given",
    Happened.PAUSED: "role_paused",
    Happened.LIFTED: "role_lifted",
    Happened.ENDED: "role_ended",
}


def tell_of_roles(tiding: Tiding) -> None:
    """Write to whom it concerns, once for each role, and to administrators once for all of a day."""
    if tiding.concerned is not None and tiding.happened in _TO_HOLDER:
        _tell_holder(tiding, tiding.concerned)
    if tiding.happened in _TO_ADMINISTRATORS:
        _tell_administrators(tiding)


def _tell_holder(tiding: Tiding, who: Concerned) -> None:
    """Which role it is stands in words of its own, chosen by their name: each language has its own."""
    values = {who.role.value: "1", "place": reach.name_of(who.place)}
    if who.reason:
        values[who.reason] = "1"
    once = f"{tiding.key}:{who.number}:holder"
    _tell(_TO_HOLDER[tiding.happened], who.person_id, None, values, once)


def _tell_administrators(tiding: Tiding) -> None:
    """Names nobody."""
    until = tiding.until.isoformat() if tiding.until else ""
    values = {"ends_on": until, "day_on": clock.today().isoformat()}
    people: list[int | None] = [*administrators_of(tiding.body)]
    for person_id in people or [None]:
        address = None if person_id else _address_of(tiding.body)
        once = f"{tiding.key}:{person_id or 0}"
        _tell(_TO_ADMINISTRATORS[tiding.happened], person_id, address, values, once)


def _tell(
    event: str, person_id: int | None, address: str | None, values: Mapping[str, str], once: str
) -> None:
    tell(
        current_app.config["KEYRING"],
        event,
        person_id=person_id,
        address=address,
        language="it",
        case_id=None,
        values=values,
        once=once,
    )


def _address_of(body: str) -> str | None:
    found = serving.snapshot().find_body(body)
    return found.email if found else None
