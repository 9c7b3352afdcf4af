"""Stopping what a desk was asked to change: by the person in their area, or with the code of the telling."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.notifications.held import queries
from portal.notifications.held.actions import stop_held
from portal.notifications.held.models import HeldChange
from portal.notifications.views import bp
from portal.notifications.words import HELD
from portal.platform import attempts, guesses
from portal.platform.access import public, signed_in
from portal.platform.actor import NOBODY, current_actor
from portal.platform.addresses import row_number
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter

#: Sixty bits, twenty tries an hour: nobody guesses a code.
_BY_BROWSER = attempts.Limit("change.stop", most=20)


def held_for(person_id: int) -> list[dict[str, Any]]:
    """What waits in the affairs of a person, for the page of their contacts."""
    return [
        {
            "number": one.id,
            "what": HELD[one.what],
            "asked_at": one.asked_at,
            "desk": _desk_name(one.desk),
            "until": one.holds_until,
        }
        for one in queries.waiting_for(person_id)
    ]


def _desk_name(desk: str) -> str:
    found = serving.snapshot().desk(desk)
    return found.name if found else desk


@bp.post("/area-personale/profilo/contatti/ferma")
@signed_in
@limiter.limit("30 per hour", key_func=by_person)
def stop_own() -> ResponseReturnValue:
    """The person stops what a desk was asked to change."""
    actor, number = current_actor(), row_number(request.form.get("number", ""))
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    with writing():
        stop_held(actor, queries.of_person(actor.person_id, number))
    notice(_("Stopped. The old one is used."))
    return redirect(url_for("notifications.contacts"))


@bp.get("/ferma-cambio/<code>")
@public
@limiter.limit("30 per minute")
def stop_change(code: str) -> ResponseReturnValue:
    """What would be stopped, for whoever holds the code; reading uses nothing up."""
    return render("notifications/stop.html", what=HELD[_found(code).what], code=code)


@bp.post("/ferma-cambio/<code>")
@public
@limiter.limit("30 per minute")
def stop_with_code(code: str) -> ResponseReturnValue:
    """Stop it; who it is need not be said."""
    number = _found(code).id
    with writing() as session:
        stop_held(NOBODY, session.get_one(HeldChange, number))
    return render("notifications/stopped.html")


def _found(code: str) -> HeldChange:
    """The change a code stops; only wrong ones count: many people may share an address.

    Raises:
        NotThere: none waits under it.
        TooManyAttempts: see there.
    """
    keyring = current_app.config["KEYRING"]
    guesses.spend(_BY_BROWSER)
    row = queries.by_stop_code(keyring, code[:40])
    guesses.give_back(_BY_BROWSER)
    return row
