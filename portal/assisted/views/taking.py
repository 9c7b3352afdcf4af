"""At a public machine: take along, on one's own phone, what was begun there without signing in."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.kiosk.here import Here, kiosk_here
from portal.assisted.views import bp
from portal.cases.handover.from_machine import offer_from_machine
from portal.cases.handover.queries import shown
from portal.cases.handover.standing import Standing, standing
from portal.cases.models import Case, Handover
from portal.platform import codes
from portal.platform.access import public
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import limiter
from portal.platform.sessions import current_session, keep_fact, unattended


def _here() -> Here:
    found = kiosk_here()
    if found is None:
        raise NotThere
    return found


def _offered() -> Handover:
    """What this sitting offered last; the number lies in the session, never in an address."""
    row = current_session()
    number = row.facts.get("offered") if row else None
    found = db.session.get(Handover, number) if isinstance(number, int) else None
    if found is None:
        raise NotThere
    return found


@bp.post("/postazione/telefono")
@public
@limiter.limit("30 per minute")
def take_along() -> ResponseReturnValue:
    """Show a code for one draft; an older one of the same draft stops working."""
    desk, reference = _here().desk, request.form.get("draft", "")
    with writing() as session:
        keyring = current_app.config["KEYRING"]
        offered = offer_from_machine(keyring, current_actor(), reference, desk)
        keep_fact(session, offered=offered.id)
    return redirect(url_for("assisted.taken_along"), 303)


@bp.get("/postazione/telefono")
@public
@unattended
def taken_along() -> ResponseReturnValue:
    """The code to scan; then that the draft is on the phone, and the machine holds nothing of it."""
    _here()
    row = _offered()
    stands = standing(row)
    is_open = stands is Standing.OPEN
    return render(
        "assisted/_taken_along.html" if is_fragment_wanted() else "assisted/taken_along.html",
        is_open=is_open,
        is_taken=stands is Standing.TAKEN,
        **(_to_scan(row) if is_open else {}),
    )


def _to_scan(row: Handover) -> dict[str, Any]:
    case = db.session.get_one(Case, row.case_id)
    found = shown(current_app.config["KEYRING"], case, row)
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = public_url + url_for("cases.from_desk", token=found.token)
    return {
        "reference": case.reference,
        "qr": qr_svg(address, _("QR code for your phone")),
        "code": codes.printed(found.code),
        "typed_at": public_url + url_for("cases.type_code"),
    }
